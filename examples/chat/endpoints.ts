import { WebSocket } from "@sockeye/websocket";
import type { RawData } from "@sockeye/websocket";

import type { ChatRoom, Outlet } from "./chat-room.ts";

/** A listener that lets more than this pile up unread is cut: one slow reader must not fill the server's memory. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/** Seats a connection in the room. */
export function serveChat(room: ChatRoom, socket: WebSocket): void {
  const outlet: Outlet = {
    send: (json) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MAX_UNREAD_BYTES) socket.terminate();
      else socket.send(json);
    },
    close: (code, reason) => socket.close(code, reason),
  };
  const seat = room.enter(outlet);
  socket.on("message", (data, isBinary) => {
    if (isBinary) seat.handleBinary();
    else seat.handleText(textOf(data));
  });
  socket.on("close", () => seat.leave());
  // A peer that breaks the protocol is closed by the WebSocket layer; "close" follows and is all we need.
  socket.on("error", () => {});
}

/**
 * Sends back what comes. While the peer does not read what it is sent, we do not read what it sends, so an echo never
 * holds more than a few messages in memory.
 */
export function serveEcho(socket: WebSocket): void {
  socket.on("message", (data, isBinary) => {
    socket.send(bytesOf(data), { binary: isBinary }, () => {
      if (socket.isPaused && socket.bufferedAmount <= MAX_UNREAD_BYTES) socket.resume();
    });
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) socket.pause();
  });
  socket.on("error", () => {});
}

function bytesOf(data: RawData): Buffer | ArrayBuffer {
  return Array.isArray(data) ? Buffer.concat(data) : data;
}

function textOf(data: RawData): string {
  const bytes = bytesOf(data);
  return Buffer.isBuffer(bytes) ? bytes.toString() : Buffer.from(bytes).toString();
}
