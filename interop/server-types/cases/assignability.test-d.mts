/* oxlint-disable typescript/no-explicit-any, typescript/no-unnecessary-type-arguments -- as applications write it */
import type { DefaultEventsMap, Namespace, Server, Socket } from "subject";
import type { FromClient, ToClient, TypedNamespace, TypedServer, TypedSocket } from "./maps.mts";
import { io, nsp, socket } from "./maps.mts";

/** Applications pass servers and sockets to functions that say less of their events, or more. */
declare const untypedServer: Server;
declare const untypedSocket: Socket;
declare const untypedNamespace: Namespace;

// Typed ones where untyped ones are wanted.
export const anyServer: Server<any, any, any, any> = io;
export const anySocket: Socket<any, any, any, any> = socket;
export const anyNamespace: Namespace<any, any, any, any> = nsp;
export const defaultServer: Server = io;
export const defaultSocket: Socket = socket;
export const defaultNamespace: Namespace = nsp;
export const halfAny: Socket<any, any> = socket;

// Untyped ones where typed ones are wanted.
export const typedServer: TypedServer = untypedServer;
export const typedSocket: TypedSocket = untypedSocket;
export const typedNamespace: TypedNamespace = untypedNamespace;
export const lessTyped: Server<FromClient> = untypedServer;

// Fewer generics than they were made with.
export const twoOfServer: Server<FromClient, ToClient> = io;
export const twoOfSocket: Socket<FromClient, ToClient> = socket;
export const withTimeout: TypedSocket = socket.timeout(1);

// More events than are asked for.
interface Base {
  base: () => void;
}
interface More extends Base {
  more: (value: number) => void;
}
declare const moreServer: Server<More, More>;
declare const moreSocket: Socket<More, More>;
export const baseServer: Server<Base, Base> = moreServer;
export const baseSocket: Socket<Base, Base> = moreSocket;

// In generic code.
export function greet<Sent extends DefaultEventsMap & { hello: (name: string) => void }>(
  server: Server<DefaultEventsMap, Sent>,
): void {
  server.on("connection", (one) => {
    one.on("whatever", () => {});
    one.on("disconnect", (reason) => reason.length);
  });
  server.to("room").disconnectSockets();
}
