/** What processes that answer questions over IPC have in common, and what can be asked of one that is under attack. */

export interface Question {
  readonly details: unknown;
  readonly answer: unknown;
}

/** Questions by name. A bound for interfaces, which have no index signature. */
export type AnyQuestions<Q> = { readonly [Name in keyof Q]: Question };

export type Details<Q extends AnyQuestions<Q>, Name extends keyof Q> = Q[Name]["details"];
export type Answer<Q extends AnyQuestions<Q>, Name extends keyof Q> = Q[Name]["answer"];

/** One function for each question. */
export type Answers<Q extends AnyQuestions<Q>> = {
  readonly [Name in keyof Q]: (details: Details<Q, Name>) => Answer<Q, Name> | Promise<Answer<Q, Name>>;
};

/** Who can be asked. */
export interface Asked<Q extends AnyQuestions<Q>> {
  ask<Name extends keyof Q & string>(question: Name, details: Details<Q, Name>): Promise<Answer<Q, Name>>;
}

/** A process that answers questions, seen from its parent. */
export interface AnsweringProcess<Q extends AnyQuestions<Q>> extends Asked<Q> {
  /** Resolves when it begins to answer; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** What such a process runs. */
export interface Program {
  /** Its first module, plain JavaScript. */
  readonly path: string;
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ask {
  readonly id: number;
  readonly question: string;
  readonly details: unknown;
}

export interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
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

export interface Peak {
  /** The largest resident size, in bytes. */
  readonly rss: number;
  /** The longest that the event loop was kept, in milliseconds. */
  readonly lag: number;
}

/** What every process under attack can be asked about itself; see `process-questions.mjs`. */
export interface ProcessQuestions {
  readonly measure: { readonly details: undefined; readonly answer: Measurement };
  /** Notes the largest of everything from here on, until `peak` is asked. */
  readonly watch: { readonly details: undefined; readonly answer: undefined };
  readonly peak: { readonly details: undefined; readonly answer: Peak };
  /** Exceptions, rejections and warnings that nobody handled, since it was asked last. */
  readonly unhandled: { readonly details: undefined; readonly answer: readonly string[] };
}

/** One of the servers of a process. */
export interface ServerId {
  readonly id: number;
}

/** What it can be asked about its servers; see `served.mjs`. */
export interface ServerQuestions<Serve, Status, Countable extends string> {
  readonly serve: { readonly details: Serve; readonly answer: ServerId & { readonly port: number } };
  readonly status: { readonly details: ServerId; readonly answer: Status };
  /** Answers as soon as the server has seen so much. */
  readonly until: {
    readonly details: ServerId & Partial<Record<Countable, number>>;
    readonly answer: Status;
  };
  /** Decides about everything that waits. */
  readonly settle: { readonly details: ServerId & { readonly accept: boolean }; readonly answer: undefined };
  /** Answers when no more than so many sockets of the HTTP server are left. */
  readonly left: { readonly details: ServerId & { readonly sockets: number }; readonly answer: undefined };
  readonly shut: { readonly details: ServerId; readonly answer: undefined };
}

/** Messages for all connections but the honest one; `perTurn` of them each before the event loop goes on. */
export interface SendPlan {
  readonly size: number;
  readonly count: number;
  readonly perTurn?: number;
}

/** What must never happen, over a long run. */
export interface Unhandled {
  uncaughtException: number;
  unhandledRejection: number;
  warnings: number;
  readonly errors: string[];
}

/** What a process of a long run holds while it rests. Sizes in MiB. */
export interface AtRest extends Unhandled {
  readonly handles: Readonly<Record<string, number>>;
  readonly rss: number;
  readonly heap: number;
  readonly external: number;
}
