import { join } from "node:path";
import { createQueue } from "../peers/queue.ts";
import { startPeerProcess, type PeerProcess } from "../peers/peer-process.ts";
import type { ClusterSettings, NodeSettings } from "./settings.ts";

/** Members of the server to go through, each a getter or a method with its arguments. */
export type Steps = readonly (readonly [name: string, ...parameters: unknown[]])[];

/** A server in a process of its own. */
export interface ServerNode {
  readonly name: string;
  readonly url: string;
  /** Goes through members of the server, or of one of its namespaces, and resolves with what the last gives. */
  call(steps: Steps, nsp?: string): Promise<unknown>;
  /** The next `tell` that comes from another server: its namespace and its arguments. */
  heard(): Promise<unknown>;
  /** Closes the server and lets go of the adapter's connections. Resolves with how the process ended, by itself. */
  close(): Promise<unknown>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

export interface NodeGroup {
  readonly nodes: readonly ServerNode[];
  /** The address that the workers of a cluster share. */
  readonly url: string;
  stop(): Promise<void>;
}

/** What servers, and the primary process of a cluster, say. */
interface Message {
  readonly from: string;
  readonly primary?: { readonly port: number };
  readonly ready?: { readonly port: number; readonly pid: number };
  readonly heard?: unknown;
  readonly ended?: unknown;
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly responses?: unknown;
}

/** A call that failed on the server. */
export class CallError extends Error {
  readonly responses: unknown;

  constructor(message: string, responses: unknown) {
    super(message);
    this.responses = responses;
  }
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

function defer<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((...settlers) => ([resolve, reject] = settlers));
  // Somebody may ask for it later, or nobody at all.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

/** The near end of one server. */
class Line {
  readonly name: string;
  readonly ready = defer<{ port: number; pid: number }>();
  readonly ended = defer<unknown>();
  readonly heard = createQueue<unknown>();
  readonly #say: (value: object) => void;
  readonly #calls = new Map<number, Deferred<unknown>>();
  #count = 0;

  constructor(name: string, say: (value: object) => void) {
    this.name = name;
    this.#say = say;
  }

  request(command: object): Promise<unknown> {
    const call = defer<unknown>();
    const id = ++this.#count;
    this.#calls.set(id, call);
    this.#say({ to: this.name, id, ...command });
    return call.promise;
  }

  handle(message: Message): void {
    if (message.ready !== undefined) this.ready.resolve(message.ready);
    if (message.heard !== undefined) this.heard.push(message.heard);
    if (message.ended !== undefined) this.end(message.ended, new Error(`${this.name} ended`));
    const call = this.#calls.get(message.id ?? 0);
    if (call === undefined) return;
    this.#calls.delete(message.id ?? 0);
    if (message.error === undefined) call.resolve(message.result);
    else call.reject(new CallError(message.error, message.responses));
  }

  end(how: unknown, error: Error): void {
    this.ended.resolve(how);
    this.ready.reject(error);
    this.heard.fail(error);
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
  }
}

/** Gives what a process says to the lines of its servers, until it ends. */
async function listen(peer: PeerProcess, handle: (message: Message) => void): Promise<Error> {
  try {
    for (;;) handle(await peer.hear<Message>());
  } catch (error) {
    return error as Error;
  }
}

/** The exit code or the signal, from the words of {@link PeerProcess.hear}. */
function howItEnded({ message }: Error): unknown {
  const how = /^the peer ended \((\w+)\)/u.exec(message)?.[1];
  return how === undefined || Number.isNaN(Number(how)) ? how : Number(how);
}

async function describeNode(line: Line): Promise<ServerNode> {
  const { port, pid } = await line.ready.promise;
  return {
    name: line.name,
    url: `http://127.0.0.1:${port}`,
    call: (steps, nsp) => line.request({ steps, nsp }),
    heard: () => line.heard.take(),
    close: async () => {
      await line.request({ close: true });
      return line.ended.promise;
    },
    kill: async () => {
      process.kill(pid, "SIGKILL");
      await line.ended.promise;
    },
  };
}

// The settings of the test runner's own Node are none of its children's business.
const start = (program: string, env: Readonly<Record<string, string>>) =>
  startPeerProcess({
    command: process.execPath,
    parameters: [join(import.meta.dirname, "programs", program)],
    env: { NODE_OPTIONS: "", ...env },
  });

async function gather(lines: readonly Line[], stop: () => Promise<void>): Promise<readonly ServerNode[]> {
  try {
    return await Promise.all(lines.map(describeNode));
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Servers that know each other by their adapter only. */
export async function startNodes(
  settings: Omit<NodeSettings, "name">,
  names: readonly string[],
): Promise<NodeGroup> {
  const peers = names.map((name) =>
    start("node.mjs", { SOCKEYE_NODE: JSON.stringify({ ...settings, name }) }),
  );
  const stop = async () => void (await Promise.all(peers.map((peer) => peer.kill())));
  const lines = peers.map((peer, index) => {
    const line = new Line(names[index] ?? "", peer.say);
    void listen(peer, (message) => line.handle(message)).then((error) => line.end(howItEnded(error), error));
    return line;
  });
  const nodes = await gather(lines, stop);
  return { nodes, url: nodes[0]?.url ?? "", stop };
}

/** Servers as the workers of a cluster of Node. */
export async function startCluster(settings: ClusterSettings): Promise<NodeGroup> {
  const peer = start("primary.mjs", { SOCKEYE_CLUSTER: JSON.stringify(settings) });
  const primary = defer<{ port: number }>();
  const lines = settings.names.map((name) => new Line(name, peer.say));
  void listen(peer, (message) => {
    if (message.primary !== undefined) primary.resolve(message.primary);
    lines.find(({ name }) => name === message.from)?.handle(message);
  }).then((error) => {
    primary.reject(error);
    for (const line of lines) line.end(howItEnded(error), error);
  });
  // The workers end when their primary process lets go of them.
  const stop = async () => {
    await peer.stop();
    await Promise.all(lines.map(({ ended }) => ended.promise));
  };
  const nodes = await gather(lines, stop);
  return { nodes, url: `http://127.0.0.1:${(await primary.promise).port}`, stop };
}
