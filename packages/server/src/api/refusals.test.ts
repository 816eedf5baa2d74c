import { afterEach, describe, expect, it, vi } from "vitest";
import { createServer } from "./testing/server-bench.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("io.refusals", () => {
  it("counts each connection once, by what was wrong first", async () => {
    const { connect, io } = createServer({ maxUnknownAcksPerSecond: 0 });
    expect([...io.refusals]).toEqual([]);
    const [garbled, unexpected, other, fine] = [
      await connect(),
      await connect(),
      await connect(),
      await connect(),
    ];
    const before = io.refusals;
    garbled.conn.closesAtOnce = false;
    garbled.send("7", "7", "30[]");
    unexpected.send("0", "0");
    other.send("7");
    fine.conn.end("transport close");
    expect([...io.refusals]).toEqual([
      ["SIO_UNKNOWN_PACKET_TYPE", 2],
      ["SIO_UNEXPECTED_PACKET", 1],
    ]);
    expect([...before]).toEqual([]);
  });

  it("those that end in time, or for lack of room, are among them", async () => {
    vi.useFakeTimers();
    const { open, io } = createServer({ maxUnconnected: 1, connectTimeout: 10 });
    open();
    open();
    await vi.advanceTimersByTimeAsync(10);
    expect([...io.refusals]).toEqual([
      ["SIO_TOO_MANY_UNCONNECTED", 1],
      ["SIO_CONNECT_TIMEOUT", 1],
    ]);
  });

  it("limits without a code count under the name of the option", async () => {
    const { connect, io } = createServer({ maxNamespacesPerConnection: 1, maxPendingAcks: 1 });
    const client = await connect();
    client.send("0/a,", "0/b,");
    for (let i = 0; i < 4; i++) client.socket().emit("a", () => undefined);
    expect([...io.refusals]).toEqual([
      ["maxNamespacesPerConnection", 2],
      ["maxPendingAcks", 3],
    ]);
  });

  it("what a parser of the application throws counts as parser", () => {
    class Encoder {}
    class Decoder {
      on(): void {}
      add(): void {
        throw new Error("what is that?");
      }
    }
    const { open, io } = createServer({ parser: { Encoder, Decoder } });
    open().send("garbage");
    expect([...io.refusals]).toEqual([["parser", 1]]);
  });
});
