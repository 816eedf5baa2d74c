import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { compilePackage } from "../../compile-package.ts";
import { HonestClient } from "./honest-client.ts";
import type { Answer, Details, Question, Reply, ServeDetails, ServerStatus } from "./types.ts";

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

/** The process under attack, seen from the attacker's. */
export class Target {
  #child: ChildProcess | undefined;
  #remove: () => void = () => undefined;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  async start(execArgv: readonly string[]): Promise<void> {
    const { url, remove } = compilePackage();
    this.#remove = remove;
    const child = fork(join(import.meta.dirname, "target.mjs"), [url], {
      // A small young generation: otherwise its size decides about the resident memory more than an attack does.
      execArgv: ["--expose-gc", "--max-semi-space-size=1", ...execArgv],
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
    await once(child, "message");
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

  /** A server in the process. */
  async serve(details: ServeDetails = {}): Promise<TargetServer> {
    const { id, port } = await this.ask("serve", details);
    return new TargetServer(this, id, port);
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
export class TargetServer {
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

  /** Begins the closing handshake on all connections but the honest one. */
  close(): Promise<undefined> {
    return this.#target.ask("close", { id: this.#id });
  }

  /** Resolves when no more than so many sockets are left; for servers that are attached. */
  left(sockets: number): Promise<undefined> {
    return this.#target.ask("left", { id: this.#id, sockets });
  }

  shut(): Promise<undefined> {
    return this.#target.ask("shut", { id: this.#id });
  }
}

export interface Arena {
  readonly target: Target;
  /** A server for this test, with an honest client on it unless `honest` is false. */
  serve(details?: ServeDetails & { readonly honest?: boolean }): Promise<TargetServer>;
}

/**
 * A process to attack in the tests of one file. After each test: the process lives, nothing went unhandled in it, and the
 * honest clients beside the attack had every answer they should.
 */
export function useTarget(execArgv: readonly string[] = []): Arena {
  const target = new Target();
  let servers: TargetServer[] = [];
  let honest: HonestClient[] = [];
  beforeAll(() => target.start(execArgv));
  afterAll(() => target.stop());
  afterEach(async () => {
    const clients = honest;
    const served = servers;
    honest = [];
    servers = [];
    for (const client of clients) expect(await client.stop()).toBeGreaterThan(0);
    for (const server of served) await server.shut();
    expect(await target.ask("unhandled", undefined)).toEqual([]);
  });
  return {
    target,
    async serve({ honest: hasHonest = true, ...details } = {}) {
      const server = await target.serve(details);
      servers.push(server);
      if (hasHonest) honest.push(await HonestClient.start(server.port));
      return server;
    },
  };
}
