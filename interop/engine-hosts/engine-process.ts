import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startPeerProcess } from "../peers/peer-process.ts";
import type { Host } from "./host.ts";

const program = join(import.meta.dirname, "programs", "echo-engine.mjs");

/** An engine that echoes, in a process of its own. */
export interface EngineProcess {
  /** As much of its server as clients need. */
  readonly host: Pick<Host, "url" | "trust">;
  /** The version of Node. */
  readonly version: string;
  /** The next thing that it says. */
  hear<T>(): Promise<T>;
  say(value: unknown): void;
}

/** The process is ended when the test is over. */
export async function startEngineProcess(command: string, module: string): Promise<EngineProcess> {
  // Only for this child: the settings of the test runner's own Node are none of its business.
  const child = startPeerProcess({ command, parameters: [program, module], env: { NODE_OPTIONS: "" } });
  onTestFinished(() => child.kill());
  const { port, version } = await child.hear<{ port: number; version: string }>();
  return { host: { url: `http://127.0.0.1:${port}`, trust: {} }, version, hear: child.hear, say: child.say };
}
