import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createValidCertificate } from "./certificate.ts";
import { launchChromium, openChromiumClient } from "./chromium.ts";
import { describePeer } from "./describe-peer.ts";
import { findChromium } from "./find-programs.ts";
import { startNodeServer, type NodeServerOptions } from "./node-server.ts";
import { describeSessions } from "./session-suite.ts";

const peer = { program: findChromium(), install: "the Debian package chromium" };

describePeer("our server with Chromium", peer, (program) => {
  let browser: Browser | undefined;

  beforeAll(async () => {
    browser = await launchChromium(program);
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function start(options: NodeServerOptions) {
    if (browser === undefined) throw new Error("Chromium did not start");
    const server = await startNodeServer(options);
    return { server, client: await openChromiumClient(browser, server.url) };
  }

  describeSessions("over ws://", { start: () => start({}), extensions: /^$/ });
  describeSessions("over ws://, deflated", {
    start: () => start({ perMessageDeflate: { threshold: 0 } }),
    extensions: /^permessage-deflate/,
  });
  describeSessions("over ws://, deflated without context takeover", {
    start: () =>
      start({
        perMessageDeflate: { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
      }),
    extensions: /^permessage-deflate.*no_context_takeover/,
  });
  describeSessions("over ws://, deflated in small windows", {
    start: () =>
      start({ perMessageDeflate: { threshold: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 10 } }),
    extensions: /^permessage-deflate.*max_window_bits/,
  });
  describeSessions("over wss://", {
    start: () => start({ certificate: createValidCertificate() }),
    extensions: /^$/,
  });
  describeSessions("over wss://, deflated", {
    start: () => start({ certificate: createValidCertificate(), perMessageDeflate: { threshold: 0 } }),
    extensions: /^permessage-deflate/,
  });

  it("hears 1001 when the page goes away", async () => {
    const { server, client } = await start({});
    const session = client.run({
      url: `${server.url}/echo`,
      sends: [{ kind: "text", unit: "bye", times: 1 }],
      expect: 2,
    });
    const failure = session.catch((error: unknown) => String(error));
    await server.takeMessage();
    await client.stop();
    expect(await failure).toMatch(/closed/);
    expect((await server.takeReport()).close).toEqual({ code: 1001, reason: "" });
    await server.stop();
  });
});
