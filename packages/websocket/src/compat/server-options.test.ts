import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { toConnectionOptions } from "./connection-options.ts";
import { resolveServerOptions, type ServerOptions } from "./server-options.ts";
import { WebSocket } from "./websocket.ts";

describe("resolveServerOptions", () => {
  it("has the defaults of ws, and those of our own limits", () => {
    expect(resolveServerOptions({ noServer: true })).toEqual({
      allowSynchronousEvents: true,
      autoPong: true,
      backlog: null,
      clientTracking: true,
      closeTimeout: 30_000,
      handleProtocols: null,
      handshakeTimeout: 60_000,
      host: null,
      maxBufferedBytes: 67_108_864,
      maxBufferedChunks: 262_144,
      maxConnections: Infinity,
      maxControlFramesPerSecond: 100,
      maxFragments: 16_384,
      maxPayload: 104_857_600,
      maxPendingHandshakes: Infinity,
      noServer: true,
      onBufferFull: "close",
      path: null,
      perMessageDeflate: false,
      port: null,
      server: null,
      skipUTF8Validation: false,
      verifyClient: null,
      WebSocket,
    });
  });

  it("takes null and undefined for absent", () => {
    const options = { port: 0, host: null, maxPayload: undefined, server: null };
    expect(resolveServerOptions(options)).toMatchObject({ port: 0, host: null, maxPayload: 104_857_600 });
  });

  const server = createServer();
  it.each([
    [undefined],
    [{}],
    [{ port: null as unknown as number }],
    [{ port: 0, server }],
    [{ port: 0, noServer: true }],
    [{ server, noServer: true }],
  ] satisfies [ServerOptions | undefined][])("refuses %o", (options) => {
    expect(() => resolveServerOptions(options)).toThrow(
      new TypeError('One and only one of the "port", "server", or "noServer" options must be specified'),
    );
  });
});

describe("toConnectionOptions", () => {
  it("takes 0 for no limit where ws does", () => {
    expect(toConnectionOptions({ maxPayload: 0, maxFragments: 0, maxBufferedChunks: 0 })).toMatchObject({
      maxPayload: Infinity,
      maxFragments: Infinity,
      maxBufferedChunks: Infinity,
    });
  });

  it("says the rest in the words of the core", () => {
    const options = {
      maxPayload: 5,
      skipUTF8Validation: true,
      autoPong: false,
      closeTimeout: 7,
      maxBufferedBytes: Infinity,
      onBufferFull: "drop",
      maxControlFramesPerSecond: 9,
    } as const;
    expect(toConnectionOptions(options)).toEqual({
      maxPayload: 5,
      maxFragments: 16_384,
      maxBufferedChunks: 262_144,
      skipUtf8Validation: true,
      autoPong: false,
      closeTimeout: 7,
      maxBufferedBytes: Infinity,
      onBufferFull: "drop",
      maxControlFramesPerSecond: 9,
      textAsBytes: true,
    });
  });
});
