import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Server } from "@sockeye/server";
import { expect, onTestFinished } from "vitest";
import { compilePackages } from "../../harness/compile-packages.ts";
import { HonestClient } from "../../harness/honest-client.ts";
import { type Arena, type Target, useScene } from "../../harness/target.ts";
import type { Certificate } from "../../peers/certificate.ts";
import { type Script, ScriptedServer } from "./scripted-server.ts";
import type { Api, Countable, PlainOptions, Questions, Status } from "./types.ts";

interface ServeDetails {
  readonly script: Script;
  /** With it, the server speaks TLS. */
  readonly certificate?: Certificate;
}

const PATIENCE = { timeout: 5000, interval: 5 };

/** A hostile server, and what the process under attack has to do with it. */
export class Hostile {
  readonly server: ScriptedServer;
  readonly #target: Target<Questions>;

  constructor(target: Target<Questions>, server: ScriptedServer) {
    this.#target = target;
    this.server = server;
  }

  get port(): number {
    return this.server.port;
  }

  /** The process connects. Without options: one attempt, and then those that `expectBackOff` waits for. */
  async lure(options: PlainOptions = {}, api: Api = "io"): Promise<Victim> {
    const { id } = await this.#target.ask("connect", { url: this.server.url, options, api });
    const victim = new Victim(this.#target, id, options);
    onTestFinished(async () => void (await victim.leave()));
    return victim;
  }

  shut(): Promise<void> {
    return this.server.shut();
  }
}

/** A connection of the process under attack. */
export class Victim {
  /** The `fetch` of Node opens another connection when it gives one up, and keeps it for a while. */
  readonly spareConnections: number;
  readonly #target: Target<Questions>;
  readonly #id: number;

  constructor(target: Target<Questions>, id: number, options: PlainOptions) {
    this.#target = target;
    this.#id = id;
    this.spareConnections = (options.transports as readonly unknown[] | undefined)?.includes("fetch") ? 1 : 0;
  }

  /** Resolves as soon as it has seen so much. */
  until(name: Countable, count = 1): Promise<Status> {
    return this.#target.ask("until", { id: this.#id, name, count });
  }

  status(): Promise<Status> {
    return this.#target.ask("status", { id: this.#id });
  }

  /** Events that want an answer. */
  emit(count: number, timeout?: number): Promise<undefined> {
    return this.#target.ask("emit", { id: this.#id, count, ...(timeout !== undefined && { timeout }) });
  }

  leave(isTimed = false): Promise<Status> {
    return this.#target.ask("leave", { id: this.#id, isTimed });
  }
}

export type ClientArena = Arena<Questions, ServeDetails, Hostile>;

/** A process with clients to attack; see `useScene`. The honest client has a server of its own, which is a good one. */
export function useTarget(): ClientArena {
  let target: Target<Questions>;
  return useScene<Questions, ServeDetails, Hostile>({
    program: { path: join(import.meta.dirname, "target.mjs"), prepare },
    serve: async (asked, { script, certificate }) => {
      target = asked;
      return new Hostile(asked, await ScriptedServer.listen(script, certificate));
    },
    startHonest: () => startHonest(target),
  });
}

function prepare(): { readonly args: readonly string[]; remove(): void } {
  const { url, remove } = compilePackages("@sockeye/client", ["protocol", "websocket", "client"]);
  return { args: [url, new URL("node_modules/@sockeye/client/dist/engine/index.js", url).href], remove };
}

async function startHonest(target: Target<Questions>): Promise<HonestClient> {
  const http = createServer();
  const io = new Server(http);
  io.on("connection", (socket) => {
    socket.on("echo", (text: string, answer: (text: string) => void) => answer(text));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const { id } = await target.ask("honest", { url: `http://127.0.0.1:${port}` });
  return new HonestClient({
    echo: async (text) => expect(await target.ask("echo", { id, text })).toBe(text),
    leave: () => io.close(),
  });
}

/**
 * How often the process tries again in so much virtual time: it waits before each attempt, and longer and longer. Each
 * time `name` is what tells that an attempt is over. Then it leaves, and nothing is left that waits.
 */
export async function expectBackOff(
  arena: ClientArena,
  victim: Victim,
  name: "connect_error" | "disconnect" = "connect_error",
): Promise<void> {
  // Doubled each time, and by chance up to half as much more or less.
  const bounds = [
    [500, 1500],
    [1000, 3000],
    [2000, 6000],
  ] as const;
  for (const [attempt, [least, most]] of bounds.entries()) {
    const { counts } = await victim.until(name, attempt + 1);
    expect(counts.reconnect_attempt).toBe(attempt);
    const timers = await arena.target.ask("timers", undefined);
    expect(timers).toHaveLength(1);
    expect(timers[0]).toBeGreaterThanOrEqual(least);
    expect(timers[0]).toBeLessThanOrEqual(most);
    await arena.target.ask("pass", { milliseconds: timers[0]! });
  }
  await victim.until(name, bounds.length + 1);
  await expectLeft(arena, victim);
}

/**
 * Lets time pass, from timer to timer, until that has been seen so often.
 *
 * @returns how long it took
 */
export async function passUntil(
  { target }: ClientArena,
  victim: Victim,
  seen: { readonly name: Countable; readonly count: number },
): Promise<number> {
  let passed = 0;
  while ((await victim.status()).counts[seen.name] < seen.count) {
    const [milliseconds] = await target.ask("timers", undefined);
    if (milliseconds === undefined) throw new Error(`nothing waits, and no ${seen.name} has come`);
    await target.ask("pass", { milliseconds });
    passed += milliseconds;
  }
  return passed;
}

/** The application leaves, and a minute later nothing is left, whatever the server does about it. */
export async function expectNothingLeft(arena: ClientArena, victim: Victim, hostile: Hostile): Promise<void> {
  expect((await victim.leave(true)).active).toBe(false);
  await arena.target.ask("pass", { milliseconds: 60_000 });
  await expect.poll(() => hostile.server.open, PATIENCE).toBeLessThanOrEqual(victim.spareConnections);
  expect(await arena.target.ask("timers", undefined)).toEqual([]);
}

/** When the application leaves, the process lets go of everything as soon as its farewell is sent. */
export async function expectLeft({ target }: ClientArena, victim: Victim): Promise<void> {
  expect((await victim.leave()).active).toBe(false);
  await expect.poll(() => target.ask("timers", undefined), PATIENCE).toEqual([]);
}
