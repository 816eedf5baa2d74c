/* oxlint-disable typescript/no-explicit-any -- credentials and data are any upstream */
import type { DefaultEventsMap, ExtendedError, Namespace, Server } from "subject";
import { exactly } from "../exactly.mts";
import type { TypedNamespace, TypedServer, TypedSocket } from "./maps.mts";
import { io, nsp } from "./maps.mts";

exactly<TypedNamespace>()(io.of("/orders"));
exactly<TypedNamespace>()(io.of(/^\/order-\d+$/));
exactly<TypedNamespace>()(
  io.of((name, auth, next) => {
    exactly<string>()(name);
    exactly<{ [key: string]: any }>()(auth);
    exactly<(error: Error | null, success: boolean) => void>()(next);
  }),
);
io.of("/orders", (socket) => exactly<TypedSocket>()(socket));
exactly<TypedNamespace>()(io.sockets);
exactly<string>()(nsp.name);
exactly<TypedServer>()(nsp.server);
exactly<Map<string, TypedSocket>>()(nsp.sockets);

// The method has no generics: whoever wants other maps annotates the variable.
// @ts-expect-error -- not generic
io.of<DefaultEventsMap>("/orders");
// @ts-expect-error -- not a name
io.of(1);

interface OrdersFromClient {
  order: (id: number) => void;
}
interface OrdersToClient {
  ordered: (id: number) => void;
}
declare const untyped: Server;
const orders: Namespace<OrdersFromClient, OrdersToClient> = untyped.of("/orders");
orders.on("connection", (socket) => {
  socket.on("order", (id) => exactly<number>()(id));
  socket.emit("ordered", 1);
  // @ts-expect-error -- no such event
  socket.emit("nothing");
});

// Middleware.
exactly<TypedServer>()(
  io.use((socket, next) => {
    exactly<TypedSocket>()(socket);
    exactly<(error?: ExtendedError) => void>()(next);
    next();
    next(new Error("no"));
    next(Object.assign(new Error("no"), { data: { code: 1 } }));
    // @ts-expect-error -- not an error
    next("no");
  }),
);
exactly<TypedNamespace>()(
  nsp.use(async (socket, next) => {
    exactly<TypedSocket>()(socket);
    await Promise.resolve();
    next();
  }),
);
