/** What the tests and the process under attack (`target.mjs`) say to each other. */
import type { ServerOptions } from "@sockeye/server";
import type { ProcessQuestions, SendPlan, ServerId, ServerQuestions } from "../../harness/types.ts";

/** What an application does with those who want into a namespace. The honest client is always welcome. */
export type Middleware = "wait" | "refuse" | "throw" | "reject" | "twice" | "roomy";

export interface ServeDetails {
  /** Only what can be sent to another process. */
  readonly options?: Partial<ServerOptions>;
  /**
   * In every namespace but `/free`, which has none: agrees twice (`twice`), joins rooms and puts data on the socket before it
   * agrees (`roomy`), waits until `settle` is asked, or refuses.
   * @default none
   */
  readonly middleware?: Middleware;
  /** The published parser for MessagePack in the place of the default one. */
  readonly parser?: "msgpack";
  /**
   * What listens to the event `error` of sockets, which may be an error of ours or an event of the client. The naive one
   * reads a property of what it gets.
   * @default "noting"
   */
  readonly errorListener?: "noting" | "naive" | "none";
}

export interface SeenEnd {
  readonly nsp: string;
  readonly reason: string;
  /** The code of the description, its message, or nothing. */
  readonly code: string;
}

/** A mistake of the application's code that was caught. */
export interface SeenFailure {
  readonly kind: string;
  readonly event: string;
  readonly error: string;
}

/** What a server has seen; the honest client does not count. */
export interface ServerStatus {
  /** How often `connection` was emitted. */
  readonly connections: number;
  /** Sockets that are in their namespaces. */
  readonly open: number;
  /** Sockets that `io.of(…).sockets` has, the honest one included. */
  readonly registered: number;
  /** Sessions of the engine, the honest one included. */
  readonly sessions: number;
  readonly sessionsEnded: number;
  readonly middlewareRuns: number;
  readonly undecided: number;
  readonly events: number;
  /** Names of the last events. */
  readonly names: readonly unknown[];
  readonly acks: number;
  /** Promises of acknowledgements that were rejected. */
  readonly rejectedAcks: number;
  readonly ends: readonly SeenEnd[];
  /** Codes of what the event `error` of sockets brought, or what it brought. */
  readonly errors: readonly string[];
  readonly failures: readonly SeenFailure[];
  readonly namespaces: number;
  /** Rooms of all namespaces, those of the honest client included. */
  readonly rooms: number;
  /** Connections of the HTTP server, the honest one included. */
  readonly sockets: number;
  /** How often clients were refused, and by what. */
  readonly refusals: Readonly<Record<string, number>>;
  /** The same of the engine underneath. */
  readonly engineRefusals: Readonly<Record<string, number>>;
}

export type Countable =
  | "connections"
  | "sessionsEnded"
  | "middlewareRuns"
  | "undecided"
  | "events"
  | "acks"
  | "rejectedAcks"
  | "ended"
  | "errored"
  | "failed";

/** A broadcast by `io`, to all but the honest client. */
export interface BroadcastPlan extends SendPlan {
  readonly volatile?: boolean;
  /** With attachments? */
  readonly binary?: boolean;
}

/** What can be asked: the details that come with it, and the answer. */
export interface Questions extends ProcessQuestions, ServerQuestions<ServeDetails, ServerStatus, Countable> {
  broadcast: { details: ServerId & BroadcastPlan; answer: undefined };
  /** Asks everybody for an acknowledgement, so often; of those that come, `acks` counts how many. */
  ask: {
    details: ServerId & { readonly count: number; readonly how: "callback" | "promise" | "timeout" };
    answer: undefined;
  };
  /** Makes ids of sockets, and says how random they are. */
  ids: {
    details: { readonly count: number };
    answer: { readonly unique: number; readonly lengths: readonly number[] };
  };
  /** Does everything that objects inherit look as it did in the beginning? */
  prototypes: { details: undefined; answer: readonly string[] };
}
