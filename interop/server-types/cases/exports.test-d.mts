/* oxlint-disable typescript/no-explicit-any, typescript/no-unnecessary-type-arguments -- the defaults are what is tested */
import type {
  BroadcastOperator,
  DefaultEventsMap,
  DisconnectReason,
  Event,
  ExtendedError,
  RemoteSocket,
  ServerOptions,
} from "subject";
import { Namespace, Server, Socket } from "subject";
import type { EventEmitter } from "node:events";
import { exactly, same } from "../exactly.mts";

// Classes, which are values.
for (const Class of [Server, Namespace, Socket] as const) exactly<string>()(Class.name);
declare const thing: unknown;
if (thing instanceof Server) exactly<boolean>()(thing.serveClient());
if (thing instanceof Namespace) exactly<string>()(thing.name);
if (thing instanceof Socket) exactly<string>()(thing.id);
declare function takesEmitter(given: EventEmitter): void;
declare const server: Server;
takesEmitter(server);
takesEmitter(server.sockets);

// Generics with defaults, and without.
same<Server, Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, any>>(true);
same<Namespace, Namespace<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, any>>(true);
same<Socket, Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, any>>(true);
interface Both {
  event: (value: number) => void;
}
same<Server<Both>, Server<Both, Both, DefaultEventsMap, any>>(true);
same<Socket<Both>, Socket<Both, Both, DefaultEventsMap, any>>(true);
same<Namespace<Both>, Namespace<Both, Both, DefaultEventsMap, any>>(true);
export type Operator = BroadcastOperator<Both, unknown>;
export type Remote = RemoteSocket<Both, unknown>;
// @ts-expect-error -- no defaults
export type OperatorOfNothing = BroadcastOperator;
// @ts-expect-error -- no defaults
export type RemoteOfNothing = RemoteSocket;
// @ts-expect-error -- events are functions by name
export type ServerOfText = Server<"events">;

// Types.
same<DefaultEventsMap, { [event: string]: (...args: any[]) => void }>(true);
same<Event, [string, ...any[]]>(true);
same<
  DisconnectReason,
  | "client namespace disconnect"
  | "forced close"
  | "forced server close"
  | "parse error"
  | "ping timeout"
  | "server namespace disconnect"
  | "server shutting down"
  | "transport close"
  | "transport error"
>(true);
declare const extended: ExtendedError;
exactly<any>()(extended.data);
exactly<string>()(extended.message);
const plain: ExtendedError = new Error("no data");
void plain;
same<ServerOptions["connectTimeout"], number>(true);
same<ServerOptions["serveClient"], boolean>(true);
same<ServerOptions["cleanupEmptyChildNamespaces"], boolean>(true);
