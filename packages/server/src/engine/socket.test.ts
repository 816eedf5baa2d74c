import type { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EnginePacket } from "@sockeye/protocol/engine";
import { EngineBench, event } from "./testing/engine-bench.ts";
import { Transport } from "./transport.ts";

let bench: EngineBench;

beforeEach(async () => {
  bench = await new EngineBench().listen();
});

afterEach(async () => {
  await bench.dispose();
});

/** Writes down the events of a socket, or of its engine, by their names. */
function record(emitter: EventEmitter, names: readonly string[]): unknown[][] {
  const events: unknown[][] = [];
  for (const name of names) emitter.on(name, (...values: unknown[]) => events.push([name, ...values]));
  return events;
}

const socketEvents = [
  "packet",
  "packetCreate",
  "data",
  "message",
  "heartbeat",
  "flush",
  "drain",
  "upgrading",
  "upgrade",
  "close",
];

describe("a socket over polling", () => {
  it("says what it is", async () => {
    const sid = await bench.open("EIO=4&transport=polling&extra=1");
    const [socket] = bench.sockets;
    expect(socket).toMatchObject({
      id: sid,
      protocol: 4,
      readyState: "open",
      upgraded: false,
      upgrading: false,
      remoteAddress: "127.0.0.1",
      server: bench.engine,
      writeBuffer: [],
    });
    expect(socket?.request.url).toContain("extra=1");
    expect(socket).toHaveProperty("request._query", { EIO: "4", transport: "polling", extra: "1" });
    expect(sid).toMatch(/^[\w-]{20}$/);
  });

  it("shows its transport, the same object for as long as it has it", async () => {
    await bench.open();
    const [socket] = bench.sockets;
    const { transport } = socket!;
    expect(socket!.transport).toBe(transport);
    expect(transport).toBeInstanceOf(Transport);
    expect(transport).toMatchObject({
      sid: socket!.id,
      name: "polling",
      readyState: "open",
      writable: false,
      discarded: false,
      protocol: 4,
      supportsBinary: true,
      socket: undefined,
    });
  });

  it("emits events in the order that users of engine.io know", async () => {
    const sid = await bench.open();
    const [socket] = bench.sockets;
    const events = record(socket!, socketEvents);
    await bench.post(sid, "4hello\u001e6");
    socket!.send("answer", { compress: false });
    await bench.poll(sid);
    await bench.post(sid, "1");
    const options = { compress: false };
    const packet = { type: "message", data: "answer", options };
    expect(events).toEqual([
      ["packet", { type: "message", data: "hello" }],
      ["data", "hello"],
      ["message", "hello"],
      ["packet", { type: "noop" }],
      ["packetCreate", packet],
      ["flush", [packet]],
      ["drain"],
      ["close", "transport close", undefined],
    ]);
  });

  it("tells its engine of flush and drain, too", async () => {
    const sid = await bench.open();
    const [socket] = bench.sockets;
    const events = record(bench.engine, ["flush", "drain"]);
    socket!.send("a");
    await bench.poll(sid);
    expect(events).toEqual([
      ["flush", socket, [expect.objectContaining({ data: "a" })]],
      ["drain", socket],
    ]);
  });

  it("delivers binary data as a Buffer, and the empty text as undefined", async () => {
    const sid = await bench.open();
    const events = record(bench.sockets[0]!, ["message"]);
    await bench.post(sid, "bAQI=\u001e4");
    expect(events).toEqual([
      ["message", Buffer.from([1, 2])],
      ["message", undefined],
    ]);
  });

  it("calls back with the transport when a message has gone", async () => {
    const sid = await bench.open();
    const [socket] = bench.sockets;
    const called: unknown[] = [];
    expect(socket!.send("a", (transport) => called.push(transport))).toBe(socket);
    expect(socket!.write("b", {}, (transport) => called.push(transport))).toBe(socket);
    expect(socket!.send("c", null)).toBe(socket);
    expect(socket!.writeBuffer.map(({ data }) => data)).toEqual(["a", "b", "c"]);
    expect(called).toEqual([]);
    expect((await bench.poll(sid)).body).toBe("4a\u001e4b\u001e4c");
    expect(called).toEqual([socket!.transport, socket!.transport]);
  });

  it("waits with close until everything has gone, and takes nothing more", async () => {
    const sid = await bench.open();
    const [socket] = bench.sockets;
    const closed = event(socket!, "close");
    socket!.send("last");
    socket!.close();
    socket!.send("late");
    expect([socket!.readyState, bench.engine.clientsCount]).toEqual(["closing", 1]);
    expect((await bench.poll(sid)).body).toBe("4last");
    expect((await bench.poll(sid)).body).toBe("6\u001e1");
    expect(await closed).toEqual(["forced close", undefined]);
    expect([socket!.readyState, bench.engine.clientsCount]).toEqual(["closed", 0]);
  });

  it("drops what waits when it is to be discarded", async () => {
    await bench.open();
    const [socket] = bench.sockets;
    socket!.send("lost");
    const closed = event(socket!, "close");
    socket!.close(true);
    expect(await closed).toEqual(["forced close", undefined]);
    expect((await bench.poll(socket!.id)).status).toBe(400);
  });

  it("closes over what cannot be decoded, with an answer", async () => {
    const sid = await bench.open();
    const events = record(bench.sockets[0]!, ["packet", "message", "close"]);
    expect(await bench.post(sid, "4ok\u001eabc\u001e4late")).toMatchObject({ status: 200, body: "ok" });
    expect(events).toEqual([
      ["packet", { type: "message", data: "ok" }],
      ["message", "ok"],
      ["packet", { type: "error", data: "parser error" }],
      ["close", "parse error", expect.any(Error)],
    ]);
  });
});

