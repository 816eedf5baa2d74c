// The process under attack: it serves, dials and tells what it has seen. What the package leaves unhandled is noted, so
// that a test can name it, and nothing else is done about it.
import { dialQuestions } from "./target-clients.mjs";
import { serverQuestions } from "./target-servers.mjs";

/** @typedef {import("./types.ts").Answers} Answers */

const url = process.argv[2] ?? "";
/** @type {typeof import("@sockeye/websocket/lean")} */
const lean = await import(`${url}lean.js`);

/** @type {string[]} */
let unhandled = [];
process.on("uncaughtException", (error) => unhandled.push(`exception: ${error.stack}`));
process.on("unhandledRejection", (reason) => unhandled.push(`rejection: ${String(reason)}`));
process.on("warning", (warning) => unhandled.push(`warning: ${warning.message}`));

/** @type {NodeJS.Timeout | undefined} */
let watch;
let peak = 0;
const notePeak = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};

/** @type {Pick<Answers, "measure" | "watch" | "peak" | "unhandled">} */
const processQuestions = {
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
    watch = setInterval(notePeak, 5);
    watch.unref();
    return undefined;
  },
  peak: () => {
    clearInterval(watch);
    notePeak();
    return peak;
  },
  unhandled: () => {
    const seen = unhandled;
    unhandled = [];
    return seen;
  },
};

/** @type {Answers} */
const answers = { ...processQuestions, ...serverQuestions(lean), ...dialQuestions(lean) };

process.on("message", (message) => {
  const { id, question, details } = /** @type {import("./types.ts").Ask} */ (message);
  Promise.resolve()
    .then(() => /** @type {(details: unknown) => unknown} */ (answers[question])(details))
    .then(
      (value) => process.send?.({ id, value }),
      (/** @type {Error} */ error) => process.send?.({ id, error: String(error.stack) }),
    );
});
process.on("disconnect", () => process.exit());
process.send?.({ id: 0 });
