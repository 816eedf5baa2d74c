import type { Socket } from "socket.io-client";
import type { ServerSocket } from "../implementation.ts";
import type { Tracks } from "./tracks.ts";

/** Notes everything that the stock client tells its application. */
export function watchClient(tracks: Tracks, name: string, client: Socket): void {
  client.on("connect", () => tracks.add(name, "connect"));
  client.on("connect_error", (error) => tracks.add(name, "connect_error", error));
  client.on("disconnect", (reason) => tracks.add(name, `disconnect ${reason}`));
  client.onAny((event: unknown, ...values: unknown[]) => tracks.add(name, "event", event, ...values));
}

/** Notes what the server's socket tells of its end, and what goes wrong. */
export function watchEnd(tracks: Tracks, socket: ServerSocket, label = ""): void {
  const note = (what: string, ...values: readonly unknown[]): void =>
    tracks.add("server", `${label}${label === "" ? "" : " "}${what}`, ...values);
  socket.on("disconnecting", (reason: string, description: unknown) => {
    note(`disconnecting ${reason}`, description, socket.rooms, socket.connected);
  });
  socket.on("disconnect", (reason: string, description: unknown) => {
    note(`disconnect ${reason}`, description, socket.rooms, socket.connected, socket.disconnected);
  });
  socket.on("error", (error) => note("error", error));
}

/** Notes every event that comes to the server's socket. */
export function watchEvents(tracks: Tracks, socket: ServerSocket, label = ""): void {
  socket.onAny((event: unknown, ...values: unknown[]) => {
    tracks.add("server", `${label}${label === "" ? "" : " "}event`, event, ...values);
  });
}
