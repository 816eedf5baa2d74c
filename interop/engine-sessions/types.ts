/** The shapes that the parts of the run share; the parts are JavaScript, as Node 20 runs them directly. */
import type { EngineModule } from "../engine-clients/engine-api.ts";
import type { AnsweringProcess, AtRest } from "../harness/types.ts";

export type Engine = Pick<EngineModule, "attach">;

export interface Heartbeat {
  readonly pingInterval: number;
  readonly pingTimeout: number;
}

export interface ServerStatus {
  /** What the engine says. */
  readonly clients: number;
  readonly connections: number;
  readonly closes: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** TCP connections. */
  readonly sockets: number;
  /** Timers that keep the process alive. */
  readonly timers: number;
}

export interface ServerQuestions {
  readonly listen: { readonly details: Heartbeat; readonly answer: number };
  readonly status: { readonly details: undefined; readonly answer: ServerStatus };
  readonly measure: { readonly details: undefined; readonly answer: AtRest };
  /** Closes the engine and the HTTP server. */
  readonly close: { readonly details: undefined; readonly answer: undefined };
}

export interface IdleReport {
  readonly open: number;
  /** Sessions that ended though nobody ended them. */
  readonly lost: number;
  /** Of the session that has had the fewest. */
  readonly rounds: number;
}

export interface ChurnReport {
  readonly played: number;
  readonly failed: number;
  readonly failures: readonly string[];
  readonly plays: Readonly<Record<string, number>>;
}

export interface ClientQuestions {
  readonly openIdle: { readonly details: { port: number; sessions: number }; readonly answer: undefined };
  readonly idle: { readonly details: undefined; readonly answer: IdleReport };
  readonly closeIdle: { readonly details: undefined; readonly answer: undefined };
  readonly churn: {
    readonly details: { port: number; sessions: number; atOnce: number; seed: number };
    readonly answer: ChurnReport;
  };
}

export type ServerProcess = AnsweringProcess<ServerQuestions>;
export type ClientProcess = AnsweringProcess<ClientQuestions>;

export interface RunOptions {
  /** What the server imports: a package name or a file URL. */
  readonly module: string;
  readonly idleSessions: number;
  /** Of the idle sessions. */
  readonly heartbeat: Heartbeat;
  readonly churnedSessions: number;
  /** Does the engine promise to make do with one timer? */
  readonly oneTimer: boolean;
  readonly seed: number;
  readonly log: (line: string) => void;
}
