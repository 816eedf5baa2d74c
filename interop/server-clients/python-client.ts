import { join } from "node:path";
import { startPeerProcess, type PeerProcess } from "../peers/peer-process.ts";
import { createQueue, type Queue } from "../peers/queue.ts";
import { modes } from "../engine-clients/test-client.ts";
import type { ClientKind, ConnectionOptions, Seen, TestClient, TestSocket } from "./client-kind.ts";

/** What the program says: an event of a client, or the outcome of a command. */
type Line =
  | { readonly client: number; readonly namespace: string; readonly event: readonly unknown[] }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };

type Command = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** JSON has no bytes. */
function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(toJson);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}

function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson);
  if (!isRecord(value)) return value;
  if (typeof value["$bytes"] === "string") return Buffer.from(value["$bytes"], "base64");
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromJson(item)]));
}

/** Its handler of refusals gets the object that the server sent. */
function normalise([event, ...parameters]: readonly unknown[]): Seen {
  const [refusal] = parameters;
  if (event !== "connect_error" || !isRecord(refusal)) return [event, ...parameters];
  return [event, refusal["message"], refusal["data"]];
}

interface Program {
  do(command: Command): Promise<unknown>;
  eventsOf(client: number, namespace: string): Queue<Seen>;
}

/** Sorts what the process says. */
function createProgram(python: PeerProcess): Program {
  const queues = new Map<string, Queue<Seen>>();
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let commands = 0;
  const eventsOf = (client: number, namespace: string) => {
    const key = `${client}${namespace}`;
    const queue = queues.get(key) ?? createQueue<Seen>();
    queues.set(key, queue);
    return queue;
  };
  const handle = (line: Line) => {
    if ("event" in line) {
      eventsOf(line.client, line.namespace).push(normalise(fromJson(line.event) as readonly unknown[]));
      return;
    }
    const command = pending.get(line.id);
    pending.delete(line.id);
    if ("error" in line) command?.reject(new Error(line.error));
    else command?.resolve(fromJson(line.result));
  };
  const listen = async () => {
    try {
      for (;;) handle(await python.hear<Line>());
    } catch (error) {
      for (const queue of queues.values()) queue.fail(error as Error);
      for (const { reject } of pending.values()) reject(error as Error);
    }
  };
  void listen();
  return {
    do: (command) =>
      new Promise((resolve, reject) => {
        commands += 1;
        pending.set(commands, { resolve, reject });
        python.say({ id: commands, ...command });
      }),
    eventsOf,
  };
}

function createSocket(program: Program, client: number, namespace: string): TestSocket {
  const events = program.eventsOf(client, namespace);
  const send = (command: string, event: string, parameters: readonly unknown[]) =>
    program.do({ do: command, client, namespace, event, parameters: parameters.map(toJson) });
  return {
    namespace,
    id: async () => (await program.do({ do: "id", client, namespace })) as string | undefined,
    take: () => events.take(),
    emit: (event, ...parameters) => void send("emit", event, parameters),
    call: async (event, ...parameters) => (await send("call", event, parameters)) as readonly unknown[],
    published: undefined,
  };
}

async function open(program: Program, client: number, options: ConnectionOptions): Promise<TestClient> {
  const query = new URLSearchParams(options.query).toString();
  await program.do({
    do: "open",
    client,
    url: query === "" ? options.url : `${options.url}?${query}`,
    transports: options.mode === "polling, then upgrade" ? null : modes[options.mode],
    namespaces: options.namespaces,
    auth: options.auth ?? null,
    headers: options.headers ?? {},
    reconnects: options.reconnects === true,
  });
  return {
    socket: (namespace) => createSocket(program, client, namespace),
    disconnect: async () => void (await program.do({ do: "disconnect", client })),
    close: async () => void (await program.do({ do: "disconnect", client })),
  };
}

/** python-socketio, in a process of its own. */
export function startPython(command: string): ClientKind & { stop(): Promise<void> } {
  const python = startPeerProcess({
    command,
    parameters: [join(import.meta.dirname, "programs", "python-socketio.py")],
  });
  const program = createProgram(python);
  let clients = 0;
  return {
    ...pythonKind,
    open: (options) => {
      clients += 1;
      return open(program, clients, options);
    },
    stop: () => python.stop(),
  };
}

/** What is known of it without a process. */
export const pythonKind: Omit<ClientKind, "open"> = {
  name: "python-socketio",
  protocol: 5,
  lacks: {
    "disconnect reasons": "its handlers get none",
    "leaving one namespace": "it leaves all",
    silence: "it acknowledges every event that wants it",
    buffering: "it refuses to emit while it is not connected",
    "retrying a refused namespace": "it has no method for it",
    "queries of namespaces": "the payload of CONNECT took the place of the query",
    "catch-all listeners": "the tests use its only one",
    "volatile events": "not in this client",
    parsers: "its serializer for MessagePack needs one more package",
    timeouts: "its own stop nothing on the server",
    "outgoing catch-all listeners": "not in this client",
    emitWithAck: "not in this client",
    retries: "not in this client",
    recovery: "not in this client",
    "cutting its transport": "its method for it is not documented",
    "saying goodbye": "it closes the transport before the packet is sent",
    "ping timeouts": "its polls wait for five seconds more than that",
  },
};
