/** The shapes that the parts of the run share; the parts are JavaScript, as Node 20 runs them directly. */
import type { Manager } from "socket.io-client";
import type { Server } from "socket.io";

export interface ClientModule {
  readonly Manager: typeof Manager;
}

export interface ServerModule {
  readonly Server: typeof Server;
}

/** What a client is promised: that depends on how it is used. */
export type Role =
  /** `retries` with `ackTimeout`: at least once, and in order. */
  | "retries"
  /** With a server that recovers sessions: what the server sends comes exactly once, or `recovered` is false. */
  | "recovery"
  /** At most once, in order; lost is only what a disconnection interrupts. */
  | "plain";

/** How an event is sent, and so what its acknowledgement is promised. */
export type Manner =
  /** Without one. */
  | "told"
  /** With a plain callback: at most once. */
  | "asked"
  /** With a time limit: exactly once, an error perhaps. */
  | "timed"
  /** With retries: exactly once, and no error. */
  | "retried";

/** What happened. Numbers: `n` of a client's events, `m` of news, `q` of questions. */
export type Happening =
  // At the client. `opened` is the connection, which its namespaces share and still have to be let in over.
  | { readonly what: "opened" }
  | {
      readonly what: "emit";
      readonly n: number;
      readonly manner: Manner;
      /** It waits for the next connection, as there is none, or as the heartbeat has told that it is dead. */
      readonly isKept: boolean;
    }
  | { readonly what: "settled"; readonly n: number; readonly value?: unknown; readonly error?: string }
  | { readonly what: "connect"; readonly id: string; readonly recovered: boolean }
  | { readonly what: "disconnect"; readonly reason: string }
  | { readonly what: "connect_error"; readonly message: string }
  | { readonly what: "news"; readonly m: number; readonly id: string; readonly isIntact: boolean }
  | { readonly what: "question"; readonly q: number; readonly id: string }
  // At the server. `next` is the number of the first news that it will get.
  | { readonly what: "joined"; readonly id: string; readonly recovered: boolean; readonly next: number }
  | { readonly what: "left"; readonly id: string; readonly reason: string }
  | { readonly what: "arrived"; readonly n: number; readonly id: string; readonly isIntact: boolean }
  | { readonly what: "told"; readonly m: number; readonly id: string }
  | { readonly what: "asks"; readonly q: number; readonly id: string }
  | { readonly what: "answered"; readonly q: number; readonly id: string; readonly error?: string }
  // In between.
  | { readonly what: "fault"; readonly fault: string };

export type What = Happening["what"];

/** A line of the log: when, in milliseconds, and to which party. */
export type Entry = Happening & { readonly at: number; readonly who: string };

export type Note = (who: string, happening: Happening) => void;

/** A promise that was broken. */
export interface Violation {
  readonly who: string;
  readonly text: string;
  /** What it is about: the number of an event, or a line of the log. */
  readonly n?: number | undefined;
  readonly m?: number | undefined;
  readonly q?: number | undefined;
  readonly at?: number | undefined;
}

/** One namespace of one client. */
export interface Party {
  readonly who: string;
  readonly role: Role;
}

export type Fault =
  /** All connections end, by a reset or as they should. */
  | { readonly kind: "reset" | "finish" }
  /** Nothing passes any more on the connections that there are, and nobody is told. */
  | { readonly kind: "lose"; readonly lanes: Lanes }
  /** What is sent comes later, and as slowly as it may. */
  | { readonly kind: "hold"; readonly lanes: Lanes; readonly milliseconds: number }
  | {
      readonly kind: "throttle";
      readonly lanes: Lanes;
      readonly milliseconds: number;
      /** So many bytes at a time. */
      readonly bytes: number;
    }
  /** The connections are reset when so many more bytes have passed. */
  | { readonly kind: "cut"; readonly lanes: "up" | "down"; readonly bytes: number }
  /** New connections are reset, or accepted and not served; those that there are end. */
  | { readonly kind: "refuse" | "ignore"; readonly milliseconds: number };

/** To the server, to the client. */
export type Lanes = "up" | "down" | "both";

/** A fault, for which client, and how long after the one before. */
export interface PlannedFault {
  readonly after: number;
  readonly client: number;
  readonly fault: Fault;
}

export interface ChaosOptions {
  /** What is imported: package names or file URLs. */
  readonly clientModule: string;
  readonly serverModule: string;
  readonly clients: number;
  readonly faults: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}
