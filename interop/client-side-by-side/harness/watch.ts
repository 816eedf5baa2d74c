import type { Manager, Socket } from "socket.io-client";
import { details } from "./details.ts";

export type Log = (what: string, ...values: readonly unknown[]) => void;

/** As much of the client's engine as is listened to. */
export interface Listenable {
  on(event: string, listener: (...values: unknown[]) => void): unknown;
}

const MANAGER_EVENTS = [
  "open",
  "error",
  "ping",
  "close",
  "reconnect_attempt",
  "reconnect",
  "reconnect_error",
  "reconnect_failed",
] as const;

const ENGINE_EVENTS = [
  "open",
  "handshake",
  "packet",
  "packetCreate",
  "data",
  "message",
  "drain",
  "flush",
  "heartbeat",
  "ping",
  "pong",
  "upgrading",
  "upgrade",
  "upgradeError",
  "error",
  "close",
] as const;

/** Notes what a socket tells its application. */
export function watchSocket(log: Log, socket: Socket): void {
  socket.on("connect", () =>
    log("connect", socket.id, socket.connected, ...(socket.recovered ? ["recovered"] : [])),
  );
  socket.on("connect_error", (error: Error) => log("connect_error", details(error), socket.active));
  socket.on("disconnect", (reason: string, description: unknown) => {
    log(`disconnect ${reason}`, details(description), socket.connected, socket.active, socket.id);
  });
  socket.onAny((event: unknown, ...values: unknown[]) => log("event", event, ...values));
}

/** Notes what a manager tells. */
export function watchManager(log: Log, manager: Manager): void {
  for (const event of MANAGER_EVENTS) {
    const listener = (...values: unknown[]): void => log(`manager ${event}`, ...values.map(details));
    manager.on(event, listener);
  }
}

/** A transport is told by its name. */
function named(value: unknown): unknown {
  const isTransport = typeof value === "object" && value !== null && "name" in value && "writable" in value;
  return isTransport ? value.name : details(value);
}

/** Notes what the engine tells; the events of what is sent and received, or all but some. */
export function watchEngine(log: Log, engine: Listenable, but: readonly string[] = []): void {
  for (const event of ENGINE_EVENTS.filter((name) => !but.includes(name))) {
    engine.on(event, (...values) => log(`engine ${event}`, ...values.map(named)));
  }
}
