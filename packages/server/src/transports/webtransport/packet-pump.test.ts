import type { EnginePacket } from "@sockeye/protocol/engine";
import { portableBytes } from "@sockeye/protocol/kernel";
import { describe, expect, it } from "vitest";

import { PacketPump, type PacketSink } from "./packet-pump.ts";
import { encode, settle } from "./testing/bench.ts";

type Result = { readonly done: boolean; readonly value?: Uint8Array };

/** Chunks that come when the test says so; counts how many were asked for. */
class ChunkSource {
  reads = 0;
  readonly #waiting: ((result: Result) => void)[] = [];
  readonly #ready: Result[] = [];

  read(): Promise<Result> {
    this.reads++;
    return new Promise((resolve) => {
      const result = this.#ready.shift();
      if (result === undefined) this.#waiting.push(resolve);
      else resolve(result);
    });
  }

  give(...packets: EnginePacket[]): void {
    this.#settle({ done: false, value: encode(packets) });
  }

  end(): void {
    this.#settle({ done: true });
  }

  #settle(result: Result): void {
    const resolve = this.#waiting.shift();
    if (resolve === undefined) this.#ready.push(result);
    else resolve(result);
  }
}

class Log implements PacketSink {
  readonly entries: unknown[] = [];
  onPacket(packet: EnginePacket): void {
    this.entries.push(packet.data);
  }
  onError(): void {
    this.entries.push("error");
  }
  onEnd(): void {
    this.entries.push("end");
  }
}

const message = (data: string): EnginePacket => ({ type: "message", data });

function setUp(): { source: ChunkSource; pump: PacketPump; log: Log } {
  const source = new ChunkSource();
  return { source, pump: new PacketPump(source, { bytes: portableBytes, maxPayload: 100 }), log: new Log() };
}

describe("PacketPump", () => {
  it("reads nothing before there is a sink, then one chunk after the other", async () => {
    const { source, pump, log } = setUp();
    expect(source.reads).toBe(0);
    pump.resume(log);
    expect(source.reads).toBe(1);
    source.give(message("a"), message("b"));
    await settle();
    expect([log.entries, source.reads]).toEqual([["a", "b"], 2]);
  });

  it("stops reading while it holds, and keeps what had been read", async () => {
    const { source, pump, log } = setUp();
    const first = new Log();
    first.onPacket = () => pump.hold();
    pump.resume(first);
    source.give(message("first"), message("a"), message("b"));
    source.give(message("c"));
    await settle();
    expect(source.reads).toBe(1);
    pump.resume(log);
    expect(log.entries).toEqual(["a", "b"]);
    await settle();
    expect([log.entries, source.reads]).toEqual([["a", "b", "c"], 3]);
  });

  it("does not read twice at a time when the sink changes", async () => {
    const { source, pump, log } = setUp();
    pump.resume(new Log());
    pump.resume(log);
    expect(source.reads).toBe(1);
    source.give(message("a"));
    await settle();
    expect(log.entries).toEqual(["a"]);
  });

  it("hands on nothing after stop, not even the end, whoever asks", async () => {
    const { source, pump, log } = setUp();
    pump.resume(log);
    pump.stop();
    source.give(message("a"));
    await settle();
    pump.resume(log);
    source.end();
    await settle();
    expect([log.entries, source.reads]).toEqual([[], 1]);
  });

  it("tells of the end once, and reads no further", async () => {
    const { source, pump, log } = setUp();
    pump.resume(log);
    source.end();
    await settle();
    expect([log.entries, source.reads]).toEqual([["end"], 1]);
  });

  it("reads no further after what it cannot decode", async () => {
    const { source, pump, log } = setUp();
    pump.resume(log);
    source.give({ type: "message", data: "x".repeat(200) });
    source.end();
    await settle();
    expect([log.entries, source.reads]).toEqual([["error"], 1]);
  });

  it("takes a stream that breaks off without saying why", async () => {
    const { log } = setUp();
    const errors: unknown[] = [];
    log.onEnd = (error?: unknown) => void errors.push(error);
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- some hosts do
    const source = { read: () => Promise.reject<Result>(undefined) };
    new PacketPump(source, { bytes: portableBytes, maxPayload: 100 }).resume(log);
    await settle();
    expect(errors).toEqual([new Error("The stream broke off")]);
  });
});
