/* oxlint-disable typescript/no-explicit-any -- listeners of everything get anything */
import type {
  DisconnectDescription,
  ExtendedError,
  ManagerReservedEvents,
  Socket,
  SocketReservedEvents,
} from "subject";
import { exactly, same } from "../../server-types/exactly.mts";
import type { TypedSocket } from "./maps.mts";
import { manager, socket } from "./maps.mts";

// What the server sends: the first map.
socket.on("noArgs", () => {});
socket.on("news", (text, at) => {
  exactly<string>()(text);
  exactly<number>()(at);
});
socket.once("ask", (question, answer) => {
  exactly<string>()(question);
  exactly<(text: string) => void>()(answer);
  answer("so");
  // @ts-expect-error -- the answer is a text
  answer(1);
});
socket.on("optional", (text) => exactly<string | undefined>()(text));
socket.on("news", async () => {});
exactly<TypedSocket>()(socket.on("noArgs", () => {}));
exactly<TypedSocket>()(socket.once("noArgs", () => {}));

// @ts-expect-error -- only the client sends that one
socket.on("say", () => {});
// @ts-expect-error -- no such event
socket.on("nothing", () => {});
// @ts-expect-error -- no such event
socket.once("nothing", () => {});
// @ts-expect-error -- a listener of "news" gets two arguments
socket.on("news", (_text, _at, _more) => {});
// @ts-expect-error -- text is a string
socket.on("news", (_text: number) => {});

// What the socket tells of itself.
socket.on("connect", () => {});
// @ts-expect-error -- no arguments
socket.on("connect", (_given: unknown) => {});
socket.on("connect_error", (error) => {
  exactly<ExtendedError>()(error);
  exactly<string>()(error.message);
});
socket.on("disconnect", (reason, description) => {
  exactly<Socket.DisconnectReason>()(reason);
  exactly<DisconnectDescription | undefined>()(description);
  if (description instanceof Error) exactly<string>()(description.message);
  else if (description) exactly<string>()(description.description);
});
// @ts-expect-error -- servers have that one
socket.on("disconnecting", () => {});
same<Parameters<SocketReservedEvents["connect"]>, []>(true);
same<Parameters<SocketReservedEvents["connect_error"]>, [err: ExtendedError]>(true);

// The other methods of emitters.
const onNews = (_text: string, _at: number): void => {};
exactly<TypedSocket>()(socket.off("news", onNews));
socket.off("news");
socket.off();
socket.off("disconnect");
exactly<TypedSocket>()(socket.removeListener("news", onNews));
exactly<TypedSocket>()(socket.removeAllListeners("news"));
socket.removeAllListeners();
exactly<((text: string, at: number) => void)[]>()(socket.listeners("news"));
exactly<boolean>()(socket.hasListeners("connect"));
// @ts-expect-error -- no such event
socket.off("nothing");
// @ts-expect-error -- not a listener of that event
socket.off("news", (_text: number) => {});
// @ts-expect-error -- no such event
socket.listeners("nothing");
// @ts-expect-error -- no such event
socket.hasListeners("nothing");

// Listeners of everything.
// oxlint-disable-next-line typescript/no-explicit-any -- they get anything
const onAny = (..._args: any[]): void => {};
exactly<TypedSocket>()(socket.onAny(onAny));
exactly<TypedSocket>()(socket.prependAny((event: string, value: number) => void [event, value]));
exactly<TypedSocket>()(socket.offAny(onAny));
exactly<TypedSocket>()(socket.offAny());
exactly<(typeof onAny)[]>()(socket.listenersAny());
exactly<TypedSocket>()(socket.onAnyOutgoing(onAny));
exactly<TypedSocket>()(socket.prependAnyOutgoing(onAny));
exactly<TypedSocket>()(socket.offAnyOutgoing(onAny));
exactly<TypedSocket>()(socket.offAnyOutgoing());
exactly<(typeof onAny)[]>()(socket.listenersAnyOutgoing());

// What a Manager tells.
manager.on("open", () => {});
manager.on("error", (error) => exactly<Error>()(error));
manager.on("ping", () => {});
manager.on("packet", (packet) => exactly<string>()(packet.nsp));
manager.on("close", (reason, description) => {
  exactly<string>()(reason);
  exactly<DisconnectDescription | undefined>()(description);
});
manager.on("reconnect", (attempt) => exactly<number>()(attempt));
manager.on("reconnect_attempt", (attempt) => exactly<number>()(attempt));
manager.on("reconnect_error", (error) => exactly<Error>()(error));
manager.once("reconnect_failed", () => {});
// @ts-expect-error -- a Manager knows none of the events of its sockets
manager.on("news", () => {});
// @ts-expect-error -- no such event
manager.on("reconnecting", () => {});
// @ts-expect-error -- no arguments
manager.on("reconnect_failed", (_attempt: number) => {});
same<
  keyof ManagerReservedEvents,
  | "open"
  | "error"
  | "ping"
  | "packet"
  | "close"
  | "reconnect_failed"
  | "reconnect_attempt"
  | "reconnect_error"
  | "reconnect"
>(true);
