import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import type { InflateRaw } from "node:zlib";

import { describe, expect, it } from "vitest";

import { ZlibStream } from "./zlib-stream.ts";

/** A stream of Node's under our control: when it calls back, and what lies in its buffer until then. */
class ScriptedStream extends EventEmitter {
  readonly buffered: Buffer[] = [];
  readonly calls: string[] = [];
  bytesWritten = 100;
  callback: () => void = () => undefined;

  write(_input: Buffer, callback: () => void): boolean {
    this.callback = callback;
    return true;
  }

  read(): Buffer | null {
    const chunk = this.buffered.shift() ?? null;
    if (chunk !== null) this.emit("data", chunk);
    return chunk;
  }

  reset(): void {
    this.calls.push("reset");
  }

  destroy(): void {
    this.calls.push("destroy");
  }
}

function start(): { scripted: ScriptedStream; stream: ZlibStream; told: unknown[] } {
  const scripted = new ScriptedStream();
  const stream = new ZlibStream(scripted as unknown as InflateRaw);
  const told: unknown[] = [];
  stream.write(Buffer.from("12345"), {
    onOutput: (chunk) => told.push(chunk.toString()),
    onSettled: (consumed, error) => told.push(error ?? consumed),
  });
  return { scripted, stream, told };
}

describe("ZlibStream", () => {
  it("hands on output as it comes, and what is still buffered at the end", () => {
    const { scripted, told } = start();
    scripted.emit("data", Buffer.from("a"));
    expect(told).toEqual(["a"]);
    scripted.buffered.push(Buffer.from("b"), Buffer.from("c"));
    scripted.bytesWritten = 105;
    scripted.callback();
    expect(told).toEqual(["a", "b", "c", 5]);
  });

  it("says how much was consumed when the stream ends, whether it calls back before, after or never", () => {
    for (const signs of ["callback end", "end callback", "end", "callback"]) {
      const { scripted, told } = start();
      scripted.bytesWritten = 102;
      for (const sign of signs.split(" ")) {
        if (sign === "end") scripted.emit("end");
        else scripted.callback();
      }
      expect(told).toEqual([2]);
    }
  });

  it("reports an error once", () => {
    const { scripted, told } = start();
    const error = new Error("corrupt");
    scripted.emit("error", error);
    scripted.emit("error", new Error("and more"));
    scripted.callback();
    scripted.emit("data", Buffer.from("late"));
    expect(told).toEqual([error]);
  });

  it("is silent after destroy, whatever comes", () => {
    const { scripted, stream, told } = start();
    stream.destroy();
    scripted.emit("data", Buffer.from("late"));
    scripted.emit("error", new Error("late"));
    scripted.emit("end");
    scripted.callback();
    expect(told).toEqual([]);
    expect(scripted.calls).toEqual(["destroy"]);
  });

  it("stops reading when it is destroyed by its own output", () => {
    const scripted = new ScriptedStream();
    const stream = new ZlibStream(scripted as unknown as InflateRaw);
    const told: unknown[] = [];
    stream.write(Buffer.from("12345"), {
      onOutput: (chunk) => {
        told.push(chunk.toString());
        stream.destroy();
      },
      onSettled: () => told.push("settled"),
    });
    scripted.buffered.push(Buffer.from("a"), Buffer.from("b"));
    scripted.callback();
    expect(told).toEqual(["a"]);
    expect(scripted.buffered).toHaveLength(1);
  });

  it("counts each write by itself", () => {
    const { scripted, stream, told } = start();
    scripted.bytesWritten = 105;
    scripted.callback();
    stream.reset();
    stream.write(Buffer.from("12"), {
      onOutput: () => undefined,
      onSettled: (consumed) => told.push(`second ${consumed}`),
    });
    scripted.bytesWritten = 107;
    scripted.callback();
    expect(told).toEqual([5, "second 2"]);
    expect(scripted.calls).toEqual(["reset"]);
  });
});
