import type { Socket } from "socket.io-client";
import type { Mode } from "../engine-clients/test-client.ts";

/** What not every client can do. */
export type Ability =
  | "auth"
  | "disconnect reasons"
  | "leaving one namespace"
  | "silence"
  | "buffering"
  | "retrying a refused namespace"
  | "queries of namespaces"
  | "catch-all listeners"
  | "outgoing catch-all listeners"
  | "volatile events"
  | "timeouts"
  | "emitWithAck"
  | "retries"
  | "recovery"
  | "parsers"
  | "cutting its transport"
  | "saying goodbye"
  | "ping timeouts";

/** Everything that a client sees of one namespace, in order: the event's name and its parameters. */
export type Seen = readonly unknown[];

/** One namespace of a client. */
export interface TestSocket {
  readonly namespace: string;
  id(): Promise<string | undefined>;
  /** The oldest event that was not taken yet, `connect`, `connect_error` and `disconnect` among them. */
  take(): Promise<Seen>;
  emit(event: string, ...parameters: unknown[]): void;
  /** Emits, and waits for the acknowledgement. */
  call(event: string, ...parameters: unknown[]): Promise<readonly unknown[]>;
  /** The published socket itself, of clients in JavaScript; the types are those of the newest. */
  readonly published: Socket | undefined;
}

/** One connection of a client. */
export interface TestClient {
  socket(namespace: string): TestSocket;
  /** Leaves all namespaces. */
  disconnect(): Promise<void>;
  /** Ends whatever it does. */
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly mode: Mode;
  readonly namespaces: readonly string[];
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly reconnects?: boolean;
  readonly parser?: object;
  /** How often an event is sent again, and after how long. */
  readonly retries?: number;
  readonly ackTimeout?: number;
}

/** One of the clients that the server must get on with. */
export interface ClientKind {
  readonly name: string;
  /** The revision of the Socket.IO protocol. */
  readonly protocol: 4 | 5;
  /** What it cannot do, and why: features that need it are left out. */
  readonly lacks: Readonly<Partial<Record<Ability, string>>>;
  open(options: ConnectionOptions): Promise<TestClient>;
}

/** The events that servers send in these tests: some clients have no way to listen to all. */
export const oddNames: readonly string[] = [
  "",
  " ",
  "1",
  "a/b,c",
  '["x"]',
  "__proto__",
  "constructor",
  "🐟",
  "error",
];

export const serverEvents: readonly string[] = [
  "echo",
  "message",
  "news",
  "fence",
  // Every client answers this one with its parameters, behind the word "answer",
  "question",
  // and this one only if the parameter is the id of somebody else.
  "silence",
  ...oddNames,
];

/** What a client gives back for a question. */
export const answerTo = (parameters: readonly unknown[]): readonly unknown[] => ["answer", ...parameters];
