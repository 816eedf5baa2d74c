import { spawn } from "node:child_process";
import { root } from "../paths.mjs";
import { whenNpmEnds } from "./when-npm-ends.mjs";

/** @typedef {{ code: number, output: string, seconds: number }} Outcome */

/** Process groups that are at work, so that a signal to us ends them too. @type {Set<number>} */
const running = new Set();

/** @param {number} group */
function killGroup(group) {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // It has ended in the meantime.
  }
}

/** Ends what runs when we are told to end. */
export function endCommandsWithUs() {
  /** @param {number} code */
  const end = (code) => {
    for (const group of running) killGroup(group);
    process.exit(code);
  };
  process.once("SIGINT", () => end(130));
  process.once("SIGTERM", () => end(143));
  process.once("SIGHUP", () => end(129));
  whenNpmEnds(() => end(143));
}

/**
 * Runs a command and keeps what it prints. It has a process group of its own, and nothing of that group outlives it.
 *
 * @param {readonly string[]} command
 * @param {{ env?: Record<string, string>, minutes?: number, cwd?: string }} [options]
 * @returns {Promise<Outcome>}
 */
export function runCommand([program = "", ...parameters], { env = {}, minutes = 15, cwd = root } = {}) {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const group = child.pid;
    if (group !== undefined) running.add(group);
    let output = "";
    /** @param {unknown} chunk */
    const keep = (chunk) => (output += String(chunk));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const timer = setTimeout(() => {
      keep(`\nended after ${minutes} minutes\n`);
      if (group !== undefined) killGroup(group);
    }, minutes * 60_000);
    /** @param {number} code */
    const done = (code) => {
      clearTimeout(timer);
      if (group !== undefined) running.delete(group);
      resolve({ code, output, seconds: (performance.now() - start) / 1000 });
    };
    child.once("error", (error) => {
      keep(error.message);
      done(127);
    });
    // A stray grandchild that holds the pipes would keep "close" from coming.
    child.once("exit", () => group !== undefined && killGroup(group));
    child.once("close", (code) => done(code ?? 1));
  });
}
