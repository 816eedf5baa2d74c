import { afterEach, expect, test, vi } from "vitest";
import { nextTick } from "./next-tick.ts";
import { installTimerFunctions, type Timers } from "./timers.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("uses the timers of the page, or the native ones", async () => {
  vi.useFakeTimers();
  const [mocked, native] = [{}, {}] as Timers[];
  installTimerFunctions(mocked!, {});
  installTimerFunctions(native!, { useNativeTimers: true });
  const calls: string[] = [];
  mocked!.setTimeoutFn(() => calls.push("mocked"), 1);
  mocked!.clearTimeoutFn(mocked!.setTimeoutFn(() => calls.push("cleared"), 1));
  native!.clearTimeoutFn(native!.setTimeoutFn(() => calls.push("cleared"), 0));
  await new Promise<void>((resolve) => native!.setTimeoutFn(resolve, 0));
  expect(calls).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(calls).toEqual(["mocked"]);
});

test("the next tick comes behind what runs now, mock clock or not", async () => {
  vi.useFakeTimers({ toFake: ["queueMicrotask", "setTimeout"] });
  const order: string[] = [];
  nextTick(() => order.push("tick"));
  order.push("now");
  await Promise.resolve();
  expect(order).toEqual(["now", "tick"]);
});
