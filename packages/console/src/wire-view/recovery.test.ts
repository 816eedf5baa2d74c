import { expect, it } from "vitest";
import type { LogEntry } from "../link/index.ts";
import { lastInterruption, waitingEmits } from "./recovery.ts";

const log = (...entries: readonly [LogEntry["kind"], number][]): readonly LogEntry[] =>
  entries.map(([kind, at], id) => ({ id, kind, at, title: "", args: [] }));

it("measures from the first break to the next connection", () => {
  expect(
    lastInterruption(
      log(
        ["connected", 0],
        ["disconnected", 100],
        ["reconnecting", 110],
        ["connected", 350],
        ["received", 400],
      ),
    ),
  ).toBe(250);
});

it("says nothing without a break, nor while one lasts", () => {
  expect(lastInterruption(log(["reconnecting", 0], ["connected", 5]))).toBeUndefined();
  expect(lastInterruption(log(["connected", 5], ["disconnected", 9]))).toBeUndefined();
  expect(lastInterruption([])).toBeUndefined();
});

it("counts what was emitted since the break", () => {
  expect(
    waitingEmits(log(["emitted", 0], ["disconnected", 1], ["emitted", 2], ["error", 3], ["emitted", 4])),
  ).toBe(2);
});
