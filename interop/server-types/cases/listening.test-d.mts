/* oxlint-disable typescript/no-explicit-any -- the description of a disconnection is any */
import type { DisconnectReason } from "subject";
import { exactly } from "../exactly.mts";
import type { TypedNamespace, TypedServer, TypedSocket } from "./maps.mts";
import { io, nsp, socket } from "./maps.mts";

// The server and its namespaces: their own events, and those of other servers.
io.on("connect", (given) => exactly<TypedSocket>()(given));
io.on("connection", (given) => exactly<TypedSocket>()(given));
io.once("connection", (given) => exactly<TypedSocket>()(given));
io.on("connection", async () => {});
nsp.on("connect", (given) => exactly<TypedSocket>()(given));
nsp.on("connection", (given) => exactly<TypedSocket>()(given));
nsp.once("connection", (given) => exactly<TypedSocket>()(given));
nsp.on("connection", async () => {});
io.on("new_namespace", (given) => exactly<TypedNamespace>()(given));
exactly<TypedServer>()(io.on("connection", () => {}));
exactly<TypedNamespace>()(nsp.on("connection", () => {}));

io.on("load", (percent, at) => {
  exactly<number>()(percent);
  exactly<string>()(at);
});
nsp.once("count", (of, answer) => {
  exactly<string>()(of);
  exactly<(count: number) => void>()(answer);
  answer(1);
  // @ts-expect-error -- the answer is a number
  answer("1");
});
io.on("noArgs", () => {});

// @ts-expect-error -- namespaces do not hear of new namespaces
nsp.on("new_namespace", () => {});
// @ts-expect-error -- clients' events are heard on sockets
io.on("say", () => {});
// @ts-expect-error -- no such event
nsp.on("nothing", () => {});
// @ts-expect-error -- no such event
nsp.once("nothing", () => {});
// @ts-expect-error -- a listener of "load" gets two arguments
io.on("load", (_percent, _at, _more) => {});
// @ts-expect-error -- percent is a number
io.on("load", (_percent: string) => {});
// @ts-expect-error -- a server listens to no disconnections
io.on("disconnect", () => {});

// Sockets: their clients' events, and their own.
socket.on("noArgs", () => {});
socket.on("say", (text, times) => {
  exactly<string>()(text);
  exactly<number>()(times);
});
socket.on("say", (text) => exactly<string>()(text));
socket.on("ask", (question, answer) => {
  exactly<string>()(question);
  exactly<(text: string) => void>()(answer);
});
socket.on("optional", (text) => exactly<string | undefined>()(text));
socket.once("say", async (text) => exactly<string>()(text));
exactly<TypedSocket>()(socket.on("noArgs", () => {}));

socket.on("disconnect", (reason, description) => {
  exactly<DisconnectReason>()(reason);
  exactly<any>()(description);
});
socket.on("disconnecting", (reason, description) => {
  exactly<DisconnectReason>()(reason);
  exactly<any>()(description);
});
socket.on("error", (error) => exactly<Error>()(error));

// @ts-expect-error -- a listener of "say" gets two arguments
socket.on("say", (_text, _times, _more) => {});
// @ts-expect-error -- a listener of "noArgs" gets none
socket.once("noArgs", (_one) => {});
// @ts-expect-error -- text is a string
socket.on("say", (_text: number) => {});
// @ts-expect-error -- no such event
socket.on("nothing", () => {});
// @ts-expect-error -- the server sends that one
socket.on("news", () => {});
// @ts-expect-error -- sockets are what connects
socket.on("connection", () => {});
// @ts-expect-error -- a listener of "error" gets an error only
socket.on("error", (_error, _more) => {});

exactly<((text: string, times: number) => void)[]>()(socket.listeners("say"));
exactly<((error: Error) => void)[]>()(socket.listeners("error"));
exactly<((percent: number, at: string) => void)[]>()(io.listeners("load"));
// @ts-expect-error -- no such event
socket.listeners("nothing");

// What is not typed upstream stays loose.
socket.addListener("nothing", () => {});
socket.prependListener("nothing", () => {});
socket.off("nothing", () => {});
socket.removeListener("say", () => {});
socket.removeAllListeners("nothing");
io.removeAllListeners();

// Only the classes themselves emit their own events.
// @ts-expect-error -- protected
socket.emitReserved("error", new Error("no"));
// @ts-expect-error -- protected
socket.emitUntyped("say", "a", 1);
// @ts-expect-error -- not an event of the application
socket.emit("disconnect", "transport close");
// @ts-expect-error -- not an event of the application
io.emit("connection", socket);
