// The parent's side of a process that answers questions over IPC; the child's is answer-parent.mjs.
import { fork } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ resolve: (value: unknown) => void, reject: (error: Error) => void }} Waiting */

/**
 * glibc keeps what was freed for later, in an arena per thread, and the more the larger the largest block was:
 * RSS would tell of the greatest rush there ever was, and not of what the process holds. Other C libraries ignore these.
 */
const frugalMalloc = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "65536",
  MALLOC_TRIM_THRESHOLD_: "131072",
};

/**
 * @template {import("./types.ts").AnyQuestions<Q>} Q
 * @param {import("./types.ts").Program} program
 * @returns {import("./types.ts").AnsweringProcess<Q>}
 */
export function startProcess({ path, args = [], execArgv = [], env = {} }) {
  const name = basename(path);
  const child = fork(path, args, {
    execArgv: ["--expose-gc", ...execArgv],
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    // Infinity, buffers: what JSON cannot say.
    serialization: "advanced",
  });
  /** @type {Map<number, Waiting>} */
  const waiting = new Map();
  let lastId = 0;
  /** @type {Promise<void>} */
  const ready = new Promise((resolve, reject) => {
    waiting.set(lastId, { resolve: () => resolve(), reject });
  });
  // Whoever waits for an answer hears of it.
  ready.catch(() => undefined);
  child.on("message", (message) => {
    const { id, value, error } = /** @type {import("./types.ts").Reply} */ (message);
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) waiter?.resolve(value);
    else waiter?.reject(new Error(`${name}: ${error}`));
  });
  child.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended early (${signal ?? code})`));
    waiting.clear();
  });
  return {
    ready,
    ask: (question, details) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        if (!child.connected) return reject(new Error(`${name} has ended`));
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

/**
 * The same for long runs, in which the resident memory is looked at.
 * @template {import("./types.ts").AnyQuestions<Q>} Q
 * @param {URL} file
 * @param {object} parameters its first argument, as JSON
 * @returns {import("./types.ts").AnsweringProcess<Q>}
 */
export function startFrugalProcess(file, parameters) {
  return startProcess({ path: fileURLToPath(file), args: [JSON.stringify(parameters)], env: frugalMalloc });
}
