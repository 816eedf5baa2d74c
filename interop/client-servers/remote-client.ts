import { join } from "node:path";
import type { Socket } from "socket.io-client";
import { modes } from "../engine-clients/test-client.ts";
import { startPeerProcess } from "../peers/peer-process.ts";
import { createQueue, type Queue } from "../peers/queue.ts";
import {
  serverEvents,
  type ClientKind,
  type ConnectionOptions,
  type Seen,
  type TestClient,
  type TestSocket,
} from "../server-clients/client-kind.ts";
import { fromJson, toJson } from "./programs/wire.mjs";

/** Names, some of which are called. */
export type Path = readonly { readonly name: string; readonly parameters?: readonly unknown[] }[];

interface OfSocket {
  readonly client: number;
  readonly namespace: string;
}

export interface Open {
  readonly do: "open";
  readonly client: number;
  readonly url: string;
  readonly options: object;
  readonly sockets: readonly { readonly namespace: string; readonly options: object }[];
  /** What it listens to. */
  readonly events: readonly string[];
  readonly speaksMessagePack: boolean;
}

/** What the program `client.mjs` can do. */
export type Command =
  | Open
  | ({ readonly do: "follow"; readonly path: Path } & OfSocket)
  | ({ readonly do: "set"; readonly name: string; readonly value: unknown } & OfSocket)
  | { readonly do: "callback"; readonly number: number; readonly parameters: readonly unknown[] }
  | { readonly do: "close"; readonly client: number; readonly wholly: boolean };

type State = Partial<Pick<Socket, "id" | "connected" | "recovered" | "active">>;

/** What it says. */
type Line =
  | (OfSocket & { readonly seen: Seen; readonly state: State })
  | { readonly call: number; readonly parameters: readonly unknown[] }
  | { readonly id: number; readonly result?: unknown; readonly error?: string };

interface Place {
  readonly seen: Queue<Seen>;
  /** As it was when the last event was seen. */
  state: State;
}

interface Program {
  do(command: Command): Promise<unknown>;
  place(of: OfSocket): Place;
  stop(): Promise<void>;
}

function createProgram(command: string, specifier: string): Program {
  const child = startPeerProcess({
    command,
    parameters: [join(import.meta.dirname, "programs", "client.mjs"), specifier],
    env: { NODE_OPTIONS: "" },
  });
  const places = new Map<string, Place>();
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const kept: ((...parameters: unknown[]) => unknown)[] = [];
  let commands = 0;
  let failure: Error | undefined;
  const border = {
    // oxlint-disable-next-line typescript/no-unsafe-function-type -- any function may cross the border
    keep: (callback: Function) => kept.push(callback as (typeof kept)[number]) - 1,
    call: (number: number, parameters: unknown[]) =>
      void send({ do: "callback", number, parameters }).catch(() => undefined),
  };
  const send = (command: Command) =>
    new Promise<unknown>((resolve, reject) => {
      if (failure !== undefined) return reject(failure);
      commands += 1;
      pending.set(commands, { resolve, reject });
      child.say(toJson({ id: commands, ...command }, border));
    });
  const place = ({ client, namespace }: OfSocket) => {
    const key = `${client}${namespace}`;
    const found = places.get(key) ?? { seen: createQueue<Seen>(), state: {} };
    places.set(key, found);
    return found;
  };
  const handle = (line: Line) => {
    if ("seen" in line) {
      const { seen, state } = line;
      const at = place(line);
      at.state = state;
      at.seen.push(seen);
    } else if ("call" in line) {
      kept[line.call]?.(...line.parameters);
    } else {
      const waiting = pending.get(line.id);
      pending.delete(line.id);
      if (line.error === undefined) waiting?.resolve(line.result);
      else waiting?.reject(new Error(line.error));
    }
  };
  const listen = async () => {
    try {
      for (;;) handle(fromJson(await child.hear<unknown>(), border) as Line);
    } catch (error) {
      failure = error as Error;
      for (const { seen } of places.values()) seen.fail(failure);
      for (const { reject } of pending.values()) reject(failure);
    }
  };
  void listen();
  return { do: send, place, stop: () => child.stop() };
}

