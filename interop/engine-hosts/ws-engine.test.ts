import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { gunzipSync, inflateSync } from "node:zlib";
import { WebSocketServer as OwnServer } from "@sockeye/websocket";
import { expect, it } from "vitest";
import { WebSocket, type ServerOptions as WsOptions, type WebSocketServer } from "ws";
import type { EngineSocket } from "../engine-clients/engine-api.ts";
import { openPlain } from "./applications.ts";
import { connectTo, converseBesideApplication, echo, exchange } from "./conversation.ts";
import { describeEngines, sockeye, type Engine, type EngineOptions } from "./engines.ts";
import { ask, type Host } from "./host.ts";

/** `require("ws").Server`, as the documentation of wsEngine has it: `import` does not get that name. */
const { Server: PublishedWs } = createRequire(import.meta.url)("ws") as { Server: typeof WebSocketServer };

const handshake = "/engine.io/?EIO=4&transport=polling";

async function openWith(engine: Engine): Promise<Host> {
  echo(engine);
  return openPlain((server) => engine.attach(server));
}

/** The headers of the 101. */
async function upgrade(host: Host): Promise<IncomingHttpHeaders> {
  const socket = new WebSocket(`${host.url.replace("http", "ws")}/engine.io/?EIO=4&transport=websocket`);
  socket.on("open", () => socket.close());
  const closed = once(socket, "close");
  const [response] = (await once(socket, "upgrade")) as [IncomingMessage];
  await closed;
  return response.headers;
}

/** The extensions that the server agreed to, or none. */
const negotiate = async (host: Host) => (await upgrade(host))["sec-websocket-extensions"];

describeEngines("with wsEngine and compression", ({ Server }) => {
  it.each([
    ["the published ws", PublishedWs],
    ["@sockeye/websocket", OwnServer],
  ])("WebSockets of %s, given as wsEngine", async (_name, wsEngine) => {
    const host = await openWith(new Server({ wsEngine }));
    await converseBesideApplication(host);
    expect(await negotiate(host)).toBeUndefined();
  });

  it.each([
    ["the published ws", PublishedWs],
    ["@sockeye/websocket", OwnServer],
  ])("WebSockets of %s, given as wsEngine, with permessage-deflate", async (_name, wsEngine) => {
    const perMessageDeflate = { threshold: 64, serverNoContextTakeover: true };
    const host = await openWith(new Server({ wsEngine, perMessageDeflate }));
    await converseBesideApplication(host, { perMessageDeflate: { threshold: 64 } });
    expect(await negotiate(host)).toContain("permessage-deflate; server_no_context_takeover");
  });

  it("tells the class given as wsEngine what it needs, and reaches through to its WebSockets", async () => {
    const given: WsOptions[] = [];
    class Watched extends PublishedWs {
      constructor(options: WsOptions) {
        super(options);
        given.push(options);
      }
    }
    const engine = new Server({ wsEngine: Watched, maxHttpBufferSize: 5_000 });
    const host = await openWith(engine);
    const connection = once(engine, "connection") as Promise<[EngineSocket]>;
    const client = connectTo(host, "websocket");
    await client.opened;
    const [socket] = await connection;
    const { transport } = socket as unknown as { transport: { socket: WebSocket } };
    expect(transport.socket).toBeInstanceOf(WebSocket);
    for (const options of given) {
      expect(options).toMatchObject({ noServer: true, clientTracking: false, maxPayload: 5_000 });
      expect(options.perMessageDeflate ?? false).toBe(false);
    }
    const reason = new Promise((resolve) => socket.once("close", resolve));
    client.socket.send("x".repeat(5_001));
    expect(await reason).toBe("transport error");
  });

  it("adds headers to the 101 of another wsEngine", async () => {
    const engine = new Server({ wsEngine: PublishedWs });
    engine.on("headers", (headers: Record<string, string>) => {
      headers["X-Each"] = "yes";
    });
    const host = await openWith(engine);
    expect((await upgrade(host))["x-each"]).toBe("yes");
  });

  it("perMessageDeflate: true", async () => {
    const host = await openWith(new Server({ perMessageDeflate: true }));
    expect(await negotiate(host)).toContain("permessage-deflate");
    await converseBesideApplication(host, { perMessageDeflate: { threshold: 0 } });
    const client = connectTo(host, "websocket", { perMessageDeflate: { threshold: 0 } });
    await client.opened;
    await exchange(client, [
      "a".repeat(1_023),
      "b".repeat(1_024),
      randomBytes(2_000),
      "c".repeat(100_000),
      "d",
    ]);
  });

  it("no permessage-deflate unless asked for", async () => {
    expect(await negotiate(await openWith(new Server()))).toBeUndefined();
  });

  const compressions: readonly (readonly [string, EngineOptions, boolean, boolean])[] = [
    ["is not given", {}, false, true],
    ["is true", { httpCompression: true }, true, true],
    ["is { threshold: 10000 }", { httpCompression: { threshold: 10_000 } }, false, false],
    ["is false", { httpCompression: false }, false, false],
  ];

  it.each(compressions)(
    "polling when httpCompression %s",
    async (_name, options, compressesShort, compressesLong) => {
      const engine = new Server(options);
      const host = await openWith(engine);
      const encodingOf = async (length: number, accepted: string) => {
        const connection = once(engine, "connection") as Promise<[EngineSocket]>;
        const opened = await ask(host, handshake);
        const { sid } = JSON.parse(opened.body.slice(1)) as { sid: string };
        const [socket] = await connection;
        socket.send("x".repeat(length));
        const { headers, body } = await ask(host, `${handshake}&sid=${sid}`, {
          headers: { "Accept-Encoding": accepted },
        });
        const bytes = Buffer.from(body, "latin1");
        const encoding = headers["content-encoding"];
        const plain =
          encoding === "gzip" ? gunzipSync(bytes) : encoding === "deflate" ? inflateSync(bytes) : bytes;
        expect(String(plain)).toBe(`4${"x".repeat(length)}`);
        return encoding;
      };
      expect(await encodingOf(100, "gzip")).toBe(compressesShort ? "gzip" : undefined);
      expect(await encodingOf(5_000, "gzip")).toBe(compressesLong ? "gzip" : undefined);
      expect(await encodingOf(5_000, "deflate")).toBe(compressesLong ? "deflate" : undefined);
      expect(await encodingOf(5_000, "br")).toBeUndefined();
      await converseBesideApplication(host);
    },
  );
});

it("sockeye: a class of another shape, without events and without terminate", async () => {
  class Bare {
    readonly #server = new PublishedWs({ noServer: true });
    handleUpgrade(
      request: IncomingMessage,
      socket: never,
      head: never,
      callback: (websocket: object) => void,
    ): void {
      this.#server.handleUpgrade(request, socket, head, (websocket) => {
        callback({
          on: websocket.on.bind(websocket),
          send: websocket.send.bind(websocket),
          close: () => websocket.close(),
        });
      });
    }
  }
  const host = await openWith(new sockeye.Server({ wsEngine: Bare }));
  await converseBesideApplication(host);
});
