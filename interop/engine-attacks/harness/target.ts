import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { compileEngine } from "./compile-engine.ts";
import { HonestSession } from "./honest-session.ts";
import type { Answer, Details, Question, Reply, ServeDetails, ServerStatus } from "./types.ts";

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

/** The process under attack, seen from the attacker's. */
export class Target {
  #child: ChildProcess | undefined;
  #remove: () => void = () => undefined;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  async start(): Promise<void> {
    const { specifier, remove } = compileEngine();
    this.#remove = remove;
    const child = fork(join(import.meta.dirname, "target.mjs"), [specifier], {
      // A small young generation: otherwise its size decides about the resident memory more than an attack does.
      execArgv: ["--expose-gc", "--max-semi-space-size=1"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // Infinity, buffers: what JSON cannot say.
      serialization: "advanced",
    });
    this.#child = child;
    child.on("exit", (code, signal) => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error(`the process under attack has died (${signal ?? code})`));
      }
      this.#waiting.clear();
    });
    const ready = once(child, "message");
    const dead = once(child, "exit").then(() => Promise.reject(new Error("the engine cannot be loaded")));
    // Later on, whoever waits for an answer hears of it.
    dead.catch(() => undefined);
    await Promise.race([ready, dead]);
    child.on("message", (reply: Reply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.error === undefined) waiting?.resolve(reply.value);
      else waiting?.reject(new Error(reply.error));
    });
  }

  ask<Q extends Question>(question: Q, details: Details<Q>): Promise<Answer<Q>> {
    return new Promise((resolve, reject) => {
      const id = ++this.#asked;
      this.#waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
      if (this.#child?.connected === true) this.#child.send({ id, question, details });
      else reject(new Error("the process under attack has died"));
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    }
    this.#remove();
  }
}

/** One server of the process under attack. */
export class TargetEngine {
  readonly port: number;
  readonly #target: Target;
  readonly #id: number;

  constructor(target: Target, id: number, port: number) {
    this.#target = target;
    this.#id = id;
    this.port = port;
  }

  status(): Promise<ServerStatus> {
    return this.#target.ask("status", { id: this.#id });
  }

  /** Resolves as soon as the server has seen so much. */
  until(seen: Omit<Details<"until">, "id">): Promise<ServerStatus> {
    return this.#target.ask("until", { id: this.#id, ...seen });
  }

  settle(accept: boolean): Promise<undefined> {
    return this.#target.ask("settle", { id: this.#id, accept });
  }

  send(plan: Omit<Details<"send">, "id">): Promise<Answer<"send">> {
    return this.#target.ask("send", { id: this.#id, ...plan });
  }

  /** Resolves when no more than so many sockets are left; the honest client has one. */
  left(sockets: number): Promise<undefined> {
    return this.#target.ask("left", { id: this.#id, sockets });
  }

  shut(): Promise<undefined> {
    return this.#target.ask("shut", { id: this.#id });
  }
}

export interface Arena {
  readonly target: Target;
  /** An engine for this test, with an honest client on it unless `honest` is false. */
  serve(details?: ServeDetails & { readonly honest?: boolean }): Promise<TargetEngine>;
}

/**
 * A process to attack in the tests of one file. After each test: the process lives, nothing went unhandled in it, and the
 * honest clients beside the attack had every answer they should.
 */
export function useTarget(): Arena {
  const target = new Target();
  let engines: TargetEngine[] = [];
  let honest: HonestSession[] = [];
  beforeAll(() => target.start());
  afterAll(() => target.stop());
  afterEach(async () => {
    const clients = honest;
    const served = engines;
    honest = [];
    engines = [];
    for (const client of clients) expect(await client.stop()).toBeGreaterThan(0);
    for (const engine of served) await engine.shut();
    expect(await target.ask("unhandled", undefined)).toEqual([]);
  });
  return {
    target,
    async serve({ honest: hasHonest = true, ...details } = {}) {
      const { id, port } = await target.ask("serve", details);
      const engine = new TargetEngine(target, id, port);
      engines.push(engine);
      if (hasHonest) honest.push(await HonestSession.start(port));
      return engine;
    },
  };
}
