import { afterEach } from "vitest";

/**
 * A rejection or an exception that nobody handles is a bug of ours even when every assertion holds. Vitest reports such
 * ones at the end of the run; this fails the test in which they happened, by name.
 */
const unhandled: unknown[] = [];

// Kept before a test can put virtual time in its place.
const realSetImmediate = globalThis.setImmediate;

process.on("unhandledRejection", (reason) => unhandled.push(reason));
process.on("uncaughtException", (error) => unhandled.push(error));

afterEach(async () => {
  // Node reports a rejection after the microtasks of its turn, so one more turn is waited for.
  await new Promise<void>((resolve) => {
    realSetImmediate(resolve);
  });
  const [first] = unhandled.splice(0);
  if (first !== undefined) throw new Error("an error was left unhandled in this test", { cause: first });
});
