import { BroadcastOperator, RemoteSocket } from "./broadcast-operator.ts";
import { Namespace } from "./namespace.ts";
import { Server } from "./server.ts";
import { Socket } from "./socket.ts";

/**
 * What `require` gives: a function that makes a server, as CommonJS programs have always called it, and the classes as its
 * properties.
 */
export const createServer = Object.assign(
  (...args: ConstructorParameters<typeof Server>): Server => new Server(...args),
  { Server, Namespace, Socket, BroadcastOperator, RemoteSocket },
);
