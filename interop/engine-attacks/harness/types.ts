/** What the tests and the process under attack (`target.mjs`) say to each other. */
import type { Measurement } from "../../attacks/harness/types.ts";
import type { EngineOptions } from "../../engine-table/implementation.ts";

export interface ServeDetails {
  /** Only what can be sent to another process. */
  readonly options?: EngineOptions;
  /** What sessions do with messages: send them back, or count them. @default "echo" */
  readonly behaviour?: "echo" | "count";
  /**
   * What `allowRequest`, `generateId` or a middleware do: agree at once, wait until `settle` is asked, or refuse. The
   * honest client is always welcome.
   * @default none of them is set
   */
  readonly decision?: { readonly by: "allowRequest" | "generateId" | "use"; readonly how: "wait" | "refuse" };
  /** How requests come to the engine: attached, or handed over one by one by the application. @default "attached" */
  readonly host?: "attached" | "handed";
}

export interface SeenEnd {
  readonly reason: string;
  /** The code of the description, its message, or nothing. */
  readonly code: string;
}

/** What a server has seen; the honest client does not count. */
export interface ServerStatus {
  readonly accepted: number;
  readonly open: number;
  readonly undecided: number;
  readonly messages: number;
  readonly bytes: number;
  readonly heartbeats: number;
  /** Packets of all kinds, and in how many turns of the event loop they came. */
  readonly packets: number;
  readonly turns: number;
  readonly upgrades: number;
  readonly ends: readonly SeenEnd[];
  /** Refusals by their code. */
  readonly errors: Readonly<Record<string, number>>;
  /** Connections of the HTTP server, the honest one included. */
  readonly sockets: number;
}

type Countable =
  | "accepted"
  | "messages"
  | "packets"
  | "heartbeats"
  | "upgrades"
  | "undecided"
  | "ended"
  | "failed";

/** What can be asked: the details that come with it, and the answer. */
export interface Questions {
  serve: { details: ServeDetails; answer: { readonly id: number; readonly port: number } };
  status: { details: { readonly id: number }; answer: ServerStatus };
  /** Answers as soon as the server has seen so much. */
  until: {
    details: { readonly id: number } & Partial<Record<Countable, number>>;
    answer: ServerStatus;
  };
  /** Decides about everything that waits. */
  settle: { details: { readonly id: number; readonly accept: boolean }; answer: undefined };
  /** Sends binary messages in all sessions but the honest one; `perTurn` of them before the event loop goes on. */
  send: {
    details: {
      readonly id: number;
      readonly size: number;
      readonly count: number;
      readonly perTurn?: number;
    };
    answer: { readonly sent: number };
  };
  /** Answers when no more than so many sockets are left. */
  left: { details: { readonly id: number; readonly sockets: number }; answer: undefined };
  shut: { details: { readonly id: number }; answer: undefined };
  /** Makes session ids, and says how random they are. */
  ids: {
    details: { readonly count: number };
    answer: {
      readonly unique: number;
      readonly lengths: readonly number[];
      /** For each of the first 96 bits how often it was set. */
      readonly ones: readonly number[];
      /** How often `Math.random` was called meanwhile. */
      readonly cheap: number;
    };
  };
  /** Constructs a server with these options; the name of the error that it throws, if any. */
  construct: { details: { readonly options: object }; answer: string | undefined };
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
