/** What the tests and the process under attack (`target.mjs`) say to each other. */
import type { EngineOptions } from "../../engine-table/implementation.ts";
import type { ProcessQuestions, SendPlan, ServerId, ServerQuestions } from "../../harness/types.ts";

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

export type Countable =
  | "accepted"
  | "messages"
  | "packets"
  | "heartbeats"
  | "upgrades"
  | "undecided"
  | "ended"
  | "failed";

export interface SendResult {
  readonly sent: number;
}

/** What can be asked: the details that come with it, and the answer. */
export interface Questions extends ProcessQuestions, ServerQuestions<ServeDetails, ServerStatus, Countable> {
  send: { details: ServerId & SendPlan; answer: SendResult };
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
}
