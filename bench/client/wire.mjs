/** What the contenders and the load generator agree on. */
import { createInterface } from "node:readline";

export const SOCKET_PATH = "/socket.io/";

/** Events that a client sends when it is told "send", in that turn; and those that come in one write. */
export const BURST = 20;

/** @typedef {"websocket" | "polling"} Transport */

/**
 * @typedef {object} Order What the load generator tells the process of the clients.
 * @property {"open" | "time"} what `open` opens clients and keeps them. `time` opens one after the other, closes each,
 *   and tells how long each took until its first event.
 * @property {number} port Of the server that they are to connect to.
 * @property {Transport} transport
 * @property {number} count
 * @property {number} concurrency Clients that are being opened at a time.
 */

/**
 * @param {import("node:net").Socket} socket
 * @param {(message: any) => void} onMessage
 * @returns {(message: object) => void} Sends one.
 */
export function talkInLines(socket, onMessage) {
  createInterface({ input: socket }).on("line", (line) => onMessage(JSON.parse(line)));
  return (message) => void socket.write(`${JSON.stringify(message)}\n`);
}
