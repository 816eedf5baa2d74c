/** What the applications and the load generator agree on: packets of Socket.IO over WebSocket, and who is in which room. */

/** @typedef {import("../lib/load/echo.mjs").Wrap} Wrap */

export const SOCKET_PATH = "/socket.io/";

/** What a broadcast looks like to its receivers. @type {Wrap} */
export const NEWS = ['42["news","', '"]'];

/** Sockets in each room of the two kinds that everybody is in one of. */
export const SMALL_ROOM = 10;
export const LARGE_ROOM = 100;

/**
 * @param {number} seat
 * @returns {string}
 */
export function smallRoomOf(seat) {
  return `small:${Math.floor(seat / SMALL_ROOM)}`;
}

/**
 * @param {number} seat
 * @returns {string}
 */
export function largeRoomOf(seat) {
  return `large:${Math.floor(seat / LARGE_ROOM)}`;
}

/**
 * The rooms that are joined and left while it is measured.
 *
 * @param {number} seat
 * @returns {string}
 */
export function extraRoomOf(seat) {
  return `extra:${Math.floor(seat / SMALL_ROOM)}`;
}
