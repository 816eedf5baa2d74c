import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { createQueue, type Queue } from "./queue.ts";

/** A program in another language or another Node that talks in lines of JSON. */
export interface PeerProcess {
  say(value: unknown): void;
  /** The next line it says; rejects with what it wrote to stderr when it ended instead. */
  hear<T>(): Promise<T>;
  /** Ends its stdin and waits until it is gone. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface PeerProgram {
  readonly command: string;
  readonly parameters: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How long a program may take to go when its stdin has ended. */
const patience = 3_000;

function listen(child: ChildProcessByStdio<Writable, Readable, Readable>, lines: Queue<unknown>): void {
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
  child.on("error", (error) => lines.fail(error));
  child.on("close", (code, signal) => {
    lines.fail(new Error(`the peer ended (${signal ?? code}): ${complaints}`));
  });
}

export function startPeerProcess({ command, parameters, env }: PeerProgram): PeerProcess {
  const child = spawn(command, parameters, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...env },
  });
  const isGone = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const lines = createQueue<unknown>();
  listen(child, lines);
  // A peer that died is reported by hear(); the write that also fails must not end the test run.
  child.stdin.on("error", () => undefined);
  return {
    say: (value) => {
      child.stdin.write(`${JSON.stringify(value)}\n`);
    },
    hear: async <T>() => (await lines.take()) as T,
    stop: async () => {
      if (isGone()) return;
      const gone = once(child, "exit");
      child.stdin.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), patience);
      await gone;
      clearTimeout(timer);
    },
    kill: async () => {
      if (isGone()) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}
