import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { Decoder, Encoder } from "socket.io-msgpack-parser";
import { openSocket, type RawSocket } from "./harness/clients.ts";
import { expectCloseCode } from "./harness/close-codes.ts";
import { useTarget } from "./harness/target.ts";

const encoder = new Encoder();

function encode(packet: object): Buffer {
  return Buffer.from((encoder.encode(packet as never) as unknown as Uint8Array[])[0]!);
}

async function next(socket: RawSocket): Promise<unknown> {
  const chunk = await socket.next();
  if (chunk === undefined) return undefined;
  return new Promise((resolve) => {
    const decoder = new Decoder();
    decoder.on("decoded", resolve);
    decoder.add(chunk);
  });
}

const forced = { nsp: "/", reason: "forced close" };

// The honest client speaks the default format.
describe("row 9: another parser, and what it lets through", () => {
  const arena = useTarget();

  async function join(port: number): Promise<RawSocket> {
    const socket = await openSocket(port);
    socket.send(encode({ type: 0, nsp: "/", data: {} }));
    expect(await next(socket)).toMatchObject({ type: 0, nsp: "/" });
    return socket;
  }

  it("COMPAT: CONNECT may be one binary message then", async () => {
    const server = await arena.serve({ parser: "msgpack", honest: false });
    const socket = await join(server.port);
    socket.send(encode({ type: 2, nsp: "/", id: 1, data: ["echo", Buffer.of(1)] }));
    expect(await next(socket)).toMatchObject({ type: 3, id: 1, data: [Buffer.of(1)] });
    socket.leave();
  });

  it.each([
    ["bytes that are no MessagePack", Buffer.of(0xc1)],
    ["an empty message", Buffer.alloc(0)],
    ["a packet of no type", encode({ type: 9, nsp: "/", data: [] })],
    ["a namespace that is no text", encode({ type: 2, nsp: { toString: 1 }, data: ["a"] })],
    ["a length of 4 GB that does not come", Buffer.of(0xc6, 0xff, 0xff, 0xff, 0xff)],
    ["an event that is no list", encode({ type: 2, nsp: "/", data: "text" })],
    ["an event with an empty list", encode({ type: 2, nsp: "/", data: [] })],
    ["an event whose name is an object", encode({ type: 2, nsp: "/", data: [{ toString: 1 }] })],
    ["the reserved name disconnect", encode({ type: 2, nsp: "/", data: ["disconnect", "x"] })],
    ["the reserved name connect_error", encode({ type: 2, nsp: "/", data: ["connect_error"] })],
    ["the reserved name newListener", encode({ type: 2, nsp: "/", data: ["newListener", "x"] })],
    ["an acknowledgement that is no list", encode({ type: 3, nsp: "/", id: 1, data: "text" })],
    ["a name beyond maxEventNameLength", encode({ type: 2, nsp: "/", data: ["a".repeat(20_000)] })],
    ["100,000 lists within each other", Buffer.alloc(100_000, 0x91)],
    ["a namespace beyond maxNamespaceLength", encode({ type: 0, nsp: `/${"a".repeat(1024)}` })],
    ["the number of an acknowledgement that is none", encode({ type: 2, nsp: "/", id: "1", data: ["a"] })],
  ])("%s: the connection ends, before any listener", async (_title, bytes) => {
    const server = await arena.serve({ parser: "msgpack", honest: false });
    const socket = await join(server.port);
    socket.send(bytes);
    await socket.rest();
    const { ends, events, failures } = await server.until({ ended: 1 });
    expect({ events, failures }).toEqual({ events: 0, failures: [] });
    expect(ends).toMatchObject([forced]);
    expectCloseCode(socket, ends[0]!.code);
  });
});
