import type { EnginePacket } from "@sockeye/protocol/engine";
import { createDialectV4, encodeStreamPacket } from "@sockeye/protocol/engine";
import { portableBytes } from "@sockeye/protocol/kernel";
import { RecordingOwner, VirtualClock } from "@sockeye/testkit";
import { describe, expect, it } from "vitest";

import { DeadlineQueue } from "../../runtime/deadline-queue.ts";
import { uncaughtIn } from "../../runtime/testing/uncaught.ts";
import { createWebTransportPair } from "../testing/web-transport-pair.ts";
import { acceptWebTransportSession } from "./accept-session.ts";
import { encode, openStream, receive, settle } from "./testing/bench.ts";

const open: EnginePacket = { type: "open" };

/** Has the session been closed? Tells it without waiting for it. */
async function isClosed(session: { readonly closed: Promise<unknown> }): Promise<boolean> {
  let closed = false;
  session.closed.then(
    () => (closed = true),
    () => (closed = true),
  );
  await settle();
  return closed;
}

describe("acceptWebTransportSession", () => {
  it.each([
    { name: "a new session", packet: open, sid: undefined },
    { name: "an upgrade", packet: { type: "open", data: '{"sid":"abc"}' } as const, sid: "abc" },
    { name: "further keys", packet: { type: "open", data: '{"x":[1],"sid":""}' } as const, sid: "" },
  ])("takes $name", async ({ packet, sid }) => {
    const { pair, clock, accepted } = receive({ sliceBytes: 1 });
    const client = await openStream(pair);
    client.write(encode([packet]));
    await settle();
    expect(accepted.map((each) => each.sid)).toEqual([sid]);
    expect(clock.pending).toBe(0);
    const { transport } = accepted[0]!;
    expect([transport.name, transport.supportsBinary, transport.dialect.protocol]).toEqual([
      "webtransport",
      true,
      4,
    ]);
    clock.advance(1e9);
    expect(await isClosed(pair.client)).toBe(false);
  });

  it.each([
    { name: "a message", bytes: encode([{ type: "message", data: "x" }]) },
    { name: "a probe", bytes: encode([{ type: "ping", data: "probe" }]) },
    { name: "bytes", bytes: encode([{ type: "message", data: Uint8Array.of(0x30) }]) },
    { name: "open with what is not JSON", bytes: encode([{ type: "open", data: "{" }]) },
    { name: "open with null", bytes: encode([{ type: "open", data: "null" }]) },
    { name: "open with an array", bytes: encode([{ type: "open", data: "[]" }]) },
    { name: "open with a text", bytes: encode([{ type: "open", data: '"abc"' }]) },
    { name: "open without sid", bytes: encode([{ type: "open", data: "{}" }]) },
    { name: "open with a sid that is no text", bytes: encode([{ type: "open", data: '{"sid":1}' }]) },
    { name: "open with too much", bytes: encode([{ type: "open", data: `{"sid":"${"x".repeat(1_024)}"}` }]) },
    { name: "an unknown type", bytes: Uint8Array.of(1, 0x39) },
    { name: "what is not UTF-8", bytes: Uint8Array.of(2, 0x30, 0xff) },
    { name: "a length of zero", bytes: Uint8Array.of(0) },
    { name: "a length beyond the limit", bytes: Uint8Array.of(127, 0, 0, 0, 0, 0, 15, 66, 65) },
    { name: "a length with the top bit", bytes: Uint8Array.of(127, 0x80, 0, 0, 0, 0, 0, 0, 1) },
  ])("closes on $name", async ({ bytes }) => {
    const { pair, clock, accepted } = receive();
    const client = await openStream(pair);
    client.write(bytes);
    expect(await isClosed(pair.client)).toBe(true);
    expect([accepted.length, clock.pending]).toEqual([0, 0]);
  });

  it("closes when no stream comes in time", async () => {
    const { pair, clock } = receive();
    clock.advance(9_999);
    expect(await isClosed(pair.client)).toBe(false);
    clock.advance(1);
    expect(await isClosed(pair.client)).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("closes when the first packet does not come in time, or only a part of it, or it comes too late", async () => {
    const { pair, clock, accepted } = receive();
    const client = await openStream(pair);
    client.write(Uint8Array.of(2, 0x30));
    await settle();
    clock.advance(10_000);
    client.write(Uint8Array.of(0x30));
    expect(await isClosed(pair.client)).toBe(true);
    expect([accepted.length, clock.pending]).toEqual([0, 0]);
  });

  it.each([
    { name: "leaves", leave: (pair: ReturnType<typeof receive>["pair"]) => pair.client.close() },
    {
      name: "breaks off",
      leave: (pair: ReturnType<typeof receive>["pair"]) => pair.breakOff(new Error("lost")),
    },
  ])("lets go of everything when the client $name before its first packet", async ({ leave }) => {
    for (const hasStream of [false, true]) {
      const { pair, clock, accepted } = receive();
      if (hasStream) await openStream(pair);
      await settle();
      leave(pair);
      await settle();
      expect([accepted.length, clock.pending]).toEqual([0, 0]);
    }
  });

  it("lets go of everything when the stream ends or is given up before the first packet", async () => {
    for (const how of ["finish", "abort"] as const) {
      const { pair, clock } = receive({ namesSource: false });
      const client = await openStream(pair);
      client[how]();
      expect(await isClosed(pair.client)).toBe(true);
      expect(clock.pending).toBe(0);
    }
  });

  it("closes sessions that still wait when the server shuts down, and leaves the others alone", async () => {
    const waiting = receive();
    waiting.shutDown();
    waiting.shutDown();
    expect(await isClosed(waiting.pair.client)).toBe(true);
    expect(waiting.clock.pending).toBe(0);

    const served = receive();
    const client = await openStream(served.pair);
    client.write(encode([open]));
    await settle();
    served.shutDown();
    expect(await isClosed(served.pair.client)).toBe(false);
  });

  it("keeps what follows the first packet for the owner, however long that takes to come", async () => {
    const { pair, accepted } = receive();
    const client = await openStream(pair);
    client.write(encode([open, { type: "ping", data: "probe" }, { type: "message", data: "a" }]));
    client.write(encode([{ type: "message", data: "b" }]));
    await settle();
    const owner = new RecordingOwner();
    accepted[0]!.transport.owner = owner;
    expect(owner.packets).toEqual([]);
    await settle();
    expect(owner.packets).toEqual([
      { type: "ping", data: "probe" },
      { type: "message", data: "a" },
      { type: "message", data: "b" },
    ]);
  });

  it("reports to the owner what went wrong before there was one", async () => {
    const garbled = receive();
    const client = await openStream(garbled.pair);
    client.write(Buffer.concat([encode([open]), Uint8Array.of(0)]));
    await settle();
    const owner = new RecordingOwner();
    garbled.accepted[0]!.transport.owner = owner;
    await settle();
    expect(owner.garbage).toBe(1);

    const lost = receive();
    (await openStream(lost.pair)).write(encode([open]));
    await settle();
    lost.pair.breakOff(new Error("lost"));
    await settle();
    const late = new RecordingOwner();
    lost.accepted[0]!.transport.owner = late;
    await settle();
    expect(late.closed).toEqual(["transport error"]);
  });

  it("refuses further streams, and closes when they do not end", async () => {
    const { pair, accepted } = receive({ sliceBytes: 1 });
    const client = await openStream(pair);
    client.write(encode([open]));
    await settle();
    const owner = new RecordingOwner();
    accepted[0]!.transport.owner = owner;
    for (let left = 16; left > 0; left--) {
      const further = await openStream(pair);
      further.write(encode([{ type: "message", data: "by the back door" }]));
      await settle();
      expect([further.hasEnded, further.isRefused]).toEqual([true, true]);
    }
    client.write(encode([{ type: "message", data: "still here" }]));
    await settle();
    expect(owner.packets).toEqual([{ type: "message", data: "still here" }]);
    await openStream(pair);
    expect(await isClosed(pair.client)).toBe(true);
    expect([accepted.length, owner.closed.length]).toEqual([1, 1]);
  });

  it("leaves datagrams alone", async () => {
    const { pair, accepted } = receive();
    const client = await openStream(pair);
    const datagrams = pair.client.datagrams.writable.getWriter();
    for (let left = 100; left > 0; left--) await datagrams.write(encode([open]));
    client.write(encode([open]));
    await settle();
    expect(accepted).toHaveLength(1);
    expect(pair.server.datagrams.readable.locked).toBe(false);
  });

  it("reads a large packet byte by byte", async () => {
    const { pair, accepted } = receive({ sliceBytes: 1 });
    const client = await openStream(pair);
    client.write(encode([open]));
    await settle();
    const owner = new RecordingOwner();
    accepted[0]!.transport.owner = owner;
    const data = "x".repeat(20_000);
    client.write(encode([{ type: "message", data }]));
    await settle();
    expect(owner.packets).toEqual([{ type: "message", data }]);
  });

  it("hands on binary data as buffers", async () => {
    const { pair, accepted } = receive();
    const client = await openStream(pair);
    client.write(encode([open, { type: "message", data: Uint8Array.of(1, 2) }]));
    await settle();
    const owner = new RecordingOwner();
    accepted[0]!.transport.owner = owner;
    await settle();
    expect(owner.packets[0]?.data).toEqual(Buffer.of(1, 2));
  });
});

describe("acceptWebTransportSession and its caller", () => {
  const clock = new VirtualClock();
  const options = {
    deadlines: new DeadlineQueue(clock),
    dialect: createDialectV4(portableBytes),
    bytes: portableBytes,
    upgradeTimeout: 10_000,
    maxPayload: 100,
  };

  it("throws when somebody else reads the session already, and leaves no timer", () => {
    const { server } = createWebTransportPair();
    server.incomingBidirectionalStreams.getReader();
    expect(() => acceptWebTransportSession(server, options, () => {})).toThrow(TypeError);
    expect(clock.pending).toBe(0);
  });

  it("ends the session when the callback throws, and passes the error on", async () => {
    const pair = createWebTransportPair();
    const client = await pair.client.createBidirectionalStream();
    const mistake = new Error("a mistake");
    const errors = await uncaughtIn(() => {
      acceptWebTransportSession(pair.server, options, () => {
        throw mistake;
      });
      void client.writable.getWriter().write(Buffer.concat(encodeStreamPacket(open, portableBytes)));
    });
    expect(errors).toEqual([mistake]);
    expect(await isClosed(pair.client)).toBe(true);
  });

  it("bears with hosts whose ready fails and whose close throws", async () => {
    const pair = createWebTransportPair();
    const server = {
      ready: Promise.reject(new Error("never ready")),
      closed: pair.server.closed,
      incomingBidirectionalStreams: pair.server.incomingBidirectionalStreams,
      close: () => {
        throw new Error("closed already");
      },
    };
    acceptWebTransportSession(server, options, () => expect.unreachable())();
    await settle();
    expect(clock.pending).toBe(0);
  });

  it("bears with hosts whose streams stay as they are when the session is over", async () => {
    const never = { read: () => new Promise<never>(() => {}) };
    const server = {
      closed: Promise.resolve(),
      incomingBidirectionalStreams: { getReader: () => never },
      close: () => {},
    };
    acceptWebTransportSession(server, options, () => expect.unreachable());
    expect(clock.pending).toBe(1);
    await settle();
    expect(clock.pending).toBe(0);
  });

  it("leaves a stream alone that comes too late", async () => {
    const pair = createWebTransportPair();
    const server = {
      closed: new Promise(() => {}),
      incomingBidirectionalStreams: pair.server.incomingBidirectionalStreams,
      close: () => {},
    };
    acceptWebTransportSession(server, options, () => expect.unreachable());
    clock.advance(10_000);
    const client = await openStream(pair);
    client.write(encode([open]));
    await settle();
    expect(client.received).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
