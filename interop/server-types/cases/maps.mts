import type { Namespace, Server, Socket } from "subject";

/** What clients send. */
export interface FromClient {
  noArgs: () => void;
  say: (text: string, times: number) => void;
  ask: (question: string, answer: (text: string) => void) => void;
  optional: (text?: string) => void;
}

/** What the server sends. */
export interface ToClient {
  noArgs: () => void;
  news: (text: string, at: number) => void;
  ask: (question: string, answer: (text: string, certainty: number) => void) => void;
  askFirst: (answer: (yes: boolean) => void) => void;
  ping: (done: () => void) => void;
  check: (answer: (error: Error, count: number) => void) => void;
  tell: (failed: (error: Error) => void) => void;
}

/** What servers send each other. */
export interface AmongServers {
  noArgs: () => void;
  load: (percent: number, at: string) => void;
  count: (of: string, answer: (count: number) => void) => void;
  any: (answer: () => void) => void;
}

export interface Data {
  name: string;
}

export type TypedServer = Server<FromClient, ToClient, AmongServers, Data>;
export type TypedNamespace = Namespace<FromClient, ToClient, AmongServers, Data>;
export type TypedSocket = Socket<FromClient, ToClient, AmongServers, Data>;

export declare const io: TypedServer;
export declare const nsp: TypedNamespace;
export declare const socket: TypedSocket;
