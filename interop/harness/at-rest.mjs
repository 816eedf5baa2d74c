// What the processes of a long run look at: errors that nobody handled, and what is held when everybody has left.

const keptErrors = 10;

/** Counts what must never happen. */
export function watchProcess() {
  // The standard streams come into being when somebody first asks for them, and one on a pipe is a handle: not later.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  /** @type {import("./types.ts").Unhandled} */
  const seen = { uncaughtException: 0, unhandledRejection: 0, warnings: 0, errors: [] };
  const note = (
    /** @type {"uncaughtException" | "unhandledRejection" | "warnings"} */ kind,
    /** @type {unknown} */ error,
  ) => {
    seen[kind] += 1;
    const text = error instanceof Error ? error.stack : String(error);
    if (seen.errors.length < keptErrors) seen.errors.push(`${kind}: ${text}`);
  };
  process.on("uncaughtException", (error) => note("uncaughtException", error));
  process.on("unhandledRejection", (error) => note("unhandledRejection", error));
  process.on("warning", (warning) => note("warnings", warning));
  return seen;
}

const mebibyte = 1_048_576;

/**
 * What the process holds once everything that can go has gone.
 * @param {import("./types.ts").Unhandled} seen
 * @returns {Promise<import("./types.ts").AtRest>}
 */
export async function measureAtRest(seen) {
  // Finalizers run between collections, and what they free goes with the next one.
  for (let round = 0; round < 6; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  /** @type {Record<string, number>} */
  const handles = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    ...seen,
    handles,
    rss: rss / mebibyte,
    heap: heapUsed / mebibyte,
    external: external / mebibyte,
  };
}
