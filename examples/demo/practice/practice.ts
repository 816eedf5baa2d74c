import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

import { urlOf } from "../site/listen.ts";

export interface PracticeOptions {
  readonly host: string;
  /** The first port to try; 0 lets the system choose. */
  readonly port: number;
  /** The compiled program. @default the one beside this module */
  readonly program?: URL;
}

const PORT_ATTEMPTS = 20;

/** The practice server in its process, which may be killed at any moment, and started again at the same address. */
export class Practice {
  readonly #host: string;
  readonly #program: URL;
  readonly #listeners = new Set<() => void>();
  #port: number;
  #attempts = PORT_ATTEMPTS;
  #child: ChildProcess | undefined;
  #starting: Promise<void> | undefined;

  private constructor(options: PracticeOptions) {
    this.#host = options.host;
    this.#port = options.port;
    this.#program = options.program ?? new URL("./practice-program.js", import.meta.url);
  }

  static async start(options: PracticeOptions): Promise<Practice> {
    const practice = new Practice(options);
    await practice.start();
    return practice;
  }

  get url(): string {
    return urlOf(this.#host, this.#port);
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Does nothing when it runs already. */
  async start(): Promise<void> {
    if (this.running) return;
    this.#starting ??= this.#launch().finally(() => (this.#starting = undefined));
    await this.#starting;
  }

  /** Without a goodbye: as when a machine loses its power. */
  async kill(): Promise<void> {
    await this.#starting;
    const child = this.#child;
    if (child === undefined) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async #launch(): Promise<void> {
    const parameters = [this.#host, String(this.#port), String(this.#attempts)];
    const child = fork(this.#program, parameters, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const ended = once(child, "exit").then(() => {
      throw new Error("The practice server ended before it listened.");
    });
    const [port] = (await Promise.race([once(child, "message"), ended])) as [number];
    // From now on it belongs to this address, as those who come back expect it there.
    this.#port = port;
    this.#attempts = 1;
    this.#child = child;
    child.once("exit", () => {
      this.#child = undefined;
      this.#tell();
    });
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
