/** What the tests and the process under attack (`target.mjs`) say to each other. */
import type { ManagerOptions, SocketOptions } from "@sockeye/client";
import type { ProcessQuestions } from "../../harness/types.ts";

/** Only what can be sent to another process. The transport `fetch` is the class `Fetch`. */
export type PlainOptions = Partial<ManagerOptions & SocketOptions>;

/** Who connects: `io()`, or a session without namespaces. */
export type Api = "io" | "engine";

export interface ConnectDetails {
  readonly url: string;
  readonly options?: PlainOptions;
  /** @default "io" */
  readonly api?: Api;
}

/** An error as one process can tell it to another. */
export interface SeenError {
  readonly message: string;
  readonly type?: string | undefined;
  readonly code?: string | undefined;
  /** Of the answer to a request of polling; 0 without a complete answer. */
  readonly status?: number | undefined;
  /** The code, or the message, of the error underneath. */
  readonly cause?: string | undefined;
  /** What a server gave as details. */
  readonly data?: unknown;
}

export interface SeenEnd {
  readonly reason: string;
  /** The message of an error, or the text of a description. */
  readonly description: string | undefined;
  readonly cause?: string | undefined;
}

/** What is counted: `message` is an event of the application's or, of a session, a message. */
export type Countable =
  | "ack"
  | "ack_error"
  | "connect"
  | "connect_error"
  | "disconnect"
  | "message"
  | "reconnect_attempt"
  | "reconnect_failed"
  | "upgrade"
  | "upgradeError";

/** What a connection has seen. Of the lists the last are kept. */
export interface Status {
  readonly counts: Readonly<Record<Countable, number>>;
  readonly errors: readonly SeenError[];
  readonly ends: readonly SeenEnd[];
  readonly upgradeErrors: readonly SeenError[];
  /** The arguments of events, the name first, or messages, as JSON; those that are long only by their length. */
  readonly events: readonly string[];
  readonly connected: boolean;
  readonly active: boolean;
  readonly id: string | undefined;
  readonly recovered: boolean;
  readonly transport: string | undefined;
  /** Events that wait for the namespace. */
  readonly received: number;
  /** Packets that wait to be sent. */
  readonly unsent: number;
}

interface Id {
  readonly id: number;
}

/** What can be asked: the details that come with it, and the answer. */
export interface Questions extends ProcessQuestions {
  connect: { details: ConnectDetails; answer: Id };
  /** What the call throws, if it does: nothing is connected to. */
  refusal: { details: ConnectDetails; answer: string | undefined };
  status: { details: Id; answer: Status };
  /** Answers as soon as so much has been seen. */
  until: { details: Id & { readonly name: Countable; readonly count: number }; answer: Status };
  /** Emits an event that wants an answer, so often. */
  emit: { details: Id & { readonly count: number; readonly timeout?: number }; answer: undefined };
  /** How long the timers wait that there are, the honest client's excepted, in milliseconds. The shortest first. */
  timers: { details: undefined; answer: readonly number[] };
  /** Lets virtual time pass; what falls due happens in its order. */
  pass: { details: { readonly milliseconds: number }; answer: undefined };
  /** `isTimed`: what waits because of it waits in virtual time. */
  leave: { details: Id & { readonly isTimed: boolean }; answer: Status };
  honest: { details: { readonly url: string }; answer: Id };
  echo: { details: Id & { readonly text: string }; answer: unknown };
  /** Of what objects inherit, that which is not as it was in the beginning. */
  prototypes: { details: undefined; answer: readonly string[] };
}
