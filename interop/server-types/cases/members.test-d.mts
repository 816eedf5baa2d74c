/* oxlint-disable typescript/no-explicit-any, typescript/no-invalid-void-type -- as the members are upstream */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { ParsedUrlQuery } from "node:querystring";
import type { BroadcastOperator, Event, RemoteSocket } from "subject";
import { exactly, same } from "../exactly.mts";
import type { Data, ToClient, TypedNamespace, TypedServer, TypedSocket } from "./maps.mts";
import { io, nsp, socket } from "./maps.mts";

// Sockets.
exactly<string>()(socket.id);
exactly<boolean>()(socket.connected);
exactly<boolean>()(socket.disconnected);
exactly<boolean>()(socket.recovered);
exactly<Data>()(socket.data);
socket.data.name = "Ada";
// @ts-expect-error -- not in the data
void socket.data.age;
exactly<Set<string>>()(socket.rooms);
exactly<IncomingMessage>()(socket.request);
exactly<IncomingHttpHeaders>()(socket.handshake.headers);
exactly<string>()(socket.handshake.time);
exactly<string>()(socket.handshake.address);
exactly<boolean>()(socket.handshake.xdomain);
exactly<boolean>()(socket.handshake.secure);
exactly<number>()(socket.handshake.issued);
exactly<string>()(socket.handshake.url);
exactly<ParsedUrlQuery>()(socket.handshake.query);
exactly<{ [key: string]: any }>()(socket.handshake.auth);
exactly<string>()(socket.nsp.name);
exactly<string>()(socket.conn.transport.name);
exactly<number>()(socket.conn.protocol);
void socket.client.conn.readyState;

exactly<void | Promise<void>>()(socket.join("room"));
void socket.join(["a", "b"]);
exactly<void | Promise<void>>()(socket.leave("room"));
// @ts-expect-error -- one room at a time
void socket.leave(["a", "b"]);
exactly<TypedSocket>()(socket.disconnect());
exactly<TypedSocket>()(socket.disconnect(true));
exactly<TypedSocket>()(socket.compress(true));
exactly<TypedSocket>()(socket.volatile);

exactly<TypedSocket>()(
  socket.use((event, next) => {
    exactly<Event>()(event);
    exactly<(error?: Error) => void>()(next);
    const [name, ...args] = event;
    exactly<string>()(name);
    exactly<any[]>()(args);
  }),
);
exactly<TypedSocket>()(socket.onAny((name, ...args) => [exactly<any>()(name), exactly<any[]>()(args)]));
exactly<TypedSocket>()(socket.prependAny((_name: string) => {}));
exactly<TypedSocket>()(socket.offAny());
exactly<TypedSocket>()(socket.offAny(() => {}));
exactly<((...args: any[]) => void)[]>()(socket.listenersAny());
exactly<TypedSocket>()(socket.onAnyOutgoing(() => {}));
exactly<TypedSocket>()(socket.prependAnyOutgoing(() => {}));
exactly<TypedSocket>()(socket.offAnyOutgoing());
exactly<((...args: any[]) => void)[]>()(socket.listenersAnyOutgoing());

declare const other: TypedSocket;
// @ts-expect-error -- read-only
socket.id = "other";
// @ts-expect-error -- read-only
socket.handshake = other.handshake;

// What servers, namespaces and operators share.
for (const each of [io, nsp, io.to("room"), socket.broadcast, nsp.timeout(1)] as const) {
  exactly<void>()(each.socketsJoin("room"));
  each.socketsJoin(["a", "b"]);
  exactly<void>()(each.socketsLeave(["a", "b"]));
  exactly<void>()(each.disconnectSockets());
  each.disconnectSockets(true);
}
exactly<Promise<RemoteSocket<ToClient, Data>[]>>()(io.fetchSockets());
same<ReturnType<(typeof io)["allSockets"]>, Promise<Set<string>>>(true);
same<ReturnType<(typeof nsp)["allSockets"]>, Promise<Set<string>>>(true);
exactly<Promise<RemoteSocket<ToClient, Data>[]>>()(nsp.fetchSockets());

// Sockets of any server.
declare const remote: RemoteSocket<ToClient, Data>;
exactly<string>()(remote.id);
exactly<Data>()(remote.data);
exactly<Set<string>>()(remote.rooms);
exactly<string>()(remote.handshake.address);
exactly<void>()(remote.join(["a", "b"]));
exactly<void>()(remote.leave("room"));
exactly<RemoteSocket<ToClient, Data>>()(remote.disconnect(true));

// The data of a broadcast's sockets.
declare const operator: BroadcastOperator<ToClient, Data>;
exactly<Promise<RemoteSocket<ToClient, Data>[]>>()(operator.fetchSockets());
same<ReturnType<(typeof operator)["allSockets"]>, Promise<Set<string>>>(true);

// Settings of a server.
exactly<string>()(io.path());
exactly<TypedServer>()(io.path("/rt"));
exactly<boolean>()(io.serveClient());
exactly<TypedServer>()(io.serveClient(false));
exactly<number>()(io.connectTimeout());
exactly<TypedServer>()(io.connectTimeout(1));
exactly<Promise<void>>()(io.close());
exactly<Promise<void>>()(io.close((error) => exactly<Error | undefined>()(error)));
exactly<number>()(io.engine.clientsCount);
io.engine.on("connection_error", (error: { code: number }) => error.code);
exactly<Map<string, TypedNamespace>>()(io._nsps);
exactly<Map<string, Set<string>>>()(nsp.adapter.rooms);
exactly<Map<string, Set<string>>>()(nsp.adapter.sids);
