import { expect } from "vitest";

/** On a machine that is busy with other things. */
const PATIENCE_MS = 20_000;

/** Expects something that is not so at once: it is looked at again and again. */
export function eventually<T>(look: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(look, { timeout: PATIENCE_MS, interval: 20 });
}
