import type { Io, ServerSocket } from "../implementation.ts";
import type { Stage } from "./stage.ts";
import { watchEnd } from "./watch.ts";

/** As middlewares of a namespace know it: errors may have data. */
export type Next = (error?: Error & { data?: unknown }) => void;

/** Notes `connect` and `connection`, and greets the client in both. */
export function watchConnections(stage: Stage, io: Io): void {
  for (const event of ["connect", "connection"] as const) {
    io.on(event, (socket: ServerSocket) => {
      stage.log("server", event, socket.connected, socket.rooms, socket.data, io.sockets.sockets.size);
      if (event === "connect") watchEnd(stage.tracks, socket);
      socket.emit(`behind ${event}`);
    });
  }
}
