import { createDialects } from "@sockeye/protocol/engine";
import { portableBytes } from "@sockeye/protocol/kernel";
import { describeTransport, RecordingOwner, type TransportBench } from "@sockeye/testkit";
import { describe, expect, it } from "vitest";
import { MinimalSocket, type MinimalSocketOptions } from "./testing/minimal-socket.ts";
import { WsShapedTransport, type WsShapedSocket } from "./ws-shaped-transport.ts";

const dialect = createDialects(portableBytes)[4];
const parts = { dialect, supportsBinary: true };

function createBench(owner: WsShapedTransport["owner"], options: MinimalSocketOptions): TransportBench {
  const socket = new MinimalSocket(options);
  const transport = new WsShapedTransport(socket, parts);
  transport.owner = owner;
  return {
    transport,
    settle: () => new Promise((resolve) => setImmediate(resolve)),
    peer: {
      send: (packets) => {
        for (const packet of packets) socket.receive(dialect.encodeFrame(packet, true));
      },
      received: () =>
        socket.taken.map((frame) => {
          const packet = dialect.decodeFrame(frame);
          if ("code" in packet) throw packet;
          return packet;
        }),
      garbage: () => socket.receive("garbage"),
      vanish: () => socket.end(),
    },
    backpressure: {
      buffersBytes: true,
      stall: () => {
        socket.isStalled = true;
      },
      resume: () => socket.resume(),
    },
  };
}

for (const isOldStyle of [false, true]) {
  describeTransport(
    `a minimal WebSocket of ${isOldStyle ? "the old" : "today's"} style`,
    { create: async (owner) => createBench(owner, { isOldStyle }) },
    { describe, expect, it },
  );
}

function open(socket: MinimalSocket & Partial<WsShapedSocket> = new MinimalSocket()) {
  const transport = new WsShapedTransport(socket, parts);
  const owner = new RecordingOwner();
  const errors: unknown[] = [];
  const onClosed = owner.onClosed.bind(owner);
  owner.onClosed = (reason, description, from) => {
    errors.push(description);
    onClosed(reason, description, from);
  };
  transport.owner = owner;
  return { socket, transport, owner, errors };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("what a WebSocket delivers", () => {
  const bytes = Uint8Array.of(0x34, 0x61);
  it.each([
    ["a string", ["4a"], "a"],
    ["bytes that are text", [Buffer.from(bytes), false], "a"],
    ["bytes", [Buffer.from(bytes), true], bytes],
    ["bytes, without saying so", [Buffer.from(bytes)], bytes],
    ["an ArrayBuffer", [bytes.buffer, true], bytes],
    ["a view", [new DataView(bytes.buffer), true], bytes],
    ["fragments", [[Buffer.from("4"), Buffer.from("a")], true], bytes],
    ["fragments that are text", [[Buffer.from("4"), Buffer.from("a")], false], "a"],
  ] as const)("%s", (_, values, expected) => {
    const { socket, owner } = open();
    socket.emit("message", ...values);
    expect(owner.packets.length).toBe(1);
    const data = owner.packets[0]?.data;
    expect(typeof data === "string" ? data : Uint8Array.from(data ?? [])).toEqual(expected);
  });
});

describe("errors", () => {
  it("of the socket end the transport, which keeps the cause", () => {
    const { socket, transport, owner, errors } = open();
    const cause = Object.assign(new Error("reset"), { code: "ECONNRESET" });
    socket.emit("error", cause);
    socket.emit("error", new Error("again"));
    expect([owner.closed, transport.readyState === "open", socket.calls]).toEqual([
      ["transport error"],
      false,
      ["close"],
    ]);
    expect(errors[0]).toMatchObject({ type: "TransportError", code: "ECONNRESET", cause });
  });

  it("of a send do so, too", async () => {
    const { socket, owner, transport } = open();
    const fail: MinimalSocket["send"] = (_data, _options, callback) => callback?.(new Error("not open"));
    Object.assign(socket, { send: fail });
    let sent = 0;
    transport.send([{ type: "noop" }], () => sent++);
    await settled();
    expect([owner.closed, sent, transport.readyState]).toEqual([["transport error"], 0, "closed"]);
  });

  it("after the end are nobody's", async () => {
    const { socket, owner, transport } = open();
    transport.close();
    await settled();
    socket.emit("error", new Error("late"));
    expect(owner.closed).toEqual([]);
  });
});

describe("bufferedBytes", () => {
  it("is what the socket says, where it says something", () => {
    const { transport } = open(Object.assign(new MinimalSocket(), { bufferedAmount: 1234 }));
    expect([transport.bufferedBytes, transport.isWritable, transport.isReady]).toEqual([1234, false, true]);
  });

  it("holds packets back from 1 MiB on, until the socket has caught up", async () => {
    const socket = Object.assign(new MinimalSocket(), { bufferedAmount: 1024 * 1024 - 1 });
    const { transport, owner } = open(socket);
    expect(transport.isReady).toBe(true);
    socket.bufferedAmount++;
    expect(transport.isReady).toBe(false);
    transport.send([{ type: "noop" }]);
    await settled();
    expect([transport.isReady, owner.ready]).toEqual([false, 0]);
    transport.send([{ type: "noop" }]);
    socket.bufferedAmount = 0;
    await settled();
    expect([transport.isReady, owner.ready]).toEqual([true, 1]);
  });
});

it("reaches through to the socket", () => {
  const { socket, transport } = open();
  expect(transport.medium).toBe(socket);
});

it.each([
  ["with a code", 1008, "close 1008"],
  ["without one: the socket is given none, not even undefined", undefined, "close"],
])("closes %s", (_, code, call) => {
  const { socket, transport } = open();
  transport.close(undefined, code);
  transport.close(undefined, 1002);
  expect(socket.calls).toEqual([call]);
});

it("terminates where the socket can, and closes where it cannot", () => {
  const { socket, transport } = open();
  transport.terminate();
  expect(socket.calls).toEqual(["close"]);
  const calls: string[] = [];
  const able = open(Object.assign(new MinimalSocket(), { terminate: () => calls.push("terminate") }));
  able.transport.terminate();
  expect([calls, able.socket.calls]).toEqual([["terminate"], []]);
});
