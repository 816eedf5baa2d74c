import { Manager as Manager48, type Socket } from "socket.io-client";
import { Manager as Manager40 } from "socket.io-client-v4.0";
import clientV2 from "socket.io-client-v2";
import { createQueue } from "../peers/queue.ts";
import { modes } from "../engine-clients/test-client.ts";
import {
  answerTo,
  serverEvents,
  type ClientKind,
  type ConnectionOptions,
  type Seen,
  type TestClient,
  type TestSocket,
} from "./client-kind.ts";

type Listener = (...parameters: unknown[]) => void;

/** What the published sockets have in common. */
interface PublishedSocket {
  readonly id?: string | undefined;
  on(event: string, listener: Listener): unknown;
  emit(event: string, ...parameters: unknown[]): unknown;
  disconnect(): unknown;
}

/** What the published managers have in common. */
export interface PublishedManager {
  socket(namespace: string, options?: object): PublishedSocket;
  /** The name of the method that ends it, up to protocol 4, */
  close?(): void;
  /** and since. */
  _close?(): void;
}

type ManagerClass = new (url: string, options: object) => PublishedManager;

/** The parameters of an event, and its acknowledgement if it wants one. */
function split(parameters: readonly unknown[]): { values: readonly unknown[]; answer: Listener | undefined } {
  const last = parameters.at(-1);
  return typeof last === "function"
    ? { values: parameters.slice(0, -1), answer: last as Listener }
    : { values: parameters, answer: undefined };
}

function watch(socket: PublishedSocket, protocol: ClientKind["protocol"], see: (seen: Seen) => void): void {
  socket.on("connect", () => see(["connect"]));
  socket.on("disconnect", (reason) => see(["disconnect", reason]));
  socket.on("connect_error", (error) => {
    const { message, data } = error as Error & { data?: unknown };
    see(["connect_error", message, data]);
  });
  for (const event of serverEvents) {
    socket.on(event, (...parameters) => {
      const { values, answer } = split(parameters);
      // The older protocol has one event for a refusal, the application's errors, and those of the transport.
      if (event === "error" && values[0] instanceof Error) return;
      see([event === "error" && protocol === 4 ? "connect_error" : event, ...values]);
      const isSilent = event === "silence" && (values.length === 0 || values[0] === socket.id);
      if (!isSilent) answer?.(...answerTo(values));
    });
  }
}

function createSocket(
  socket: PublishedSocket,
  namespace: string,
  protocol: ClientKind["protocol"],
): TestSocket {
  const seen = createQueue<Seen>();
  watch(socket, protocol, (event) => seen.push(event));
  return {
    namespace,
    id: () => Promise.resolve(socket.id),
    take: () => seen.take(),
    emit: (event, ...parameters) => void socket.emit(event, ...parameters),
    call: (event, ...parameters) =>
      new Promise((resolve) => {
        socket.emit(event, ...parameters, (...answer: unknown[]) => resolve(answer));
      }),
    published: socket as unknown as Socket,
  };
}

function managerOptions({ mode, query, headers, parser, reconnects }: ConnectionOptions): object {
  return {
    transports: [...modes[mode]],
    reconnection: reconnects === true,
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
    randomizationFactor: 0,
    ...(query === undefined ? {} : { query }),
    ...(headers === undefined ? {} : { extraHeaders: headers }),
    ...(parser === undefined ? {} : { parser }),
  };
}

/** Protocol 4 has no payload on connecting: a namespace other than the main one takes a query instead. */
function socketOptions(
  { auth, retries, ackTimeout }: ConnectionOptions,
  protocol: ClientKind["protocol"],
): object {
  return {
    ...(auth === undefined ? {} : protocol === 5 ? { auth } : { query: auth }),
    ...(retries === undefined ? {} : { retries }),
    ...(ackTimeout === undefined ? {} : { ackTimeout }),
  };
}

function open(
  Manager: ManagerClass,
  protocol: ClientKind["protocol"],
  options: ConnectionOptions,
): TestClient {
  const manager = new Manager(options.url, managerOptions(options));
  const published = new Map(
    options.namespaces.map((name) => [name, manager.socket(name, socketOptions(options, protocol))]),
  );
  const sockets = new Map(
    [...published].map(([name, socket]) => [name, createSocket(socket, name, protocol)] as const),
  );
  const disconnect = () => {
    for (const socket of published.values()) socket.disconnect();
    return Promise.resolve();
  };
  return {
    socket: (namespace) => {
      const socket = sockets.get(namespace);
      if (socket === undefined) throw new Error(`the client was not opened with the namespace ${namespace}`);
      return socket;
    },
    disconnect,
    close: async () => {
      await disconnect();
      if (manager._close === undefined) manager.close?.();
      else manager._close();
    },
  };
}

const kindOf = (
  Manager: unknown,
  { name, protocol, lacks }: Pick<ClientKind, "name" | "protocol" | "lacks">,
): ClientKind => ({
  name,
  protocol,
  lacks,
  open: (options) => Promise.resolve(open(Manager as ManagerClass, protocol, options)),
});

const noQueries = "the payload of CONNECT took the place of the query";

export const client48: ClientKind = kindOf(Manager48, {
  name: "socket.io-client 4.8",
  protocol: 5,
  lacks: { "queries of namespaces": noQueries },
});

export const client40: ClientKind = kindOf(Manager40, {
  name: "socket.io-client 4.0",
  protocol: 5,
  lacks: {
    "queries of namespaces": noQueries,
    timeouts: "came with 4.4",
    "outgoing catch-all listeners": "came with 4.5",
    emitWithAck: "came with 4.6",
    retries: "came with 4.6",
    recovery: "came with 4.6",
  },
});

export const client2: ClientKind = kindOf(clientV2.Manager, {
  name: "socket.io-client 2",
  protocol: 4,
  lacks: {
    auth: "the payload of CONNECT came with protocol 5",
    "catch-all listeners": "came with 3.0",
    "volatile events": "came with 3.0",
    parsers: "its parsers have another contract",
    timeouts: "came with 4.4",
    "outgoing catch-all listeners": "came with 4.5",
    emitWithAck: "came with 4.6",
    retries: "came with 4.6",
    recovery: "came with 4.6",
  },
});
