import { Buffer } from "node:buffer";
import { createWebSocketServer, type Connection, type WebSocketServerOptions } from "@sockeye/websocket/lean";
import { afterEach, describe, expect, it } from "vitest";
import { numbers } from "../harness/at-once.ts";
import { frame, TEXT } from "./harness/frames.ts";
import { dialWire, openWire, upgradeRequest, type WirePeer } from "./harness/wire-peer.ts";

type Server = ReturnType<typeof createWebSocketServer>;

let server: Server | undefined;
let reported: unknown[] = [];

afterEach(async () => {
  // Never resolves when a socket was forgotten.
  await server?.close({ deadline: 0 });
  server = undefined;
  reported = [];
});

async function serve(options: Partial<WebSocketServerOptions>): Promise<number> {
  server = createWebSocketServer({
    onConnection: echo,
    onDecisionError: (error) => reported.push(error),
    ...options,
  });
  return (await server.listen({ port: 0, host: "127.0.0.1" })).port;
}

function echo(connection: Connection): void {
  connection.handler = { onText: (text) => void connection.sendText(text) };
}

async function ask(port: number): Promise<WirePeer> {
  const peer = await dialWire(port);
  return peer.send(upgradeRequest("/?name=a%0d%0aX-Evil:1", { "Sec-WebSocket-Protocol": "a" }));
}

function fail(): never {
  throw new Error("a fault of the application");
}

const reflected = { status: 401, headers: { "X-Name": "a\r\nX-Evil: 1" } };

/** What an application may do wrong with what a client sends: it costs that client its connection, and no more. */
const faults: Record<string, Partial<WebSocketServerOptions>> = {
  "decide throws": { decide: fail },
  "decide rejects": { decide: () => Promise.reject(new Error("a fault")) },
  "decide reflects a line break": { decide: () => reflected },
  "decide reflects a line break, later": { decide: () => Promise.resolve(reflected) },
  "decide makes up a status": { decide: () => Promise.resolve({ status: 20 }) },
  "decide resolves to nothing": { decide: () => Promise.resolve(undefined as unknown as true) },
  "selectProtocol throws": { selectProtocol: fail },
  "selectProtocol throws after a late decision": {
    decide: () => Promise.resolve(true),
    selectProtocol: fail,
  },
  "selectProtocol reflects a line break": { selectProtocol: () => "a\r\nX-Evil: 1" },
};

describe("row 37, as far as it concerns the handshake", () => {
  it.each(Object.entries(faults))(
    "%s: 500 for this client, a report, and nothing left",
    async (_name, fault) => {
      const port = await serve(fault);
      const peer = await ask(port);
      expect(await peer.status()).toBe(500);
      await peer.closed;
      expect(peer.received.toString("latin1")).not.toContain("X-Evil");
      expect(reported).toHaveLength(1);
    },
  );
});

describe("row 42: maxConnections", () => {
  it("holds when many handshakes are decided at the same time", async () => {
    let decide: (answer: true) => void = () => undefined;
    const decision = new Promise<true>((resolve) => {
      decide = resolve;
    });
    let asked = 0;
    let allAsked: () => void = () => undefined;
    const areAsked = new Promise<void>((resolve) => {
      allAsked = resolve;
    });
    const port = await serve({
      maxConnections: 2,
      decide: () => {
        if (++asked === 2) allAsked();
        return decision;
      },
    });
    const peers = await Promise.all(numbers(5).map(() => ask(port)));
    await areAsked;
    decide(true);
    const statuses = await Promise.all(peers.map((peer) => peer.status()));
    expect(statuses.sort((one, other) => one - other)).toEqual([101, 101, 503, 503, 503]);
    for (const peer of peers) await peer.reset();
  });
});

describe("a connection whose application does not read", () => {
  it("is terminated and closed with its server, even after its peer has gone", async () => {
    let closed: () => void = () => undefined;
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    let paused: (connection: Connection) => void = () => undefined;
    const isPaused = new Promise<Connection>((resolve) => {
      paused = resolve;
    });
    const port = await serve({
      onConnection: (connection) => {
        connection.handler = {
          onText: () => {
            connection.pause();
            paused(connection);
          },
          onClose: closed,
        };
      },
    });
    const peer = await openWire(port);
    const text = frame({ opcode: TEXT, payload: "x" });
    peer.send(Buffer.concat([text, text, text]));
    const connection = await isPaused;
    await peer.reset();
    // Behind whatever the socket reports of the reset.
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    connection.terminate();
    await isClosed;
    expect(server?.connections.size).toBe(0);
  });
});
