/** What the tests and the process under attack (`target.mjs`) say to each other. */
import type { ConnectOptions, WebSocketServerOptions } from "@sockeye/websocket/lean";
import type { ProcessQuestions, SendPlan, ServerId, ServerQuestions } from "../../harness/types.ts";

/** Only what can be sent to another process. */
export type PlainServerOptions = Partial<
  Omit<WebSocketServerOptions, "onConnection" | "decide" | "selectProtocol" | "onDecisionError">
>;
export type PlainConnectOptions = Omit<
  ConnectOptions,
  "handler" | "socket" | "agent" | "signal" | "generateMask"
>;

export interface ServeDetails {
  readonly options?: PlainServerOptions;
  /**
   * What connections do: send messages back, count them, or count and end connections that do not answer a ping every
   * 50 ms.
   * @default "echo"
   */
  readonly behaviour?: "echo" | "count" | "heartbeat";
  /**
   * How handshakes are decided: as they come, or not before `settle` is asked. Those for `/honest` are always accepted.
   * @default "accept"
   */
  readonly decision?: "accept" | "wait";
  /** On a port of its own, or attached to a `node:http` server of an application. @default "own" */
  readonly host?: "own" | "attached";
  /** Every connection's bytes come one at a time. Only attached. */
  readonly byteByByte?: boolean;
}

export interface SeenEnd {
  readonly code: number;
  readonly reason: string;
  /** The codes of the errors before, or the messages of those that have none. */
  readonly errors: readonly string[];
}

/** What a server has seen; the honest client does not count. */
export interface ServerStatus {
  readonly accepted: number;
  readonly open: number;
  /** Handshakes that wait for a decision; those whose client has left count until they are settled. */
  readonly undecided: number;
  readonly messages: number;
  readonly bytes: number;
  readonly pings: number;
  readonly pongs: number;
  /** What waits to be sent, over all connections. */
  readonly buffered: number;
  readonly ends: readonly SeenEnd[];
  /** Connections of the HTTP server, with or without a handshake, the honest one included. */
  readonly sockets: number;
  /** Listeners of the HTTP server by event, where there are any. */
  readonly listeners: Readonly<Record<string, number>>;
}

export interface Dialled {
  readonly id: number;
  /** Why there is no connection. */
  readonly error?: { readonly name: string; readonly message: string; readonly code: string | undefined };
}

/** What became of a connection that the process has opened. */
export interface DialledStatus extends SeenEnd {
  readonly messages: number;
  readonly bytes: number;
}

export interface SendResult {
  /** How many messages were accepted, over all connections, and how many were not. */
  readonly accepted: number;
  readonly refused: number;
  /** The largest `bufferedAmount` on the way. */
  readonly mostBuffered: number;
}

export type Countable = "accepted" | "messages" | "pings" | "pongs" | "ended" | "undecided";

/** What can be asked: the details that come with it, and the answer. */
export interface Questions extends ProcessQuestions, ServerQuestions<ServeDetails, ServerStatus, Countable> {
  send: { details: ServerId & SendPlan; answer: SendResult };
  /** Begins the closing handshake on all connections. */
  close: { details: ServerId; answer: undefined };
  dial: {
    details: {
      readonly url: string;
      readonly options?: PlainConnectOptions;
      readonly byteByByte?: boolean;
      /** As the behaviour of servers of that name. */
      readonly heartbeat?: boolean;
    };
    answer: Dialled;
  };
  /** Answers when the connection has ended. */
  dialled: { details: { readonly id: number }; answer: DialledStatus };
}
