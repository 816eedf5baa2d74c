import { RecordingOwner } from "@sockeye/testkit";
import { describe, expect, it } from "vitest";

import type { PairOptions } from "../testing/web-transport-pair.ts";
import { encode, openStream, receive, settle } from "./testing/bench.ts";

async function setUp(options?: PairOptions) {
  const { pair, clock, accepted } = receive(options);
  const client = await openStream(pair);
  client.write(encode([{ type: "open" }]));
  await settle();
  const { transport } = accepted[0]!;
  const owner = new RecordingOwner();
  const closedBy: unknown[] = [];
  owner.onClosed = (reason, description) => {
    owner.closed.push(reason);
    closedBy.push(description);
  };
  transport.owner = owner;
  await settle();
  return { pair, clock, client, transport, owner, closedBy };
}

// The rules that hold for all transports are in webtransport-contract.test.ts.
describe("WebTransportTransport", () => {
  it.each([
    { name: "the client closes the session", reason: "transport close", description: undefined },
    { name: "the client ends its stream", reason: "transport close", description: undefined },
    { name: "the client gives its stream up", reason: "transport error", description: "Error: reset" },
    { name: "the connection breaks", reason: "transport error", description: "Error: lost" },
  ])("ends with $reason when $name", async ({ name, reason, description }) => {
    const { pair, client, owner, closedBy, transport, clock } = await setUp();
    if (name.includes("session")) pair.client.close();
    else if (name.includes("ends")) client.finish();
    else if (name.includes("gives")) client.abort();
    else pair.breakOff(new Error("lost"));
    await settle();
    expect(owner.closed).toEqual([reason]);
    expect(closedBy.map((error) => (error instanceof Error ? error.message : error))).toEqual([description]);
    expect([transport.readyState, client.hasEnded, clock.pending]).toEqual(["closed", true, 0]);
  });

  it("ends when the client reads no more", async () => {
    const { pair, accepted } = receive({ namesSource: false });
    const stream = await pair.client.createBidirectionalStream();
    void stream.writable.getWriter().write(encode([{ type: "open" }]));
    await settle();
    const owner = new RecordingOwner();
    const { transport } = accepted[0]!;
    transport.owner = owner;
    await stream.readable.cancel();
    transport.send([{ type: "message", data: "x" }]);
    await settle();
    expect(owner.closed).toEqual(["transport error"]);
  });

  it("gives a client that does not read ten seconds to take the rest, then ends", async () => {
    const { pair, clock, transport, client } = await setUp();
    pair.gate.shut();
    transport.send([{ type: "message", data: "x" }]);
    let ended = 0;
    transport.close(() => ended++);
    await settle();
    clock.advance(9_999);
    await settle();
    expect([transport.readyState, ended, client.hasEnded]).toEqual(["closing", 0, false]);
    clock.advance(1);
    await settle();
    expect([transport.readyState, ended, client.hasEnded, clock.pending]).toEqual(["closed", 1, true, 0]);
  });

  it("lets a client that is slow, but reads, have all of it", async () => {
    const { pair, clock, transport, client } = await setUp();
    pair.gate.shut();
    transport.send([{ type: "message", data: "x" }]);
    transport.close();
    clock.advance(9_999);
    pair.gate.open();
    await settle();
    expect(client.received).toEqual([{ type: "message", data: "x" }]);
    expect([transport.readyState, clock.pending]).toEqual(["closed", 0]);
  });

  it("writes many small packets at once", async () => {
    const { pair, transport } = await setUp();
    pair.gate.shut();
    transport.send(Array.from({ length: 100 }, () => ({ type: "message" as const, data: "x" })));
    expect([transport.bufferedBytes, transport.isReady]).toEqual([300, false]);
    pair.gate.open();
    await settle();
    expect([transport.bufferedBytes, transport.isReady]).toEqual([0, true]);
  });

  it("sends nothing once it is closing", async () => {
    const { transport, client } = await setUp();
    transport.close();
    transport.send([{ type: "message", data: "late" }], () => expect.unreachable());
    await settle();
    expect([client.received, transport.bufferedBytes]).toEqual([[], 0]);
  });

  it("does not begin when it is closed before its owner is ready", async () => {
    const { pair, accepted } = receive();
    const client = await openStream(pair);
    client.write(encode([{ type: "open" }, { type: "message", data: "x" }]));
    await settle();
    const owner = new RecordingOwner();
    const { transport } = accepted[0]!;
    transport.owner = owner;
    transport.close();
    await settle();
    expect([owner.packets.length, owner.closed.length, transport.readyState]).toEqual([0, 0, "closed"]);
  });

  it("tells all who closed it while it was closing", async () => {
    const { transport } = await setUp();
    const ended: string[] = [];
    transport.close(() => ended.push("first"));
    transport.close(() => ended.push("second"));
    await settle();
    expect(ended).toEqual(["first", "second"]);
  });
});
