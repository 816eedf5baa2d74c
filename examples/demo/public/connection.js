import { io } from "/socket.io/socket.io.esm.min.js";

import { keepName, recallName } from "./names.js";

/**
 * @typedef {import("../chat/events.ts").ChatToServer} ChatToServer
 * @typedef {import("../chat/events.ts").ServerToChat} ServerToChat
 * @typedef {import("../board/events.ts").BoardToServer} BoardToServer
 * @typedef {import("../board/events.ts").ServerToBoard} ServerToBoard
 * @typedef {import("/socket.io/socket.io.esm.min.js").Socket<ServerToChat, ChatToServer>} ChatSocket
 * @typedef {import("/socket.io/socket.io.esm.min.js").Socket<ServerToBoard, BoardToServer>} BoardSocket
 */

const options = {
  // Asked for each time that it connects, so that a new name counts from the next time on.
  auth: (/** @type {(auth: object) => void} */ answer) => answer({ name: recallName() }),
  // What is sent is sent again until the server has answered: nothing is lost with a connection.
  retries: 3,
  ackTimeout: 10_000,
};

// Two namespaces, one connection.

/** @type {ChatSocket} */
export const chat = io("/chat", options);

/** @type {BoardSocket} */
export const board = io("/board", options);

/** Who somebody is, is said when connecting. @param {string} name */
export function comeBackAs(name) {
  keepName(name);
  chat.disconnect().connect();
  board.disconnect().connect();
}
