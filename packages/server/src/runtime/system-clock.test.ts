import { afterEach, describe, expect, it, vi } from "vitest";

import { systemClock } from "./system-clock.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("systemClock", () => {
  it("tells a time that never goes back", () => {
    const before = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  });

  it("calls back once after the delay, not before it when that is a fraction", () => {
    vi.useFakeTimers();
    const callback = vi.fn();
    systemClock.schedule(callback, 9.2);
    vi.advanceTimersByTime(9);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it("cancels", () => {
    vi.useFakeTimers();
    const callback = vi.fn();
    const cancel = systemClock.schedule(callback, 10);
    cancel();
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits longer than a timer of Node can, and cancels in the middle of that", () => {
    vi.useFakeTimers();
    const callback = vi.fn();
    systemClock.schedule(callback, 2 ** 33);
    const cancel = systemClock.schedule(callback, 2 ** 33);
    vi.advanceTimersByTime(2 ** 33 - 1);
    expect(callback).not.toHaveBeenCalled();
    cancel();
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits for ever for Infinity, without a timer", () => {
    vi.useFakeTimers();
    systemClock.schedule(() => expect.unreachable(), Infinity)();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("calls back at the end of the turn, after its microtasks", async () => {
    const log: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.afterTurn(() => {
        log.push("turn");
        resolve();
      });
      queueMicrotask(() => log.push("microtask"));
      log.push("code");
    });
    expect(log).toEqual(["code", "microtask", "turn"]);
  });
});
