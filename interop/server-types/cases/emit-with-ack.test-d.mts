/* oxlint-disable typescript/no-explicit-any -- what is any upstream */
import type { Server, Socket } from "subject";
import { exactly } from "../exactly.mts";
import { io, nsp, socket } from "./maps.mts";

// One socket.
exactly<Promise<string>>()(socket.emitWithAck("ask", "why?"));
exactly<Promise<boolean>>()(socket.emitWithAck("askFirst"));
exactly<Promise<undefined>>()(socket.emitWithAck("ping"));
exactly<Promise<number>>()(socket.emitWithAck("check"));
exactly<Promise<string>>()(socket.timeout(1).emitWithAck("ask", "why?"));
exactly<Promise<string>>()(socket.timeout(1).timeout(2).emitWithAck("ask", "why?"));
exactly<Promise<number>>()(socket.timeout(1).emitWithAck("check"));
exactly<Promise<undefined>>()(socket.timeout(1).emitWithAck("ping"));

// @ts-expect-error -- no acknowledgement
void socket.emitWithAck("noArgs");
// @ts-expect-error -- no acknowledgement
void socket.emitWithAck("news", "text", 1);
// @ts-expect-error -- an argument is missing
void socket.emitWithAck("ask");
// @ts-expect-error -- the question is a string
void socket.emitWithAck("ask", 1);
// @ts-expect-error -- the acknowledgement is the promise
void socket.emitWithAck("ask", "why?", () => {});
// @ts-expect-error -- no such event
void socket.emitWithAck("nothing");

// Operators: only with a timeout.
for (const each of [
  io.timeout(1),
  nsp.timeout(1),
  io.to("room").timeout(1),
  socket.to("room").timeout(1),
  socket.broadcast.volatile.timeout(1),
] as const) {
  exactly<Promise<string[]>>()(each.emitWithAck("ask", "why?"));
  exactly<Promise<boolean[]>>()(each.emitWithAck("askFirst"));
  exactly<Promise<number[]>>()(each.emitWithAck("check"));
  // @ts-expect-error -- no acknowledgement
  void each.emitWithAck("news", "text", 1);
  // @ts-expect-error -- an argument is missing
  void each.emitWithAck("ask");
}
for (const each of [io.to("room"), socket.broadcast, nsp.local] as const) {
  // @ts-expect-error -- no timeout: the name is `never`
  void each.emitWithAck("ask", "why?");
  // @ts-expect-error -- no timeout: the name is `never`
  void each.emitWithAck("ping");
  // Without a timeout only for those whose acknowledgements have an error anyway.
  exactly<Promise<number[]>>()(each.emitWithAck("check"));
}

interface Answers {
  ask: (question: string, answer: (text: string) => void) => void;
  plain: (text: string) => void;
}
declare const strict: Server<Answers>;
type NameWithoutTimeout = Parameters<ReturnType<typeof strict.to>["emitWithAck"]>[0];
exactly<never>()(undefined as unknown as NameWithoutTimeout);

// A server and a namespace have none of their own: it is the operator's.
// @ts-expect-error -- no such method
void io.emitWithAck;
// @ts-expect-error -- no such method
void nsp.emitWithAck;

// An argument of type any may be an acknowledgement, or not.
interface Loose {
  loose: (value: any) => void;
  asking: (answer: (text: string) => void) => void;
}
declare const loose: Socket<Loose>;
exactly<Promise<any>>()(loose.emitWithAck("loose"));
exactly<Promise<string>>()(loose.emitWithAck("asking"));
declare const looseServer: Server<Loose>;
looseServer.emit("loose", 1);
looseServer.emit("asking", () => {});
