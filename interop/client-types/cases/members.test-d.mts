/* oxlint-disable typescript/no-explicit-any -- what is any upstream */
import {
  Fetch,
  io,
  Manager,
  NodeWebSocket,
  NodeXHR,
  protocol,
  Socket,
  WebSocket,
  WebTransport,
  XHR,
} from "subject";
import type { DisconnectDescription, ExtendedError, ManagerOptions } from "subject";
import { exactly, same } from "../../server-types/exactly.mts";
import type { FromServer, ToServer, TypedManager, TypedSocket } from "./maps.mts";
import { manager, socket } from "./maps.mts";

// What the package exports, besides functions and options.
exactly<number>()(protocol);
for (const Class of [Manager, Socket, Fetch, NodeXHR, XHR, NodeWebSocket, WebSocket, WebTransport] as const)
  exactly<string>()(Class.name);
declare const thing: unknown;
if (thing instanceof Socket) exactly<boolean>()(thing.connected);
if (thing instanceof Manager) exactly<boolean>()(thing.reconnection());
same<DisconnectDescription, Error | { description: string; context?: unknown }>(true);
same<ExtendedError["data"], any>(true);
same<
  Socket.DisconnectReason,
  | "io server disconnect"
  | "io client disconnect"
  | "ping timeout"
  | "transport close"
  | "transport error"
  | "parse error"
>(true);
// @ts-expect-error -- not among those that are documented
export const forced: Socket.DisconnectReason = "forced close";

// Sockets.
exactly<string | undefined>()(socket.id);
exactly<boolean>()(socket.connected);
exactly<boolean>()(socket.disconnected);
exactly<boolean>()(socket.recovered);
exactly<boolean>()(socket.active);
exactly<TypedManager>()(socket.io);
socket.auth = { token: "secret" };
socket.auth = (answer) => answer({ token: "secret" });
if (typeof socket.auth === "object") socket.auth["token"] = "another";
exactly<readonly any[]>()(socket.receiveBuffer[0]!);
exactly<string>()(socket.sendBuffer[0]!.nsp);
socket.sendBuffer = [];
socket.receiveBuffer = [];
exactly<TypedSocket>()(socket.connect());
exactly<TypedSocket>()(socket.open());
exactly<TypedSocket>()(socket.disconnect());
exactly<TypedSocket>()(socket.close());
// @ts-expect-error -- not by hand
socket.disconnected = true;
// @ts-expect-error -- not by hand
socket.active = true;
// @ts-expect-error -- its own
socket.io = io().io;
// @ts-expect-error -- servers have that one
void socket.join;

// Managers: each setting is read without and written with an argument.
exactly<boolean>()(manager.reconnection());
exactly<number>()(manager.reconnectionAttempts());
exactly<number>()(manager.reconnectionDelay());
exactly<number>()(manager.reconnectionDelayMax());
exactly<number>()(manager.randomizationFactor());
exactly<number | boolean>()(manager.timeout());
exactly<TypedManager>()(manager.reconnection(false));
exactly<TypedManager>()(manager.reconnectionAttempts(3));
exactly<TypedManager>()(manager.reconnectionDelay(1));
exactly<TypedManager>()(manager.reconnectionDelayMax(2));
exactly<TypedManager>()(manager.randomizationFactor(0.1));
exactly<TypedManager>()(manager.timeout(false));
// @ts-expect-error -- a number
manager.reconnectionDelay("1s");
exactly<Partial<ManagerOptions>>()(manager.opts);
manager.opts.query = { token: "another" };
manager.opts.extraHeaders = { authorization: "another" };
exactly<TypedManager>()(manager.open());
exactly<TypedManager>()(manager.open((error) => exactly<Error | undefined>()(error)));
exactly<TypedManager>()(manager.connect(() => {}));

// The session below, which many applications look at.
const { engine } = socket.io;
exactly<string>()(engine.id);
exactly<string>()(engine.transport.name);
exactly<boolean>()(engine.transport.writable);
exactly<Record<string, string>>()(engine.transport.query);
exactly<"opening" | "open" | "closing" | "closed">()(engine.readyState);
engine.on("upgrade", (transport) => exactly<string>()(transport.name));
engine.once("close", (reason) => exactly<string>()(reason));
engine.on("packet", ({ type }) => exactly<boolean>()(type === "ping"));
engine.close();

// Into functions that know less, or more, of the events.
export const anySocket: Socket<any, any> = socket;
declare const untyped: Socket;
export const typedSocket: Socket<FromServer, ToServer> = untyped;
export const decorated: TypedSocket = socket.volatile.compress(true);
interface More extends FromServer {
  more: () => void;
}
declare const more: Socket<More, ToServer>;
export const less: Socket<FromServer, ToServer> = more;

// Who one is can be replaced, and changed when it is an object.
exactly<{ [key: string]: any } | ((cb: (data: object) => void) => void)>()(socket.auth);
