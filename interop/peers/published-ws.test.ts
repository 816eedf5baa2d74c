import { describe } from "vitest";
import { WebSocketServer as PublishedServer } from "ws";
import { createValidCertificate } from "./certificate.ts";
import type { WebSocketServer } from "./implementation.ts";
import { startNodeServer, type NodeServerOptions } from "./node-server.ts";
import { createOurClient } from "./our-client.ts";
import { describeSessions } from "./session-suite.ts";

describe("our client with a server of the published ws", () => {
  const start = async (options: NodeServerOptions) => ({
    server: await startNodeServer({
      ...options,
      Implementation: PublishedServer as unknown as typeof WebSocketServer,
    }),
    client: createOurClient({
      perMessageDeflate: options.perMessageDeflate !== undefined,
      ...(options.certificate === undefined ? {} : { certificate: options.certificate }),
    }),
  });
  const certificate = createValidCertificate();
  const framesByHand = true;

  describeSessions("over ws://", { framesByHand, start: () => start({}), extensions: /^$/ });
  describeSessions("over ws://, deflated", {
    framesByHand,
    start: () => start({ perMessageDeflate: { threshold: 0 } }),
    extensions: /^permessage-deflate/,
  });
  describeSessions("over ws://, deflated without context takeover, in small windows", {
    framesByHand,
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
    extensions: /^permessage-deflate/,
  });
  describeSessions("over wss://", { framesByHand, start: () => start({ certificate }), extensions: /^$/ });
  describeSessions("over wss://, deflated", {
    framesByHand,
    start: () => start({ certificate, perMessageDeflate: { threshold: 0 } }),
    extensions: /^permessage-deflate/,
  });
});
