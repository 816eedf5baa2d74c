import { EventEmitter } from "node:events";
import * as msgpack from "socket.io-msgpack-parser";
import { describe, expect, it, vi } from "vitest";
import { createServer, recorder, settle, type ServerBench, type TestClient } from "./testing/server-bench.ts";

interface Packet {
  readonly type: number;
  readonly nsp?: string;
  readonly data?: unknown;
  readonly id?: number;
}

const destroyed = vi.fn<() => void>();

/** JSON without checks. */
class Decoder extends EventEmitter {
  add(chunk: string): void {
    // oxlint-disable-next-line typescript/only-throw-error -- parsers of others may
    if (chunk === "text") throw "a text";
    for (const packet of JSON.parse(chunk) as Packet[]) this.emit("decoded", packet);
  }

  destroy(): void {
    destroyed();
  }
}

/** The oldest parsers have no destroy. */
class BareDecoder extends EventEmitter {
  add(chunk: string): void {
    Decoder.prototype.add.call(this, chunk);
  }
}

class Encoder {
  encode(packet: Packet): unknown[] {
    return [JSON.stringify(packet)];
  }
}

async function connected(
  parser: object = { Encoder, Decoder },
): Promise<ServerBench & { readonly client: TestClient }> {
  const bench = createServer({ parser });
  const client = bench.open();
  client.send('[{"type":0,"nsp":"/","data":{"token":1}}]');
  await settle();
  return { ...bench, client };
}

describe("a custom parser", () => {
  it("writes and reads all packets", async () => {
    const { io, client } = await connected();
    const socket = client.socket();
    const { id } = socket;
    expect(client.take().map((text) => JSON.parse(text) as unknown)).toEqual([
      { type: 0, nsp: "/", data: { sid: id } },
    ]);
    expect(socket.handshake.auth).toEqual({ token: 1 });
    socket.on("a", (n: number, answer: (n: number) => void) => answer(n + 1));
    client.send('[{"type":2,"nsp":"/","data":["a",1],"id":7}]');
    const { calls, listener } = recorder();
    socket.emit("b", listener);
    io.emit("c", 1);
    expect(client.take().map((text) => JSON.parse(text) as unknown)).toEqual([
      { type: 3, nsp: "/", id: 7, data: [2] },
      { type: 2, nsp: "/", data: ["b"], id: 0 },
      { type: 2, nsp: "/", data: ["c", 1] },
    ]);
    client.send('[{"type":3,"nsp":"/","data":["yes"],"id":0}]');
    expect(calls).toEqual([["yes"]]);
  });

  it("may say null for what is not there", async () => {
    const { client } = await connected();
    const { calls, listener } = recorder();
    client.socket().on("a", listener);
    client.send('[{"type":2,"nsp":"/","data":["a"],"id":null}]');
    expect(calls).toEqual([[]]);
  });

  it("decodes for one connection, and is told when that ends", async () => {
    const { client } = await connected();
    destroyed.mockClear();
    client.conn.end("transport close");
    expect(destroyed).toHaveBeenCalledOnce();
  });

  it("needs no destroy", async () => {
    const { client } = await connected({ Encoder, Decoder: BareDecoder });
    const socket = client.socket();
    client.conn.end("transport close");
    expect(socket.connected).toBe(false);
  });

  it.each([
    ["an error", "{", SyntaxError],
    ["a text", "text", Error],
  ])("that throws %s: what came cannot be decoded", async (_title, message, type) => {
    const { client } = await connected();
    const seen: unknown[] = [];
    const socket = client.socket();
    socket.on("error", (error) => seen.push(error instanceof type));
    socket.on("disconnect", (reason) => seen.push(reason));
    client.send(message);
    expect([seen, client.isClosed]).toEqual([[true, "forced close"], true]);
  });

  it.each([
    ["an event without data", '{"type":2,"nsp":"/"}'],
    ["an answer without data", '{"type":3,"nsp":"/","id":0}'],
    ["no namespace", '{"type":2,"data":["a"]}'],
    ["an unknown type", '{"type":9,"nsp":"/"}'],
    ["nothing", "null"],
  ])("that lets %s through harms nobody but its client", async (_title, packet) => {
    const { client, open } = await connected();
    client.socket().emit("a", () => undefined);
    client.send(`[${packet}]`);
    await settle();
    const other = open();
    other.send('[{"type":0,"nsp":"/"}]');
    await settle();
    expect(other.socket().connected).toBe(true);
  });

  it("that gives more packets behind one that has no place: they do not count", async () => {
    const { client } = await connected();
    client.conn.closesAtOnce = false;
    const { calls, listener } = recorder();
    const socket = client.socket();
    socket.on("a", listener);
    socket.on("disconnect", listener);
    const packets = ['{"type":0,"nsp":"/"}', '{"type":2,"nsp":"/","data":["a"]}', '{"type":4,"nsp":"/"}'];
    client.send(`[${packets.join(",")}]`);
    expect(calls).toMatchObject([["forced server close", { code: "SIO_UNEXPECTED_PACKET" }]]);
  });

  it("of socket.io-msgpack-parser works unchanged", async () => {
    const { open } = createServer({ parser: msgpack });
    const encoder = new msgpack.Encoder();
    const encode = (packet: Packet): Buffer =>
      Buffer.from((encoder.encode(packet) as unknown as Buffer[])[0]!);
    const client = open();
    client.send(encode({ type: 0, nsp: "/" }));
    await settle();
    const { calls, listener } = recorder();
    const socket = client.socket();
    socket.on("a", listener);
    client.send(encode({ type: 2, nsp: "/", data: ["a", Buffer.from([1]), new Date(0)] }));
    expect(calls).toEqual([[Buffer.from([1]), new Date(0)]]);
    client.conn.writes.length = 0;
    socket.emit("b", Buffer.from([2]));
    const decoded: Packet[] = [];
    const decoder = new msgpack.Decoder();
    decoder.on("decoded", (packet: Packet) => decoded.push(packet));
    decoder.add(client.conn.writes[0]?.data);
    expect(decoded).toMatchObject([{ type: 2, nsp: "/", data: ["b", Buffer.from([2])] }]);
    client.send(Buffer.from([0xc1]));
    expect(client.isClosed).toBe(true);
  });
});
