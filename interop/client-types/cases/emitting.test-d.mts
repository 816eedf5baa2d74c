/* oxlint-disable typescript/no-explicit-any -- what is any upstream */
import { exactly } from "../../server-types/exactly.mts";
import type { TypedSocket } from "./maps.mts";
import { manager, socket } from "./maps.mts";
import type { Socket } from "subject";

// What the client sends: the second map, acknowledgements as they are.
exactly<TypedSocket>()(socket.emit("noArgs"));
socket.emit("say", "text", 1);
socket.emit("ask", "why?", (text, certainty) => {
  exactly<string>()(text);
  exactly<number>()(certainty);
});
socket.emit("askFirst", (yes) => exactly<boolean>()(yes));
socket.emit("ping", () => {});
socket.emit("either", "text");
socket.emit("either", "text", (answer) => exactly<string>()(answer));
exactly<TypedSocket>()(socket.volatile);
exactly<TypedSocket>()(socket.compress(false));
socket.volatile.compress(false).emit("say", "text", 1);

// @ts-expect-error -- an argument is missing
socket.emit("say", "text");
// @ts-expect-error -- an argument too many
socket.emit("say", "text", 1, 2);
// @ts-expect-error -- "times" is a number
socket.emit("say", "text", "twice");
// @ts-expect-error -- no arguments
socket.emit("noArgs", 1);
// @ts-expect-error -- no such event
socket.emit("nothing");
// @ts-expect-error -- only the server sends that one
socket.emit("news", "text", 1);
// @ts-expect-error -- the socket tells that itself
socket.emit("connect");
// @ts-expect-error -- the acknowledgement is missing
socket.emit("ask", "why?");
// @ts-expect-error -- the acknowledgement gets a string first
socket.emit("ask", "why?", (_text: number) => {});

// After `timeout` acknowledgements have an error first.
socket.timeout(1).emit("ask", "why?", (error, text, certainty) => {
  exactly<Error>()(error);
  exactly<string>()(text);
  exactly<number>()(certainty);
});
socket.timeout(1).emit("askFirst", (error, yes) => {
  exactly<Error>()(error);
  exactly<boolean>()(yes);
});
socket.timeout(1).emit("ping", (error) => exactly<Error>()(error));
socket.timeout(1).volatile.emit("say", "text", 1);
socket.timeout(1).on("news", (text) => exactly<string>()(text));
// @ts-expect-error -- an error comes first
socket.timeout(1).emit("ask", "why?", (_text: string) => {});
// @ts-expect-error -- no such event
socket.timeout(1).emit("nothing");
// @ts-expect-error -- milliseconds
socket.timeout("1");

// Promises: of the answer where it has one argument, else of anything.
exactly<Promise<boolean>>()(socket.emitWithAck("askFirst"));
exactly<Promise<boolean>>()(socket.volatile.emitWithAck("askFirst"));
exactly<Promise<any>>()(socket.emitWithAck("ask", "why?"));
exactly<Promise<any>>()(socket.timeout(1).emitWithAck("askFirst"));
// @ts-expect-error -- an argument is missing
void socket.emitWithAck("ask");
// @ts-expect-error -- the question is a string
void socket.emitWithAck("ask", 1);
// @ts-expect-error -- the acknowledgement is the promise
void socket.emitWithAck("ask", "why?", () => {});
// @ts-expect-error -- no such event
void socket.emitWithAck("nothing");

// `send` emits "message", with anything.
exactly<TypedSocket>()(socket.send("anything", 1, {}));
declare const untyped: Socket;
untyped.send();

// A Manager sends nothing itself.
// @ts-expect-error -- no events to emit
manager.emit("say", "text", 1);
