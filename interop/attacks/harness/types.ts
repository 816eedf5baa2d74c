/** What the tests and the process under attack (`target.mjs`) say to each other. */
import type { ConnectOptions, WebSocketServerOptions } from "@sockeye/websocket/lean";

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

export interface Measurement {
  /** In bytes, after a forced collection. */
  readonly rss: number;
  readonly heap: number;
  /** ArrayBuffers and what belongs to other things outside of the heap. */
  readonly external: number;
  /** Handles and timers by kind. */
  readonly resources: Readonly<Record<string, number>>;
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

/** What can be asked: the details that come with it, and the answer. */
export interface Questions {
  serve: { details: ServeDetails; answer: { readonly id: number; readonly port: number } };
  status: { details: { readonly id: number }; answer: ServerStatus };
  /** Answers as soon as the server has seen so much. */
  until: {
    details: { readonly id: number } & Partial<
      Record<"accepted" | "messages" | "pings" | "pongs" | "ended" | "undecided", number>
    >;
    answer: ServerStatus;
  };
  /** Decides about everything that waits. */
  settle: { details: { readonly id: number; readonly accept: boolean }; answer: undefined };
  /** Sends binary messages on all connections; `perTurn` of them before the event loop goes on. */
  send: {
    details: {
      readonly id: number;
      readonly size: number;
      readonly count: number;
      readonly perTurn?: number;
    };
    answer: SendResult;
  };
  /** Begins the closing handshake on all connections. */
  close: { details: { readonly id: number }; answer: undefined };
  /** Answers when every socket of the server but so many has gone. */
  left: { details: { readonly id: number; readonly sockets: number }; answer: undefined };
  shut: { details: { readonly id: number }; answer: undefined };
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
  measure: { details: undefined; answer: Measurement };
  /** Notes the largest resident size from here on, until `peak` is asked. */
  watch: { details: undefined; answer: undefined };
  peak: { details: undefined; answer: number };
  /** Exceptions, rejections and warnings that nobody handled, since it was asked last. */
  unhandled: { details: undefined; answer: readonly string[] };
}

export type Question = keyof Questions;
export type Details<Q extends Question> = Questions[Q]["details"];
export type Answer<Q extends Question> = Questions[Q]["answer"];

/** One function for each question. */
export type Answers = {
  readonly [Q in Question]: (details: Details<Q>) => Answer<Q> | Promise<Answer<Q>>;
};

export interface Ask {
  readonly id: number;
  readonly question: Question;
  readonly details: unknown;
}

export interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}
