/**
 * Starts the processes of a benchmark, each pinned to a core where the system can do that, and calls their methods.
 */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Enough for 20,000 connections and what a process needs besides. Raised where the user may. */
const WANTED_OPEN_FILES = 21_000;

/** Raises the limit on open files as far as allowed, then becomes the program. */
const RAISE_LIMIT = `ulimit -n ${WANTED_OPEN_FILES} 2>/dev/null || ulimit -n "$(ulimit -Hn)"; exec "$@"`;

/** @type {Set<Child>} */
const running = new Set();

/**
 * The cores that this process may use, of which the first is the server's and the second the load generator's.
 *
 * @returns {number[]}
 */
export function allowedCores() {
  const match = /^Cpus_allowed_list:\s*(.+)$/m.exec(readFileSync("/proc/self/status", "utf8"));
  const cores = (match?.[1] ?? "0").split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return cores;
}

/** @returns {boolean} */
export function canPin() {
  return allowedCores().length >= 2 && spawnSync("taskset", ["--version"]).status === 0;
}

/** One process of a benchmark. */
export class Child {
  /** @type {import("node:child_process").ChildProcess} */
  #process;
  /** @type {Map<number, { resolve: (value: any) => void, reject: (reason: Error) => void }>} */
  #calls = new Map();
  #nextId = 1;
  #name;
  /** @type {Promise<void>} */
  #ready;
  /** @type {Promise<void>} */
  #exited;
  #stopping = false;

  /**
   * @param {string} name For messages to the reader.
   * @param {readonly string[]} command Program and arguments.
   * @param {number | undefined} core The core to pin it to.
   */
  constructor(name, command, core) {
    this.#name = name;
    const pinned = core === undefined ? command : ["taskset", "-c", String(core), ...command];
    this.#process = spawn("sh", ["-c", RAISE_LIMIT, "sh", ...pinned], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    running.add(this);
    this.#exited = new Promise((resolve) => {
      this.#process.once("exit", (code, signal) => {
        running.delete(this);
        this.#failCalls(`${name} ended early (${signal ?? `exit code ${code}`})`);
        resolve();
      });
    });
    this.#ready = new Promise((resolve, reject) => {
      this.#calls.set(0, { resolve, reject });
    });
    // Whoever calls a method sees the failure there; without a call it must not become an unhandled rejection.
    this.#ready.catch(() => {});
    this.#process.on("message", (/** @type {any} */ message) => this.#receive(message));
    this.#process.on("error", (error) => this.#failCalls(error.message));
  }

  /** `sh` and `taskset` replace themselves by the program, so this is the program's own. */
  get pid() {
    return this.#process.pid ?? 0;
  }

  /**
   * @param {string} method
   * @param {unknown} [parameters]
   * @param {number} [timeout] Milliseconds after which the call fails.
   * @returns {Promise<any>}
   */
  async call(method, parameters, timeout = 60_000) {
    await this.#ready;
    const id = this.#nextId++;
    const answer = new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#process.send({ id, method, parameters }, (error) => {
        if (error !== null) {
          reject(error);
        }
      });
    });
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const expiry = new Promise((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${this.#name}: no answer to "${method}" in ${timeout} ms`)),
        timeout,
      );
    });
    try {
      return await Promise.race([answer, expiry]);
    } finally {
      clearTimeout(timer);
      this.#calls.delete(id);
    }
  }

  /** Ends the process and waits for its end. */
  async stop() {
    this.kill();
    await this.#exited;
  }

  /** Ends the process now; safe in an exit handler. */
  kill() {
    this.#stopping = true;
    this.#process.kill("SIGKILL");
  }

  /** @param {{ ready?: true, id?: number, result?: unknown, error?: string }} message */
  #receive(message) {
    const id = message.ready === true ? 0 : (message.id ?? -1);
    const waiting = this.#calls.get(id);
    this.#calls.delete(id);
    if (message.error === undefined) {
      waiting?.resolve(message.result);
    } else {
      waiting?.reject(new Error(`${this.#name}: ${message.error}`));
    }
  }

  /** @param {string} reason */
  #failCalls(reason) {
    for (const { reject } of this.#calls.values()) {
      if (!this.#stopping) {
        reject(new Error(reason));
      }
    }
    this.#calls.clear();
  }
}

/** Whatever happens to the runner, its children end with it. */
export function killChildrenOnExit() {
  process.on("exit", () => {
    for (const child of running) {
      child.kill();
    }
  });
  for (const [signal, code] of /** @type {const} */ ([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])) {
    process.once(signal, () => process.exit(code));
  }
}
