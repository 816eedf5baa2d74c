import { describe, expect, it } from "vitest";
import { createServer, recorder, settle } from "./testing/server-bench.ts";

const reserved = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

describe("events from a client", () => {
  const events: readonly (readonly [string, string, string | number, unknown[]])[] = [
    ["no arguments", '2["a"]', "a", []],
    ["several arguments", '2["a",1,"b",[2],{"c":3}]', "a", [1, "b", [2], { c: 3 }]],
    ["null and nested emptiness", '2["a",null,[],{},""]', "a", [null, [], {}, ""]],
    ["an empty name", '2["",1]', "", [1]],
    ["a name that is a number", "2[5,1]", 5, [1]],
    [
      "a name of Object.prototype",
      '2["__proto__",{"__proto__":1}]',
      "__proto__",
      [JSON.parse('{"__proto__":1}')],
    ],
    ["a name in Chinese", '2["你好","世界"]', "你好", ["世界"]],
    ["the name error", '2["error",1]', "error", [1]],
  ];

  it.each(events)("%s", async (_title, packet, name, args) => {
    const { connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    client.socket().on(name as string, listener);
    client.send(packet);
    expect(calls).toEqual([args]);
    expect(client.take()).toEqual([]);
  });

  it("with attachments, in their places", async () => {
    const { connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    client.socket().on("a", listener);
    client.send('52-["a",{"_placeholder":true,"num":1},[{"_placeholder":true,"num":0}]]');
    client.send(Buffer.from([1]));
    expect(calls).toEqual([]);
    client.send(Buffer.from([2]));
    expect(calls).toEqual([[Buffer.from([2]), [Buffer.from([1])]]]);
  });

  it("reach the socket of their namespace, and no other", async () => {
    const { io, connect } = createServer();
    io.of("/admin");
    const client = await connect();
    await client.join("/admin");
    const seen: string[] = [];
    for (const name of ["/", "/admin"]) client.socket(name).on("a", (text: string) => seen.push(name + text));
    client.send('2/admin,["a","1"]', '2["a","2"]');
    expect(seen).toEqual(["/admin1", "/2"]);
  });

  it("are handed over in the turn in which they come, and in their order", async () => {
    const { connect } = createServer();
    const client = await connect();
    const seen: number[] = [];
    client.socket().on("a", (n: number) => {
      seen.push(n);
      if (n === 1) client.send('2["a",3]');
    });
    client.send('2["a",1]', '2["a",2]');
    expect(seen).toEqual([1, 3, 2]);
  });

  it("are heard by all kinds of listeners, as with any emitter", async () => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    const seen: string[] = [];
    const removed = (): unknown => seen.push("removed");
    socket.on("a", () => seen.push("on"));
    socket.prependListener("a", () => seen.push("first"));
    socket.once("a", () => seen.push("once"));
    socket.on("a", removed);
    socket.off("a", removed);
    expect(socket.eventNames()).toEqual(["a"]);
    client.send('2["a"]', '2["a"]', '2["nobody listens"]');
    expect(seen).toEqual(["first", "on", "once", "first", "on"]);
    socket.removeAllListeners("a");
    client.send('2["a"]');
    expect(seen).toHaveLength(5);
  });

  it("are not heard any more once the socket is disconnected", async () => {
    const { connect } = createServer();
    const client = await connect();
    client.conn.closesAtOnce = false;
    const { calls, listener } = recorder();
    const socket = client.socket();
    socket.on("a", listener);
    socket.disconnect(true);
    client.send('2["a"]');
    expect(calls).toEqual([]);
  });

  it("by the name of error disturb nobody when nobody listens", async () => {
    const { connect, reported } = createServer();
    const client = await connect();
    client.send('2["error"]', '2["error",{"message":"x"}]');
    expect([client.socket().connected, reported]).toEqual([true, []]);
  });
});

describe("events to a client", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;

  const events: readonly (readonly [string, [string, ...unknown[]], string[]])[] = [
    ["no arguments", ["a"], ['2["a"]']],
    ["several arguments", ["a", 1, "b", [2], { c: 3 }], ['2["a",1,"b",[2],{"c":3}]']],
    ["what JSON has no word for", ["a", undefined, Number.NaN, Infinity], ['2["a",null,null,null]']],
    ["undefined in an object", ["a", { b: undefined }], ['2["a",{}]']],
    ["a date", ["a", new Date(0)], ['2["a","1970-01-01T00:00:00.000Z"]']],
    ["what has toJSON", ["a", { toJSON: () => "j" }], ['2["a","j"]']],
    ["an empty name", ["", 1], ['2["",1]']],
    ["the name error", ["error", 1], ['2["error",1]']],
    ["Chinese", ["你好", "世界"], ['2["你好","世界"]']],
    ["binary data", ["a", Buffer.from([1, 2])], ['51-["a",{"_placeholder":true,"num":0}]', "<0102>"]],
    [
      "binary data deep inside",
      ["a", [{ b: new Uint8Array([3]) }], Buffer.from([4])],
      ['52-["a",[{"b":{"_placeholder":true,"num":0}}],{"_placeholder":true,"num":1}]', "<03>", "<04>"],
    ],
  ];

  it.each(events)("%s", async (_title, [name, ...args], expected) => {
    const { connect } = createServer();
    const client = await connect();
    expect(client.socket().emit(name, ...args)).toBe(true);
    expect(client.take()).toEqual(expected);
  });

  it("name their namespace", async () => {
    const { io, connect } = createServer();
    io.of("/admin");
    const client = await connect({ nsp: "/admin" });
    client.socket("/admin").emit("a", Buffer.from([1]));
    client.socket("/admin").emit("b");
    expect(client.take()).toEqual(['51-/admin,["a",{"_placeholder":true,"num":0}]', "<01>", '2/admin,["b"]']);
  });

  it("can be messages", async () => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    expect(socket.send("a", 1)).toBe(socket);
    expect(socket.write("b")).toBe(socket);
    expect(client.take()).toEqual(['2["message","a",1]', '2["message","b"]']);
  });

  it.each(reserved)("cannot have the name %s", async (name) => {
    const { io, connect } = createServer();
    const client = await connect();
    const error = `"${name}" is a reserved event name`;
    expect(() => client.socket().emit(name)).toThrow(error);
    expect(() => io.emit(name)).toThrow(error);
    expect(() => io.to("room").emit(name)).toThrow(error);
    await expect(client.socket().emitWithAck(name)).rejects.toThrow(error);
    expect(client.take()).toEqual([]);
  });

  it.each([
    ["a BigInt", { n: 1n }, TypeError],
    ["a circle", loop, TypeError],
  ])("cannot carry %s: the call throws, and the socket lives on", async (_title, value, type) => {
    const { io, connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    expect(() => socket.emit("a", value)).toThrow(type);
    expect(() => socket.emit("a", value, () => undefined)).toThrow(type);
    expect(() => io.emit("a", value)).toThrow(type);
    expect(socket.acks.size).toBe(0);
    socket.emit("b");
    expect(client.take()).toEqual(['2["b"]']);
  });

  it("go nowhere once the socket is disconnected, and emit says true all the same", async () => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    client.conn.end("transport close");
    expect(socket.emit("a")).toBe(true);
    await settle();
    expect(client.take()).toEqual([]);
  });
});

