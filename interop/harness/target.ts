import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { HonestClient } from "./honest-client.ts";
import { startProcess } from "./start-process.mjs";
import type { AnsweringProcess, AnyQuestions, Answer, Asked, Details, ProcessQuestions } from "./types.ts";

/** What a process under attack runs: a module that answers with `answerParent`. */
export interface TargetProgram {
  readonly path: string;
  /** Called before it is started: makes what it needs, and says how it is told of it. */
  prepare(): { readonly args: readonly string[]; remove(): void };
}

/** The process under attack, seen from the attacker's. */
export class Target<Q extends AnyQuestions<Q>> implements Asked<Q> {
  #process: AnsweringProcess<Q> | undefined;
  #remove: () => void = () => undefined;

  async start({ path, prepare }: TargetProgram): Promise<void> {
    const { args, remove } = prepare();
    this.#remove = remove;
    // A small young generation: otherwise its size decides about the resident memory more than an attack does.
    this.#process = startProcess<Q>({ path, args, execArgv: ["--max-semi-space-size=1"] });
    await this.#process.ready;
  }

  ask<Name extends keyof Q & string>(question: Name, details: Details<Q, Name>): Promise<Answer<Q, Name>> {
    if (this.#process === undefined)
      throw new Error("The target was not started; ask in tests and hooks only");
    return this.#process.ask(question, details);
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
    this.#remove();
  }
}

/** A target, and how a server comes up in it. */
export interface Scene<Q extends AnyQuestions<Q>, Serve, Server> {
  readonly program: TargetProgram;
  serve(target: Target<Q>, details: Serve): Promise<Server>;
  /** An honest client beside the attacker. */
  startHonest(port: number): Promise<HonestClient>;
}

export interface Arena<Q extends AnyQuestions<Q>, Serve, Server> {
  readonly target: Target<Q>;
  /** A server for this test, with an honest client on it unless `honest` is false. */
  serve(details?: Serve & { readonly honest?: boolean }): Promise<Server>;
}

/**
 * A process to attack in the tests of one file or block. After each test: the process lives, nothing went unhandled in it,
 * and the honest clients beside the attack had every answer they should.
 */
export function useScene<
  Q extends AnyQuestions<Q> & ProcessQuestions,
  Serve extends object,
  Server extends { readonly port: number; shut(): Promise<unknown> },
>({ program, serve, startHonest }: Scene<Q, Serve, Server>): Arena<Q, Serve, Server> {
  const target = new Target<Q>();
  const asked: Asked<ProcessQuestions> = target;
  let servers: Server[] = [];
  let honest: HonestClient[] = [];
  beforeAll(() => target.start(program));
  afterAll(() => target.stop());
  afterEach(async () => {
    const clients = honest;
    const served = servers;
    honest = [];
    servers = [];
    for (const client of clients) expect(await client.stop()).toBeGreaterThan(0);
    for (const server of served) await server.shut();
    expect(await asked.ask("unhandled", undefined)).toEqual([]);
  });
  return {
    target,
    async serve(details) {
      const { honest: hasHonest = true, ...rest } = details ?? {};
      const server = await serve(target, rest as Serve);
      servers.push(server);
      if (hasHonest) honest.push(await startHonest(server.port));
      return server;
    },
  };
}
