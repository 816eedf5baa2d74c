// Starts the processes that answer questions over IPC; their own side is in ../soak/child.mjs.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Without it the resident memory tells of the greatest rush there ever was, as glibc keeps what was freed. */
const frugalMalloc = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "65536",
  MALLOC_TRIM_THRESHOLD_: "131072",
};

/**
 * @param {string} file beside this one
 * @param {object} parameters
 */
function startProcess(file, parameters) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(parameters)], {
    execArgv: ["--expose-gc"],
    env: { ...process.env, ...frugalMalloc },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  /** @type {Map<number, { resolve: (value: unknown) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  let lastId = 0;
  child.on("message", (message) => {
    const { id, value, error } = /** @type {{ id: number, value?: unknown, error?: string }} */ (message);
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

/** @param {string} module @returns {import("./types.ts").ServerProcess} */
export function startServer(module) {
  return /** @type {any} */ (startProcess("server.mjs", { module }));
}

/** @returns {import("./types.ts").ClientProcess} */
export function startClients() {
  return /** @type {any} */ (startProcess("clients.mjs", {}));
}
