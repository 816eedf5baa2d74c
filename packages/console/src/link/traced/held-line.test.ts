import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFaultSwitches, type FaultSwitches } from "../fault-switches.ts";
import { HeldLine } from "./held-line.ts";

let faults: FaultSwitches;
let line: HeldLine;
let delivered: unknown[];
const overflow = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  overflow.mockClear();
  faults = createFaultSwitches();
  line = new HeldLine(faults, overflow);
  delivered = [];
});
afterEach(() => {
  line.close();
  vi.useRealTimers();
});

const pass = (...items: unknown[]): void => {
  for (const item of items) line.pass(() => delivered.push(item));
};

test("without a fault everything passes at once", () => {
  pass(1, 2);
  expect(delivered).toEqual([1, 2]);
});

test("latency delays, and what comes after it ended does not overtake", () => {
  faults.setLatency(100);
  pass(1);
  faults.setLatency(0);
  pass(2);
  vi.advanceTimersByTime(99);
  expect(delivered).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(delivered).toEqual([1, 2]);
  pass(3);
  expect(delivered).toEqual([1, 2, 3]);
});

test("a deaf network holds back, in order, until it hears again", () => {
  faults.setDeaf(true);
  pass(1, 2);
  vi.advanceTimersByTime(1e6);
  expect(delivered).toEqual([]);
  faults.setDeaf(false);
  pass(3);
  vi.advanceTimersByTime(1);
  expect(delivered).toEqual([1, 2, 3]);
});

test("what is delivered may make it deaf again", () => {
  faults.setDeaf(true);
  line.pass(() => faults.setDeaf(true));
  pass(1);
  faults.setDeaf(false);
  vi.advanceTimersByTime(1);
  expect(delivered).toEqual([]);
  faults.setDeaf(false);
  vi.advanceTimersByTime(1);
  expect(delivered).toEqual([1]);
});

test("a receiver that throws does not keep the others from theirs", () => {
  faults.setDeaf(true);
  line.pass(() => {
    throw new Error("of a listener");
  });
  pass(1);
  faults.setDeaf(false);
  expect(() => vi.advanceTimersByTime(1)).toThrow("of a listener");
  vi.advanceTimersByTime(1);
  expect(delivered).toEqual([1]);
});

test("what is under way is lost when it closes, and no timer stays", () => {
  faults.setLatency(100);
  pass(1);
  line.close();
  expect(vi.getTimerCount()).toBe(0);
  faults.setDeaf(true);
  faults.setDeaf(false);
  expect(vi.getTimerCount()).toBe(0);
});

test("it does not hold without end", () => {
  faults.setDeaf(true);
  for (let count = 0; count < 10_000; count++) pass(count);
  expect(overflow).not.toHaveBeenCalled();
  pass(10_000);
  expect(overflow).toHaveBeenCalledOnce();
});