/** What comes with each event. */
const mirrored: readonly string[] = ["id", "connected", "recovered", "active"] satisfies (keyof State)[];

/** Methods whose result has a method that does it. */
const flags: readonly string[] = ["timeout", "compress"];

/** The socket of another process, as far as names can be followed there; what it is comes with each event. */
function createFacade(program: Program, of: OfSocket, path: Path = []): unknown {
  const last = path.at(-1)?.name ?? "";
  // A function, so that it can be called.
  return new Proxy(() => undefined, {
    get: (_target, name: string) => {
      if (path.length === 0 && mirrored.includes(name)) return program.place(of).state[name as keyof State];
      return createFacade(program, of, [...path, { name }]);
    },
    set: (_target, name: string, value: unknown) => {
      void program.do({ do: "set", ...of, name, value });
      return true;
    },
    apply: (_target, _self, parameters: unknown[]) => {
      const called = [...path.slice(0, -1), { name: last, parameters }];
      if (flags.includes(last)) return createFacade(program, of, called);
      const result = program.do({ do: "follow", ...of, path: called });
      return last === "emitWithAck" ? result : void result.catch(() => undefined);
    },
  });
}

function createSocket(program: Program, of: OfSocket): TestSocket {
  const { seen } = program.place(of);
  const emit = (...parameters: readonly unknown[]) =>
    program.do({ do: "follow", ...of, path: [{ name: "emit", parameters }] });
  return {
    namespace: of.namespace,
    id: () => Promise.resolve(program.place(of).state.id),
    take: () => seen.take(),
    emit: (event, ...parameters) => void emit(event, ...parameters),
    call: (event, ...parameters) =>
      new Promise((resolve, reject) => {
        emit(event, ...parameters, (...answer: unknown[]) => resolve(answer)).catch(reject);
      }),
    published: createFacade(program, of) as Socket,
  };
}

/** What the process is told of the options of a test. */
function describeOptions(
  options: ConnectionOptions,
): Pick<Open, "options" | "sockets" | "speaksMessagePack"> {
  const { mode, namespaces, query, headers, reconnects, auth, retries, ackTimeout, parser } = options;
  const ofSocket = {
    ...(auth === undefined ? {} : { auth }),
    ...(retries === undefined ? {} : { retries }),
    ...(ackTimeout === undefined ? {} : { ackTimeout }),
  };
  return {
    options: {
      transports: modes[mode],
      reconnection: reconnects === true,
      reconnectionDelay: 20,
      reconnectionDelayMax: 50,
      randomizationFactor: 0,
      ...(query === undefined ? {} : { query }),
      ...(headers === undefined ? {} : { extraHeaders: headers }),
    },
    sockets: namespaces.map((namespace) => ({ namespace, options: ofSocket })),
    // There is one only.
    speaksMessagePack: parser !== undefined,
  };
}

async function open(program: Program, client: number, options: ConnectionOptions): Promise<TestClient> {
  await program.do({
    do: "open",
    client,
    url: options.url,
    events: serverEvents,
    ...describeOptions(options),
  });
  const close = async (wholly: boolean) => void (await program.do({ do: "close", client, wholly }));
  return {
    socket: (namespace) => createSocket(program, { client, namespace }),
    disconnect: () => close(false),
    close: () => close(true),
  };
}

/** What cannot be done from another process. */
export const lacks: ClientKind["lacks"] = {
  "queries of namespaces": "the payload of CONNECT took the place of the query",
  "catch-all listeners": "the tests do not wait until a listener has come to another process",
  "volatile events": "whether it is writable now is not to be seen from another process",
};

/** The client under test, run by another program. */
export function startRemote(command: string, specifier: string): ClientKind & { stop(): Promise<void> } {
  const program = createProgram(command, specifier);
  let clients = 0;
  return {
    name: "in a process of its own",
    protocol: 5,
    lacks,
    open: (options) => {
      clients += 1;
      return open(program, clients, options);
    },
    stop: () => program.stop(),
  };
}
