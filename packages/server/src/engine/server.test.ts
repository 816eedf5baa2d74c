import type { IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import {
  head,
  listenOnLoopback,
  RawConnection,
  shutDown,
  upgradeHeaders,
} from "../hosts/node/testing/http-client.ts";
import type { AttachOptions, ServerOptions } from "./options.ts";
import { EngineBench, event } from "./testing/engine-bench.ts";

let bench: EngineBench;

afterEach(async () => {
  await bench.dispose();
});

async function start(options: AttachOptions & ServerOptions = {}): Promise<EngineBench> {
  bench = await new EngineBench(options).listen();
  return bench;
}

describe("clients", () => {
  it("is a live view of the sessions, and reads like an object", async () => {
    const bench = await start();
    const { engine } = bench;
    const { clients } = engine;
    expect([Object.keys(clients), engine.clientsCount]).toEqual([[], 0]);
    const ids = [await bench.open(), await bench.open()];
    expect(Object.keys(clients)).toEqual(ids);
    expect(Object.values(clients)).toEqual(bench.sockets);
    expect(Object.entries(clients).length).toBe(2);
    expect([clients[ids[0]!], clients["none"], engine.clients === clients]).toEqual([
      bench.sockets[0],
      undefined,
      true,
    ]);
    const names = [String(ids[0]), "none", Symbol.iterator];
    expect(names.map((name) => name in clients)).toEqual([true, false, false]);
    expect(Object.hasOwn(clients, ids[1]!)).toBe(true);
    const seen: string[] = [];
    for (const id in clients) seen.push(id);
    expect(seen).toEqual(ids);
    expect({ ...clients }).toEqual({ [ids[0]!]: bench.sockets[0], [ids[1]!]: bench.sockets[1] });
    bench.sockets[0]!.close(true);
    expect([Object.keys(clients), engine.clientsCount]).toEqual([[ids[1]], 1]);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "has nothing by the name %s",
    async (name) => {
      const { engine } = await start();
      expect([engine.clients[name], name in engine.clients]).toEqual([undefined, false]);
    },
  );

  it("cannot be written to", async () => {
    const bench = await start();
    const id = await bench.open();
    const { clients } = bench.engine;
    const [socket] = bench.sockets;
    expect([
      Reflect.set(clients, "x", socket),
      Reflect.deleteProperty(clients, id),
      Reflect.defineProperty(clients, "x", { value: socket }),
      Reflect.get(clients, Symbol.toStringTag),
      Reflect.getOwnPropertyDescriptor(clients, Symbol.toStringTag),
    ]).toEqual([false, false, false, undefined, undefined]);
    expect(Object.keys(clients)).toEqual([id]);
  });
});

describe("generateId", () => {
  it("can be replaced, by texts and by promises", async () => {
    const bench = await start();
    const seen: unknown[] = [];
    bench.engine.generateId = (request) => {
      seen.push(request.url);
      return seen.length === 1 ? "mine" : Promise.resolve("later");
    };
    expect([await bench.open(), await bench.open()]).toEqual(["mine", "later"]);
    expect(seen).toEqual(Array.from({ length: 2 }, () => "/engine.io/?EIO=4&transport=polling"));
    expect(Object.keys(bench.engine.clients)).toEqual(["mine", "later"]);
    await bench.connect("mine");
  });

  it("makes ids of 20 characters, none twice", async () => {
    const { engine } = await start();
    const ids = Array.from({ length: 1_000 }, () => engine.generateId({} as IncomingMessage));
    expect(new Set(ids).size).toBe(1_000);
    expect(ids.every((id) => typeof id === "string" && /^[\w-]{20}$/.test(id))).toBe(true);
  });
});

describe("close", () => {
  it("ends all sessions and answers their requests", async () => {
    const bench = await start();
    const sid = await bench.open();
    const client = await bench.connect();
    const arrived = event(bench.http, "request");
    const poll = bench.poll(sid);
    await arrived;
    const reasons: unknown[] = [];
    for (const socket of bench.sockets) socket.on("close", (reason) => reasons.push(reason));
    expect(bench.engine.close()).toBe(bench.engine);
    expect(await poll).toMatchObject({ status: 200, body: "1" });
    await client.closed;
    expect([reasons, bench.engine.clientsCount]).toEqual([["forced close", "forced close"], 0]);
  });

  it("comes with that of the HTTP server, which may listen again", async () => {
    const bench = await start();
    await bench.open();
    const closed = event(bench.sockets[0]!, "close");
    await shutDown(bench.http);
    expect(await closed).toEqual(["forced close", undefined]);
    expect(bench.engine.clientsCount).toBe(0);
    bench.port = await listenOnLoopback(bench.http);
    const again = await bench.connect();
    expect(await again.next()).toContain('0{"sid"');
    await bench.upgrade();
  });

  it("alone refuses further WebSockets, with an answer and an event", async () => {
    const bench = await start();
    bench.engine.close();
    const refused = event(bench.engine, "connection_error");
    const target = "GET /engine.io/?EIO=4&transport=websocket";
    const connection = await RawConnection.open(bench.port, head(target, upgradeHeaders));
    await connection.closed;
    expect(connection.received).toMatch(/^HTTP\/1\.1 503 /);
    expect(await refused).toMatchObject([{ code: 3, context: { name: "OVERLOADED", limit: "closed" } }]);
  });
});

describe("the published ws", () => {
  it("works in the place of our own WebSocket server", async () => {
    await start({ wsEngine: WebSocketServer });
    const { client } = await bench.upgrade();
    bench.sockets[0]!.send("over ws");
    expect(await client.next()).toBe("4over ws");
    expect(bench.sockets[0]!.transport.socket).toMatchObject({ readyState: 1 });
  });
});
