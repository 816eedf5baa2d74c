// The parent's side and the child's side of a process that answers questions over IPC, and what both children count.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * @typedef {{ id: number, question: string, details: unknown }} Question
 * @typedef {{ id: number, value?: unknown, error?: string }} Answer
 * @typedef {{ resolve: (value: unknown) => void, reject: (error: Error) => void }} Waiting
 */

/**
 * glibc keeps what was freed for later, in an arena per thread, and the more the larger the largest block was: RSS would
 * tell of the greatest rush there ever was, and not of what the process holds. Other C libraries ignore these.
 */
const frugalMalloc = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "65536",
  MALLOC_TRIM_THRESHOLD_: "131072",
};

/**
 * @param {string} file beside this one
 * @param {object} parameters
 */
function startAnsweringProcess(file, parameters) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(parameters)], {
    execArgv: ["--expose-gc"],
    env: { ...process.env, ...frugalMalloc },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  /** @type {Map<number, Waiting>} */
  const waiting = new Map();
  let lastId = 0;
  child.on("message", (message) => {
    const { id, value, error } = /** @type {Answer} */ (message);
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) waiter?.resolve(value);
    else waiter?.reject(new Error(`${file}: ${error}`));
  });
  child.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended early (${signal ?? code})`));
    waiting.clear();
  });
  return {
    /** @type {(question: string, details: unknown) => Promise<unknown>} */
    ask: (question, details) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        child.send({ id: lastId, question, details });
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** @param {string} module @returns {import("./types.ts").Child<import("./types.ts").ServerQuestions>} */
export function startServer(module) {
  return /** @type {any} */ (startAnsweringProcess("server.mjs", { module }));
}

/**
 * @param {{ module: string, seed: number, connections: number }} parameters
 * @returns {import("./types.ts").Child<import("./types.ts").LoadQuestions>}
 */
export function startLoad(parameters) {
  return /** @type {any} */ (startAnsweringProcess("load.mjs", parameters));
}

/**
 * Answers the parent's questions; goes when the parent is gone.
 * @param {Record<string, (details: any) => unknown>} answers
 */
export function answerParent(answers) {
  process.on("message", (message) => {
    const { id, question, details } = /** @type {Question} */ (message);
    const reply = (/** @type {Omit<Answer, "id">} */ answer) => process.send?.({ id, ...answer });
    Promise.resolve()
      .then(() => answers[question]?.(details))
      .then(
        (value) => reply({ value }),
        (/** @type {unknown} */ error) =>
          reply({ error: error instanceof Error ? String(error.stack) : String(error) }),
      );
  });
  process.on("disconnect", () => process.exit(1));
}

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
 * @returns {Promise<import("./types.ts").Measurement>}
 */
export async function measure(seen) {
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
