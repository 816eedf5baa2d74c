import type { Manager, Socket } from "subject";

/** What the server sends. */
export interface FromServer {
  noArgs: () => void;
  news: (text: string, at: number) => void;
  ask: (question: string, answer: (text: string) => void) => void;
  optional: (text?: string) => void;
}

/** What the client sends. */
export interface ToServer {
  noArgs: () => void;
  say: (text: string, times: number) => void;
  ask: (question: string, answer: (text: string, certainty: number) => void) => void;
  askFirst: (answer: (yes: boolean) => void) => void;
  ping: (done: () => void) => void;
  either: (text: string, answer?: (text: string) => void) => void;
}

export type TypedSocket = Socket<FromServer, ToServer>;
export type TypedManager = Manager<FromServer, ToServer>;

export declare const socket: TypedSocket;
export declare const manager: TypedManager;
