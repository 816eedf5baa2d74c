import { EventEmitter } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { StrictEventEmitter } from "./typed-events.ts";

interface Heard {
  word: (text: string, times: number) => void;
}
interface Sent {
  reply: (text: string) => void;
}
interface Own {
  ready: (at: number) => void;
}

class Emitter extends StrictEventEmitter<Heard, Sent, Own> {
  readonly sent: unknown[][] = [];

  override emit(...args: Parameters<StrictEventEmitter<Heard, Sent, Own>["emit"]>): boolean {
    this.sent.push(args);
    return true;
  }

  beReady(at: number): boolean {
    return this.emitReserved("ready", at);
  }

  hear(event: string, ...args: unknown[]): boolean {
    return this.emitUntyped(event, ...args);
  }
}

describe("StrictEventEmitter", () => {
  it("is an EventEmitter under its own name", () => {
    const emitter = new Emitter();
    expect(emitter).toBeInstanceOf(EventEmitter);
    expect(emitter).toBeInstanceOf(StrictEventEmitter);
    expect(StrictEventEmitter.name).toBe("StrictEventEmitter");
    expect(Object.getPrototypeOf(Emitter)).toBe(StrictEventEmitter);
  });

  it("calls local listeners although the class has replaced emit", () => {
    const emitter = new Emitter();
    const ready = vi.fn<Own["ready"]>();
    const word = vi.fn<Heard["word"]>();
    emitter.on("ready", ready);
    emitter.on("word", word);

    expect(emitter.beReady(1)).toBe(true);
    expect(emitter.hear("word", "ho", 3)).toBe(true);
    expect(emitter.hear("nobody listens")).toBe(false);
    expect(emitter.emit("reply", "well")).toBe(true);

    expect(ready).toHaveBeenCalledExactlyOnceWith(1);
    expect(word).toHaveBeenCalledExactlyOnceWith("ho", 3);
    expect(emitter.sent).toEqual([["reply", "well"]]);
  });

  it("keeps the order of listeners, and calls those of once for one event", () => {
    const emitter = new Emitter();
    const calls: string[] = [];
    emitter.once("word", (text) => calls.push(`once ${text}`));
    emitter.on("word", (text) => calls.push(`on ${text}`));
    emitter.hear("word", "a", 1);
    emitter.hear("word", "b", 1);
    expect(calls).toEqual(["once a", "on a", "on b"]);
    expect(emitter.listeners("word")).toHaveLength(1);
    expect(emitter.listeners("ready")).toEqual([]);
  });

  it("adds nothing to what a listing of an emitter shows", () => {
    expect(Object.keys(StrictEventEmitter.prototype)).toEqual([]);
    expect(Object.getOwnPropertyNames(StrictEventEmitter.prototype)).toEqual([
      "constructor",
      "emitReserved",
      "emitUntyped",
    ]);
  });

  it.each(["emitReserved", "emitUntyped"])("lets %s be wrapped by a tool", (method) => {
    const emitter = new Emitter();
    const wrapped = vi.fn<() => boolean>(() => true);
    Object.assign(emitter, { [method]: wrapped });
    emitter.beReady(1);
    emitter.hear("word", "a", 1);
    expect(wrapped).toHaveBeenCalledOnce();
  });

  it("hands captureRejections to EventEmitter", async () => {
    const emitter = new Emitter({ captureRejections: true });
    const failed = new Promise<unknown>((resolve) => {
      EventEmitter.prototype.on.call(emitter, "error", resolve);
    });
    // A rejection is emitted as "error" with the emitter's `emit`, which this class has replaced.
    emitter.emit = EventEmitter.prototype.emit;
    EventEmitter.prototype.on.call(emitter, "word", () => Promise.reject(new Error("no")));
    emitter.hear("word", "a", 1);
    await expect(failed).resolves.toEqual(new Error("no"));
  });
});
