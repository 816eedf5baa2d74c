import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Somebody who waits, and has to hear when the client leaves meanwhile. */
export interface Waiter {
  onConnectionClosed(): void;
}

const WAITER = Symbol("sockeye.waiter");
const IS_WATCHED = Symbol("sockeye.isWatched");

interface WatchedSocket extends Socket {
  [WAITER]?: Waiter | undefined;
  [IS_WATCHED]?: true;
}

/**
 * Calls the waiter once if the connection of this response, over HTTP/1, ends before it is unwatched.
 *
 * A client polls over one connection for as long as the session lives, so the connection is listened to once, instead of each
 * of its responses (measured by `npm run bench engine`, load "polling-echo"). Requests that are sent without waiting for the
 * answer share a connection: all but the first have to listen to their responses.
 */
export function watchConnection(response: ServerResponse, waiter: Waiter): void {
  const socket: WatchedSocket | null = response.socket;
  if (socket === null || socket[WAITER] !== undefined || socket.destroyed) {
    response.once("close", () => {
      waiter.onConnectionClosed();
    });
    return;
  }
  socket[WAITER] = waiter;
  if (socket[IS_WATCHED] === true) return;
  socket[IS_WATCHED] = true;
  socket.once("close", onClose);
}

/** The waiter has been served. */
export function unwatchConnection(response: ServerResponse, waiter: Waiter): void {
  const socket: WatchedSocket | null = response.socket;
  if (socket?.[WAITER] === waiter) socket[WAITER] = undefined;
}

function onClose(this: WatchedSocket): void {
  const waiter = this[WAITER];
  this[WAITER] = undefined;
  waiter?.onConnectionClosed();
}