describe("what is sent", () => {
  const packets: readonly (readonly [string, unknown, string])[] = [
    ["a text", "text", "4text"],
    ["an empty text", "", "4"],
    ["nothing", undefined, "4"],
    ["null", null, "4"],
    ["a number", 5, "45"],
    ["an object", {}, "4[object Object]"],
    ["a Buffer", Buffer.from([1, 2]), "<0102>"],
    ["an array of bytes", Uint8Array.of(1, 2), "<0102>"],
    ["a view", new DataView(Uint8Array.of(0, 1, 2).buffer, 1), "<0102>"],
    ["numbers of two bytes", Uint16Array.of(0x0201), "<0102>"],
    ["an ArrayBuffer", Uint8Array.of(1, 2).buffer, "<0102>"],
    ["shared memory", new SharedArrayBuffer(2), "<0000>"],
  ];

  it.each(packets)("%s", async (_, data, expected) => {
    const client = await bench.connect();
    await client.next();
    bench.sockets[0]!.send(data);
    expect(await client.next()).toBe(expected);
  });
});

describe("a socket over WebSocket", () => {
  it("says what it is", async () => {
    await bench.connect();
    const { transport, upgraded } = bench.sockets[0]!;
    expect([transport.name, transport.writable, upgraded]).toEqual(["websocket", true, false]);
    // What lies below, for applications that reach through.
    expect(transport.socket).toMatchObject({ readyState: 1 });
  });

  it("hears of the end of its client", async () => {
    const client = await bench.connect();
    const closed = event(bench.sockets[0]!, "close");
    client.connection?.close();
    expect(await closed).toEqual(["transport close", undefined]);
  });

  it("closes its connection", async () => {
    const client = await bench.connect();
    const socket = bench.sockets[0]!;
    const events = record(socket, ["close"]);
    socket.close();
    expect([events, socket.readyState]).toEqual([[["close", "forced close", undefined]], "closed"]);
    expect(await client.closed).toBe(1005);
  });

  it("isolates what listeners of `close` see: the buffer as it was left", async () => {
    const sid = await bench.open();
    const socket = bench.sockets[0]!;
    socket.send("never collected");
    let seen: readonly EnginePacket[] = [];
    socket.on("close", () => (seen = [...socket.writeBuffer]));
    await bench.post(sid, "1");
    expect(seen.map(({ data }) => data)).toEqual(["never collected"]);
    expect(socket.writeBuffer).toEqual([]);
  });
});

describe("an upgrade", () => {
  it("is announced, and changes the transport", async () => {
    const sid = await bench.open();
    const socket = bench.sockets[0]!;
    const old = socket.transport;
    const events = record(socket, ["packet", "upgrading", "upgrade"]);
    const poll = bench.poll(sid);
    const client = await bench.connect(sid);
    expect(socket.upgrading).toBe(true);
    client.connection?.sendText("2probe");
    expect(await client.next()).toBe("3probe");
    // The waiting poll is released, so that the client can move on.
    expect(await poll).toMatchObject({ status: 200, body: "6" });
    const upgraded = event(socket, "upgrade");
    client.connection?.sendText("5");
    await upgraded;
    expect(socket).toMatchObject({ upgrading: false, upgraded: true, protocol: 4 });
    expect(events).toEqual([
      ["upgrading", expect.objectContaining({ name: "websocket" })],
      ["upgrade", socket.transport],
    ]);
    expect([old.name, old.discarded, old.readyState]).toEqual(["polling", true, "closed"]);
    expect([socket.transport.name, socket.transport.discarded]).toEqual(["websocket", false]);
    client.connection?.sendText("4over websocket");
    expect(await event(socket, "message")).toEqual(["over websocket"]);
    socket.send("back");
    expect(await client.next()).toBe("4back");
  });

  it("takes what waits along, before what comes later", async () => {
    const sid = await bench.open();
    const socket = bench.sockets[0]!;
    const client = await bench.connect(sid);
    socket.send("1");
    socket.send("2");
    client.connection?.sendText("2probe");
    await client.next();
    socket.on("upgrade", () => socket.send("3"));
    client.connection?.sendText("5");
    expect([await client.next(), await client.next(), await client.next()]).toEqual(["41", "42", "43"]);
  });
});

describe("the heartbeat", () => {
  it("is told of, and a session without it ends", async () => {
    await bench.dispose();
    bench = await new EngineBench({ pingInterval: 20, pingTimeout: 30 }).listen();
    const client = await bench.connect();
    await client.next();
    const socket = bench.sockets[0]!;
    const heartbeat = event(socket, "heartbeat");
    expect(await client.next()).toBe("2");
    client.connection?.sendText("3");
    await heartbeat;
    expect(await client.next()).toBe("2");
    expect(await event(socket, "close")).toEqual(["ping timeout", undefined]);
    await client.closed;
  });
});