describe("flags of the next event", () => {
  it.each([
    [true, ['2["a"]', '2["b"]']],
    [false, ['2["b"]']],
  ])("volatile, where the transport is writable: %s", async (writable, expected) => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    client.conn.transport.writable = writable;
    expect(socket.volatile).toBe(socket);
    socket.volatile.emit("a");
    socket.emit("b");
    expect(client.take()).toEqual(expected);
  });

  it("volatile: what has attachments is dropped as a whole", async () => {
    const { connect } = createServer();
    const client = await connect();
    client.conn.transport.writable = false;
    client.socket().volatile.emit("a", Buffer.from([1]));
    expect(client.take()).toEqual([]);
    client.conn.transport.writable = true;
    client.socket().volatile.emit("a", Buffer.from([1]));
    expect(client.take()).toHaveLength(2);
  });

  it.each([true, false])("compress: %s, for one event", async (compress) => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    socket.compress(compress).emit("a");
    socket.emit("b");
    expect(client.takeOptions()).toMatchObject([{ compress }, {}]);
    socket.emit("c");
    expect(client.takeOptions()).not.toMatchObject([{ compress }]);
  });

  it("are not used up by a call that throws", async () => {
    const { connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    client.conn.transport.writable = false;
    expect(() => socket.volatile.emit("connect")).toThrow("reserved");
    socket.emit("a");
    socket.emit("b");
    expect(client.take()).toEqual(['2["b"]']);
  });
});
