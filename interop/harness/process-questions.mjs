// What a process under attack tells about itself.
import { monitorEventLoopDelay } from "node:perf_hooks";

/**
 * Notes what the program leaves unhandled from here on, so that a test can name it, and does nothing else about it.
 * @returns {import("./types.ts").Answers<import("./types.ts").ProcessQuestions>}
 */
export function createProcessQuestions() {
  /** @type {string[]} */
  let unhandled = [];
  process.on("uncaughtException", (error) => unhandled.push(`exception: ${error.stack}`));
  process.on("unhandledRejection", (reason) => unhandled.push(`rejection: ${String(reason)}`));
  process.on("warning", (warning) => unhandled.push(`warning: ${warning.message}`));

  /** @type {NodeJS.Timeout | undefined} */
  let watch;
  let peak = 0;
  const lag = monitorEventLoopDelay({ resolution: 5 });
  const notePeak = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };

  return {
    measure: async () => {
      // Twice, with a turn in between: finalizers of the first round free what the second one collects.
      for (let round = 0; round < 2; round++) {
        await new Promise((resolve) => setImmediate(resolve));
        globalThis.gc?.();
      }
      const { rss, heapUsed, external } = process.memoryUsage();
      /** @type {Record<string, number>} */
      const resources = {};
      for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
      return { rss, heap: heapUsed, external, resources };
    },
    watch: () => {
      peak = 0;
      notePeak();
      lag.reset();
      lag.enable();
      watch = setInterval(notePeak, 5);
      watch.unref();
      return undefined;
    },
    peak: () => {
      clearInterval(watch);
      lag.disable();
      notePeak();
      return { rss: peak, lag: lag.max / 1e6 };
    },
    unhandled: () => {
      const seen = unhandled;
      unhandled = [];
      return seen;
    },
  };
}
