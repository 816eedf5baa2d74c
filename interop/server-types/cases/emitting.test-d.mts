import type { BroadcastOperator, RemoteSocket } from "subject";
import { exactly } from "../exactly.mts";
import type { Data, ToClient } from "./maps.mts";
import { io, nsp, socket } from "./maps.mts";

// One socket: every event, with the acknowledgement as it is.
exactly<boolean>()(socket.emit("noArgs"));
socket.emit("news", "text", 1);
socket.emit("ask", "why?", (text, certainty) => {
  exactly<string>()(text);
  exactly<number>()(certainty);
});
socket.emit("askFirst", (yes) => exactly<boolean>()(yes));
socket.emit("ping", () => {});
socket.volatile.compress(false).emit("news", "text", 1);

// @ts-expect-error -- an argument is missing
socket.emit("news", "text");
// @ts-expect-error -- an argument too many
socket.emit("news", "text", 1, 2);
// @ts-expect-error -- "at" is a number
socket.emit("news", "text", "now");
// @ts-expect-error -- no arguments
socket.emit("noArgs", 1);
// @ts-expect-error -- no such event
socket.emit("nothing");
// @ts-expect-error -- clients send that one
socket.emit("say", "text", 1);
// @ts-expect-error -- the acknowledgement is missing
socket.emit("ask", "why?");
// @ts-expect-error -- the acknowledgement gets a string first
socket.emit("ask", "why?", (_text: number) => {});

// All sockets of a server or a namespace: only what asks for no answer.
exactly<boolean>()(io.emit("noArgs"));
io.emit("news", "text", 1);
// @ts-expect-error -- an argument is missing
io.emit("news", "text");
// @ts-expect-error -- "at" is a number
io.emit("news", "text", "now");
// @ts-expect-error -- an acknowledgement needs an operator
io.emit("ask", "why?", () => {});
// @ts-expect-error -- also where it is the only argument
io.emit("ping", () => {});
// @ts-expect-error -- no such event
io.emit("nothing");

exactly<boolean>()(nsp.emit("noArgs"));
nsp.emit("news", "text", 1);
// @ts-expect-error -- an argument is missing
nsp.emit("news", "text");
// @ts-expect-error -- "at" is a number
nsp.emit("news", "text", "now");
// @ts-expect-error -- an acknowledgement needs an operator
nsp.emit("ask", "why?", () => {});
// @ts-expect-error -- also where it is the only argument
nsp.emit("ping", () => {});
// @ts-expect-error -- no such event
nsp.emit("nothing");

// Operators: the acknowledgement gets the first value of each answer.
declare const operator: ReturnType<typeof io.to>;
declare const from: ReturnType<typeof socket.to>;
for (const each of [
  operator,
  from,
  io.in("room"),
  io.except(["a", "b"]),
  io.compress(true),
  io.local,
  io.volatile,
  nsp.to("room").except("other").local.volatile,
  socket.broadcast,
  socket.in(["a", "b"]),
  socket.except("room"),
  socket.local,
] as const) {
  exactly<boolean>()(each.emit("noArgs"));
  each.emit("news", "text", 1);
  each.emit("ask", "why?", (texts) => exactly<string[]>()(texts));
  each.emit("askFirst", (yes) => exactly<boolean[]>()(yes));
  each.emit("ping", () => {});
  each.emit("check", (error, counts) => {
    exactly<Error>()(error);
    exactly<number[]>()(counts);
  });
  each.emit("tell", (error) => exactly<Error>()(error));
  // @ts-expect-error -- only the first value of each answer is kept
  each.emit("ask", "why?", (_texts, _certainties) => {});
  // @ts-expect-error -- nothing comes with that acknowledgement
  each.emit("ping", (_values) => {});
  // @ts-expect-error -- an argument is missing
  each.emit("news", "text");
  // @ts-expect-error -- no such event
  each.emit("nothing");
}

// With a timeout there is an error first, unless there is one already.
for (const each of [
  io.timeout(1),
  nsp.timeout(1),
  operator.timeout(1),
  socket.to("room").timeout(1),
  socket.broadcast.timeout(1).volatile,
] as const) {
  each.emit("noArgs");
  each.emit("news", "text", 1);
  each.emit("ask", "why?", (error, texts) => {
    exactly<Error>()(error);
    exactly<string[]>()(texts);
  });
  each.emit("ping", (error) => exactly<Error>()(error));
  each.emit("check", (error, counts) => {
    exactly<Error>()(error);
    exactly<number[]>()(counts);
  });
  each.emit("tell", (error) => exactly<Error>()(error));
  // @ts-expect-error -- the list comes second
  each.emit("ask", "why?", (_texts: string[]) => {});
  // @ts-expect-error -- the list is the last
  each.emit("ask", "why?", (_error, _texts, _more) => {});
}

// One socket with a timeout, however often it is set.
for (const each of [
  socket.timeout(1),
  socket.timeout(1).timeout(2),
  socket.timeout(1).timeout(2).timeout(3).volatile.compress(true),
]) {
  each.emit("news", "text", 1);
  each.emit("ask", "why?", (error, text, certainty) => {
    exactly<Error>()(error);
    exactly<string>()(text);
    exactly<number>()(certainty);
  });
  each.emit("ping", (error) => exactly<Error>()(error));
  each.emit("check", (error, count) => {
    exactly<Error>()(error);
    exactly<number>()(count);
  });
  each.emit("tell", (error) => exactly<Error>()(error));
  // @ts-expect-error -- the error comes first
  each.emit("ask", "why?", (_text: string) => {});
  each.on("say", (text, times) => {
    exactly<string>()(text);
    exactly<number>()(times);
  });
}

// Sockets of any server: as they are declared, with an acknowledgement for one.
declare const remote: RemoteSocket<ToClient, Data>;
remote.emit("ask", "why?", (text, certainty) => {
  exactly<string>()(text);
  exactly<number>()(certainty);
});
remote.timeout(1).emit("ask", "why?", (error, text, certainty) => {
  exactly<Error>()(error);
  exactly<string>()(text);
  exactly<number>()(certainty);
});
// @ts-expect-error -- no such event
remote.emit("nothing");
exactly<Promise<string>>()(remote.timeout(1).emitWithAck("ask", "why?"));

// Operators by their own names.
declare const plain: BroadcastOperator<ToClient, Data>;
exactly<BroadcastOperator<ToClient, Data>>()(plain.to("room"));
exactly<BroadcastOperator<ToClient, Data>>()(plain.in("room"));
exactly<BroadcastOperator<ToClient, Data>>()(plain.except("room"));
exactly<BroadcastOperator<ToClient, Data>>()(plain.compress(true));
exactly<BroadcastOperator<ToClient, Data>>()(plain.volatile);
exactly<BroadcastOperator<ToClient, Data>>()(plain.local);
