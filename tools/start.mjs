/**
 * `npm start`: set-up, build, the demo and the console, and in development a new build and a restart after each change.
 * `NODE_ENV=production npm start` leaves the watching out.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { bin, inRoot } from "./paths.mjs";
import { whenNpmEnds } from "./runner/when-npm-ends.mjs";
import { setUp } from "./setup.mjs";
import { Program } from "./start/program.mjs";
import { watchFolders } from "./start/watch-folders.mjs";

const project = inRoot("examples", "demo");
const entry = inRoot("examples", "demo", "dist", "server.js");

/** Compiles what the demo needs; the compiler's messages go to the terminal. @returns {Promise<boolean>} */
function compile() {
  return new Promise((resolve) => {
    const compiler = spawn(bin("tsc"), ["-b", project], { stdio: ["ignore", "inherit", "inherit"] });
    compiler.once("error", () => resolve(false));
    compiler.once("exit", (code) => resolve(code === 0));
  });
}

/** All that the server needs to run and to serve. @returns {Promise<boolean>} */
async function build() {
  if (!(await compile())) return false;
  try {
    // Not before the set-up has brought what it needs.
    const { writeBundles } = await import("./bundles/write.mjs");
    const { writePage } = await import("./bundles/write-page.mjs");
    await Promise.all([writeBundles(), writePage()]);
    return true;
  } catch (error) {
    console.error(`start: the bundles for pages: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

const sourceFolders = () => [
  inRoot("examples", "demo"),
  ...readdirSync(inRoot("packages"))
    .map((name) => inRoot("packages", name, "src"))
    .filter((folder) => existsSync(folder)),
];

/** Runs the demo until a signal comes, or until it ends by itself. */
class Development {
  /** @type {Program | undefined} */
  #program;
  #stopping = false;
  #building = false;
  #changedMeanwhile = false;
  #isFirst = true;
  /** @type {(code: number) => void} */
  #finish = () => undefined;
  /** @type {() => void} */
  #endWatch = () => undefined;

  /** @param {boolean} watching @returns {Promise<number>} the exit code */
  async run(watching) {
    /** @type {Promise<number>} */
    const finished = new Promise((resolve) => (this.#finish = resolve));
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
      process.on(signal, () => void this.#stop());
    }
    whenNpmEnds(() => void this.#stop());
    if (watching) this.#endWatch = watchFolders(sourceFolders(), () => void this.#rebuild());
    this.#building = true;
    const compiles = await build();
    this.#building = false;
    if (compiles) this.#launch();
    else if (!watching) return 1;
    else console.error("start: waiting for a change that compiles (Ctrl-C ends it)");
    // What changed while the first build was at work.
    if (this.#changedMeanwhile) void this.#rebuild();
    const code = await finished;
    this.#endWatch();
    return code;
  }

  #launch() {
    if (this.#stopping) return;
    const first = this.#isFirst;
    this.#isFirst = false;
    // The browser is opened once; its pages come back by themselves.
    const program = new Program(entry, first ? process.env : { ...process.env, SOCKEYE_OPEN: "0" });
    this.#program = program;
    void program.exited.then((code) => {
      if (this.#program !== program || this.#stopping) return;
      this.#program = undefined;
      // The first one says what is wrong with the machine or its settings; a later one, with the latest change.
      if (first || code === 0) this.#finish(code);
      else console.error(`start: the demo ended with code ${code}; waiting for a change (Ctrl-C ends it)`);
    });
  }

  async #rebuild() {
    if (this.#stopping) return;
    this.#changedMeanwhile = true;
    if (this.#building) return;
    this.#building = true;
    while (this.#changedMeanwhile && !this.#stopping) {
      this.#changedMeanwhile = false;
      if (!(await build())) {
        console.error("start: that does not compile; the demo goes on as it was");
        continue;
      }
      if (this.#changedMeanwhile) continue;
      console.log("start: changed, starting anew");
      const old = this.#program;
      this.#program = undefined;
      await old?.stop();
      this.#launch();
    }
    this.#building = false;
  }

  async #stop() {
    // The second Ctrl-C does not wait.
    if (this.#stopping) return this.#program?.kill();
    this.#stopping = true;
    this.#finish((await this.#program?.stop()) ?? 0);
  }
}

export async function main() {
  if (!(await setUp({ forTests: false }))) return 1;
  const code = await new Development().run(process.env["NODE_ENV"] !== "production");
  // Signal handlers and a compiler that is still at work must not hold the terminal.
  process.exit(code);
}
