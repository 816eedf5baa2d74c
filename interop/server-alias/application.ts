import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createQueue } from "../peers/queue.ts";

/** A program of a project that runs. */
export interface Application {
  /** The rest of the next line that begins so; rejects when the program ends before. */
  hear(beginning: string): Promise<string>;
  /** Asks it to end, and says how it did: it has nothing that keeps it. */
  end(): Promise<{ code: number | null; complaints: string }>;
  kill(): void;
}

export function startApplication(folder: string, program: string): Application {
  const child = spawn(process.execPath, [join(folder, program)], {
    cwd: folder,
    // The settings of the test runner's own Node are none of its business.
    env: { ...process.env, NODE_OPTIONS: "", NODE_ENV: "test", NO_COLOR: "1", PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = createQueue<string>();
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  child.on("error", (error) => lines.fail(error));
  child.on("close", (code, signal) => {
    lines.fail(new Error(`${program} ended (${signal ?? code}): ${complaints}`));
  });
  const hear = async (beginning: string): Promise<string> => {
    const line = await lines.take();
    if (line.startsWith(beginning)) return line.slice(beginning.length).trim();
    throw new Error(`${program} said ${JSON.stringify(line)} in the place of ${beginning}`);
  };
  return {
    hear,
    end: async () => {
      const closed = once(child, "close") as Promise<[number | null]>;
      child.kill("SIGTERM");
      await hear("closed");
      const [code] = await closed;
      return { code, complaints };
    },
    kill: () => void child.kill("SIGKILL"),
  };
}
