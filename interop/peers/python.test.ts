import { afterAll, beforeAll, describe } from "vitest";
import { storeCertificate, type CertificateFolder } from "./certificate-folder.ts";
import { createValidCertificate } from "./certificate.ts";
import { describePeer } from "./describe-peer.ts";
import { findPythonWithWebsockets } from "./find-programs.ts";
import { startNodeServer, type NodeServerOptions } from "./node-server.ts";
import { createOurClient, type OurClientOptions } from "./our-client.ts";
import { startPythonClient } from "./process-client.ts";
import { startPythonServer } from "./python-server.ts";
import { describeSessions } from "./session-suite.ts";

const peer = { program: findPythonWithWebsockets(), install: "the Debian package python3-websockets" };
const certificate = createValidCertificate();
const deflate = { perMessageDeflate: { threshold: 0 } };

describePeer("Python's websockets", peer, (python) => {
  let folder: CertificateFolder | undefined;
  beforeAll(() => {
    folder = storeCertificate(certificate);
  });
  afterAll(() => {
    folder?.remove();
  });

  describe("as the client of our server", () => {
    const start = async (options: NodeServerOptions) => ({
      server: await startNodeServer(options),
      client: startPythonClient(python, {
        perMessageDeflate: options.perMessageDeflate !== undefined,
        ...(options.certificate === undefined || folder === undefined ? {} : { trusted: folder.trusted }),
      }),
    });
    const traits = { framesByHand: true, alwaysClosesWithCode: "client" } as const;

    describeSessions("over ws://", { ...traits, start: () => start({}), extensions: /^$/ });
    describeSessions("over ws://, deflated", {
      ...traits,
      start: () => start(deflate),
      extensions: /^permessage-deflate/,
    });
    describeSessions("over ws://, deflated without context takeover, in small windows", {
      ...traits,
      start: () =>
        start({
          perMessageDeflate: {
            threshold: 0,
            serverNoContextTakeover: true,
            clientNoContextTakeover: true,
            serverMaxWindowBits: 9,
            clientMaxWindowBits: 9,
          },
        }),
      extensions: /^permessage-deflate.*server_max_window_bits=9/,
    });
    describeSessions("over wss://", { ...traits, start: () => start({ certificate }), extensions: /^$/ });
    describeSessions("over wss://, deflated", {
      ...traits,
      start: () => start({ certificate, ...deflate }),
      extensions: /^permessage-deflate/,
    });
  });

  describe("as the server of our client", () => {
    const start = async (options: OurClientOptions) => ({
      server: await startPythonServer(python, {
        perMessageDeflate: options.perMessageDeflate === true,
        ...(options.certificate === undefined || folder === undefined ? {} : { chain: folder.chain }),
      }),
      client: createOurClient(options),
    });
    const traits = { framesByHand: true, alwaysClosesWithCode: "server" } as const;

    describeSessions("over ws://", { ...traits, start: () => start({}), extensions: /^$/ });
    describeSessions("over ws://, deflated", {
      ...traits,
      start: () => start({ perMessageDeflate: true }),
      extensions: /^permessage-deflate/,
    });
    describeSessions("over wss://", { ...traits, start: () => start({ certificate }), extensions: /^$/ });
    describeSessions("over wss://, deflated", {
      ...traits,
      start: () => start({ certificate, perMessageDeflate: true }),
      extensions: /^permessage-deflate/,
    });
  });
});
