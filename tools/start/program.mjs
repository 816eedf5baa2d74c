import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { inRoot } from "../paths.mjs";

const PATIENCE_MS = 5000;

/** A running Node program that ends with us and can be asked to end. */
export class Program {
  /** @type {import("node:child_process").ChildProcess} */
  #child;
  /** @type {Promise<number>} the exit code */
  exited;

  /** @param {string} file @param {NodeJS.ProcessEnv} [environment] */
  constructor(file, environment = process.env) {
    const preload = pathToFileURL(inRoot("tools", "exit-with-parent.mjs")).href;
    this.#child = spawn(process.execPath, ["--enable-source-maps", "--import", preload, file], {
      env: environment,
      // A process group of its own: Ctrl-C reaches the tool alone, and the tool ends the program in order.
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.exited = new Promise((resolve) => {
      this.#child.once("error", () => resolve(1));
      this.#child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGTERM" ? 0 : 1)));
    });
  }

  /** Asks it to end, then makes it. @returns {Promise<number>} */
  async stop() {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.kill(), PATIENCE_MS);
    const code = await this.exited;
    clearTimeout(timer);
    return code;
  }

  kill() {
    this.#child.kill("SIGKILL");
  }
}
