import { beforeEach, expect, test } from "vitest";
import { Emitter, type EventMap } from "./emitter.ts";

interface Events extends EventMap {
  readonly a: (...args: unknown[]) => void;
}

class Subject extends Emitter<Events> {
  announce(...args: unknown[]): this {
    return this.emitReserved("a", ...args);
  }
}

let emitter: Subject;
let calls: unknown[][];
const note =
  (name: string) =>
  (...args: unknown[]) =>
    void calls.push([name, ...args]);

beforeEach(() => {
  emitter = new Subject();
  calls = [];
});

test("calls in order, with the emitter as this", () => {
  const seen: unknown[] = [];
  emitter.on("a", note("1")).addEventListener("a", note("2"));
  emitter.on("a", function (this: unknown) {
    seen.push(this);
  });
  expect(emitter.emit("a", 1, 2)).toBe(emitter);
  expect(emitter.announce(3)).toBe(emitter);
  expect(calls).toEqual([
    ["1", 1, 2],
    ["2", 1, 2],
    ["1", 3],
    ["2", 3],
  ]);
  expect(seen).toEqual([emitter, emitter]);
});

test("nobody needs to listen, not even to errors", () => {
  expect(emitter.emit("error")).toBe(emitter);
});

test("once", () => {
  const listener = note("once");
  emitter.once("a", listener);
  emitter.emit("a", 1).emit("a", 2);
  expect(calls).toEqual([["once", 1]]);
  emitter.once("a", listener).off("a", listener).emit("a");
  expect(calls).toHaveLength(1);
});

test("off", () => {
  const listener = note("x");
  emitter.on("a", listener).on("a", listener).on("a", note("y"));
  emitter.removeListener("a", listener).removeListener("a", note("unknown")).emit("a");
  expect(calls).toEqual([["x"], ["y"]]);
  expect(emitter.listeners("a")).toHaveLength(2);
  emitter.removeAllListeners("a");
  expect([emitter.listeners("a"), emitter.hasListeners("a")]).toEqual([[], false]);
  emitter.off("a", listener).on("a", listener).removeEventListener("a", listener);
  expect(emitter.hasListeners("a")).toBe(false);
  emitter.on("a", listener).on("b", listener);
  expect(emitter.hasListeners("b")).toBe(true);
  emitter.off();
  expect([emitter.hasListeners("a"), emitter.hasListeners("b")]).toEqual([false, false]);
});

test("what listeners change counts from the next event on", () => {
  const second = note("second");
  emitter.on("a", () => void emitter.off("a", second).on("a", note("third")));
  emitter.on("a", second);
  emitter.emit("a");
  expect(calls).toEqual([["second"]]);
  emitter.emit("a");
  expect(calls).toEqual([["second"], ["third"]]);
});
