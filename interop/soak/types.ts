/** The shapes that the parts of the soak run share; the parts themselves are JavaScript, as Node 20 runs them directly. */
import type { Socket } from "node:net";
import type { WebSocket } from "@sockeye/websocket";
import type { AnsweringProcess, AtRest } from "../harness/types.ts";
import type { AnswerCuts } from "./answer-cuts.mjs";
import type { Cuts } from "./handshake-cuts.mjs";
import type { Random } from "./random.mjs";

export interface Ports {
  /** Where the WebSocketServer decides about the handshake. */
  readonly deciding: number;
  /** Where the application decides and calls handleUpgrade. */
  readonly byHand: number;
  /** Where the answer is cut. */
  readonly cutting: number;
}

/** What a behaviour of the load has to work with. */
export interface LoadContext {
  readonly ports: Ports;
  readonly random: Random;
  readonly cuts: Cuts;
  readonly answerCuts: AnswerCuts;
  readonly WebSocket: typeof WebSocket;
  readonly counts: { echoes: number };
  /** Waits so long, or until the run stops. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly stopping: boolean;
}

export type Play = (context: LoadContext) => Promise<void>;

/** One of our clients, its end as a promise, and the errors it was told. */
export interface Dialled {
  readonly socket: WebSocket;
  readonly closed: Promise<SeenEnd>;
}

export interface SeenEnd {
  readonly code: number;
  readonly reason: string;
  readonly errors: readonly Error[];
}

export interface Message {
  readonly data: Buffer;
  readonly binary: boolean;
}

export type SendMessage = (socket: WebSocket, message: Message) => void;

/** How a raw client goes: with a reset, with a FIN, or by closing both directions at once. */
export type Manner = "rst" | "fin" | "both";

export interface RawConnection {
  readonly socket: Socket;
  readonly rest: Buffer;
}

export interface Lag {
  readonly p99: number;
  readonly max: number;
}

export interface ServerMeasurement extends AtRest {
  readonly lag: Lag;
}

export interface ServerCounts {
  upgrades: number;
  connections: number;
  closes: number;
  messages: number;
  bytes: number;
  connectionErrors: number;
  sends: number;
  sendCallbacks: number;
  peakClients: number;
}

export interface Left {
  readonly sockets: number;
  readonly clients: number;
}

export interface LoadStatus {
  readonly echoes: number;
  readonly played: number;
  readonly failed: number;
  readonly plays: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
  /** How many cuts of the request were made, and how many make one sweep; the same of the answer. */
  readonly cuts: number;
  readonly sweep: number;
  readonly answerCuts: number;
  readonly answerSweep: number;
}

export interface RunDetails {
  readonly ports: Ports;
  readonly seconds: number;
  readonly sweeps: number;
}

/** What each child answers, by question: the details that come with it, and the answer. */
export interface ServerQuestions {
  readonly listen: { readonly details: undefined; readonly answer: Ports };
  readonly drain: { readonly details: { readonly patience: number }; readonly answer: Left };
  readonly status: { readonly details: undefined; readonly answer: ServerCounts & Left };
  readonly measure: { readonly details: undefined; readonly answer: ServerMeasurement };
}

export interface LoadQuestions {
  readonly run: { readonly details: RunDetails; readonly answer: undefined };
  readonly status: { readonly details: undefined; readonly answer: LoadStatus };
  readonly measure: { readonly details: undefined; readonly answer: AtRest };
}

export type ServerProcess = AnsweringProcess<ServerQuestions>;
export type LoadProcess = AnsweringProcess<LoadQuestions>;

export interface SoakOptions {
  /** What the children import: a package name or a file URL. */
  readonly module: string;
  readonly connections: number;
  /** Of load, after the warm-up, all rounds together. */
  readonly seconds: number;
  /** After each everybody leaves and memory is measured. */
  readonly rounds: number;
  /** Of the same load before memory is measured for the first time. */
  readonly warmUpSeconds: number;
  /** How often at least every cut of the handshake is played after the warm-up. */
  readonly sweeps: number;
  /** How many MiB the resident memory may end above the most that it ever was at rest before. */
  readonly rssLimit: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}

export interface Pair {
  readonly server: ServerMeasurement;
  readonly load: AtRest;
}

export interface SoakRun {
  /** Before any load, after the warm-up, and after each round of the load. */
  readonly measured: { readonly fresh: Pair; readonly warm: Pair; readonly rounds: readonly Pair[] };
  readonly served: ServerCounts;
  readonly load: LoadStatus;
  readonly left: Left;
  /** Sweeps of the cuts of the request, and of the answer, since the warm-up. */
  readonly sweepsDone: number;
  readonly answerSweepsDone: number;
}
