import assert from "node:assert/strict";
import { vi } from "vitest";

/** Asks until the answer is that: for what another process does in its own time. Works in tests that run at the same time. */
export function until(ask: () => unknown, expected: unknown): Promise<void> {
  const attempt = async () => assert.deepEqual(await ask(), expected);
  return vi.waitFor(attempt, { timeout: 20_000, interval: 25 });
}
