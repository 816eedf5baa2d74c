import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeCertificate, type CertificateFolder } from "./certificate-folder.ts";
import { createValidCertificate } from "./certificate.ts";
import { describePeer } from "./describe-peer.ts";
import { findNode } from "./find-node.ts";
import { startNodeServer, type NodeServerOptions } from "./node-server.ts";
import { startNodeClient } from "./process-client.ts";
import { describeSessions } from "./session-suite.ts";

describe.each([22, 24, 26])("our server with Node's built-in WebSocket", (major) => {
  const peer = { program: findNode(major), install: `the npm package node@${major} (npm run setup)` };

  describePeer(`of Node ${major}`, peer, (program) => {
    async function start(options: NodeServerOptions, trusted?: string) {
      const server = await startNodeServer(options);
      return { server, client: startNodeClient(program, trusted) };
    }
    const certificate = createValidCertificate();
    let folder: CertificateFolder | undefined;
    beforeAll(() => {
      folder = storeCertificate(certificate);
    });
    afterAll(() => {
      folder?.remove();
    });

    describeSessions("over ws://", { start: () => start({}), extensions: /^$/ });
    describeSessions("over ws://, deflated", {
      start: () => start({ perMessageDeflate: { threshold: 0 } }),
      extensions: /^permessage-deflate/,
    });
    describeSessions("over wss://, deflated", {
      start: () => start({ certificate, perMessageDeflate: { threshold: 0 } }, folder?.trusted),
      extensions: /^permessage-deflate/,
    });

    it("hears 1006 when the process is gone", async () => {
      const { server, client } = await start({});
      const session = client.run({
        url: `${server.url}/echo`,
        sends: [{ kind: "text", unit: "bye", times: 1 }],
        expect: 2,
      });
      const failure = session.catch((error: unknown) => String(error));
      await server.takeMessage();
      await client.kill();
      expect(await failure).toMatch(/the peer ended/);
      expect((await server.takeReport()).close).toEqual({ code: 1006, reason: "" });
      await server.stop();
    });
  });
});
