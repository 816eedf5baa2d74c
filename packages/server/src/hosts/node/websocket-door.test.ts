import { createServer, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { createDialects } from "@sockeye/protocol/engine";
import { portableBytes } from "@sockeye/protocol/kernel";
import { RecordingOwner } from "@sockeye/testkit";
import { connect, type Connection } from "@sockeye/websocket/lean";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import type { ServerTransport } from "../../ports/index.ts";
import type { EngineIncoming } from "./engine-incoming.ts";
import { head, listenOnLoopback, RawConnection, shutDown, upgradeHeaders } from "./testing/http-client.ts";
import { createForeignDoor, createOwnDoor, type DoorOptions, type WebSocketDoor } from "./websocket-door.ts";

const dialect = createDialects(portableBytes)[4];

let server: Server;
let port: number;
let door: WebSocketDoor;
let headerLines: readonly string[] | undefined;
/** Each transport that came through the door, with what its client sends. */
let arrivals: { readonly transport: ServerTransport; readonly owner: RecordingOwner }[];
let onArrival: () => void;
let arrival: Promise<void>;

beforeEach(async () => {
  headerLines = undefined;
  arrivals = [];
  arrival = new Promise((resolve) => {
    onArrival = resolve;
  });
  server = createServer();
  server.on("upgrade", (request, socket: Duplex, first: Buffer) => {
    door.pass({
      request: request as EngineIncoming,
      socket,
      head: first,
      dialect,
      supportsBinary: true,
      headerLines: headerLines ?? [],
      onTransport: (transport) => {
        const owner = new RecordingOwner();
        transport.owner = owner;
        arrivals.push({ transport, owner });
        onArrival();
      },
    });
  });
  port = await listenOnLoopback(server);
});

afterEach(async () => {
  for (const { transport } of arrivals) transport.terminate();
  await shutDown(server);
});

const doors: readonly (readonly [string, (options: DoorOptions) => WebSocketDoor])[] = [
  ["our own", createOwnDoor],
  ["the published ws", (options) => createForeignDoor(WebSocketServer, options)],
];

const options: DoorOptions = { maxPayload: 100, perMessageDeflate: false };

/** The messages that have come, once there are so many. */
async function messages(count: number): Promise<string[]> {
  await arrival;
  const { owner } = arrivals[0]!;
  if (owner.packets.length < count) {
    await new Promise<void>((resolve) => {
      owner.reaction = () => {
        if (owner.packets.length === count) resolve();
      };
    });
  }
  return owner.packets.map(({ data }) => String(data));
}

describe.each(doors)("the door of %s", (_, create) => {
  it("makes a transport of an upgrade request", async () => {
    door = create(options);
    const client = await connect(`ws://127.0.0.1:${port}`);
    client.sendText("4hello");
    expect(await messages(1)).toEqual(["hello"]);
    const answer = new Promise<string>((resolve) => {
      client.handler = { onText: resolve };
    });
    arrivals[0]!.transport.send([{ type: "message", data: "back" }]);
    expect(await answer).toBe("4back");
    client.terminate();
  });

  it("adds the header lines to the 101", async () => {
    door = create(options);
    headerLines = ["X-One: 1", "Set-Cookie: a=1", "Set-Cookie: b=2"];
    const connection = await RawConnection.open(port, head("GET /", upgradeHeaders));
    await connection.until("\r\n\r\n");
    expect(connection.received).toMatch(/^HTTP\/1\.1 101 /);
    for (const line of headerLines) expect(connection.received).toContain(`\r\n${line}\r\n`);
    connection.destroy();
  });

  it("reads what comes in the same segment as the request", async () => {
    door = create(options);
    // A masked text frame, "4hi", with a mask of zeros.
    const frame = `\u0081\u0083\0\0\0\u00004hi`;
    const connection = await RawConnection.open(port, head("GET /", upgradeHeaders) + frame);
    expect(await messages(1)).toEqual(["hi"]);
    connection.destroy();
  });

  it("ends a connection whose message is too large", async () => {
    door = create(options);
    const client = await connect(`ws://127.0.0.1:${port}`);
    const closed = new Promise<number>((resolve) => {
      client.handler = { onClose: resolve };
    });
    client.sendText("x".repeat(101));
    expect(await closed).toBe(1009);
    await arrival;
    expect(arrivals[0]!.owner.closed).toEqual(["transport error"]);
  });

  it("takes large bursts: the session is who counts", async () => {
    door = create(options);
    const client = await connect(`ws://127.0.0.1:${port}`, { maxPayload: Infinity });
    await arrival;
    client.pause();
    const { transport } = arrivals[0]!;
    transport.send([{ type: "message", data: "x".repeat(20_000_000) }]);
    expect([transport.readyState, transport.bufferedBytes > 0]).toEqual(["open", true]);
    client.terminate();
  });

  it("refuses a request that is no WebSocket handshake, without a transport", async () => {
    door = create(options);
    const headers = { ...upgradeHeaders, "Sec-WebSocket-Key": "short" };
    const connection = await RawConnection.open(port, head("GET /", headers));
    await connection.closed;
    expect(connection.received).toMatch(/^HTTP\/1\.1 400 /);
    expect(arrivals).toEqual([]);
  });

  it("agrees on a sub-protocol, as some clients fail without", async () => {
    door = create(options);
    const client = await connect(`ws://127.0.0.1:${port}`, { protocols: ["first", "second"] });
    expect(client.protocol).toBe("first");
    client.terminate();
  });

  it.each([
    [false, ""],
    [{ threshold: 1024 }, "permessage-deflate"],
  ])("with perMessageDeflate %j agrees on %j", async (perMessageDeflate, expected) => {
    door = create({ ...options, perMessageDeflate });
    const client = await connect(`ws://127.0.0.1:${port}`, { perMessageDeflate: true });
    expect(client.extensions.split(";")[0]).toBe(expected);
    client.terminate();
  });

  it("leaves open connections alone when it closes", async () => {
    door = create(options);
    const client: Connection = await connect(`ws://127.0.0.1:${port}`);
    await arrival;
    door.close();
    client.sendText("4still here");
    expect(await messages(1)).toEqual(["still here"]);
    client.terminate();
  });
});

describe("another WebSocket server", () => {
  it("is made with the options that ws knows", () => {
    const made: object[] = [];
    class Engine {
      constructor(given: object) {
        made.push(given);
      }
      handleUpgrade(): void {}
    }
    const foreign = createForeignDoor(Engine, { maxPayload: 5, perMessageDeflate: { threshold: 1 } });
    expect(made).toEqual([
      { noServer: true, clientTracking: false, perMessageDeflate: { threshold: 1 }, maxPayload: 5 },
    ]);
    // It need not have `on` and `close`.
    expect(() => foreign.close()).not.toThrow();
  });

  it("may be closed", () => {
    let closed = 0;
    class Engine {
      handleUpgrade(): void {}
      on(): void {}
      close(): void {
        closed++;
      }
    }
    createForeignDoor(Engine, options).close();
    expect(closed).toBe(1);
  });

  it("may announce headers of requests that are not ours", () => {
    let announce: (lines: string[], request: EngineIncoming) => void = () => {};
    class Engine {
      handleUpgrade(): void {}
      on(_event: string, listener: typeof announce): void {
        announce = listener;
      }
    }
    createForeignDoor(Engine, options);
    const lines = ["HTTP/1.1 101"];
    announce(lines, {} as EngineIncoming);
    expect(lines).toEqual(["HTTP/1.1 101"]);
  });
});
