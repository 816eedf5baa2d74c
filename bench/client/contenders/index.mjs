/**
 * Who takes part. Every contender opens clients when it is told to, and each of them does the same:
 *
 * - "news" are counted;
 * - "mark" is acknowledged with what it brings;
 * - "echo" is answered by an event with the same text;
 * - "send" makes it send as many events as it says in that turn;
 * - "ask" makes it send an event that wants an acknowledgement, and the next one when that has come, and so on.
 */
import { NODE, needsBuilt, noObstacle } from "../../lib/suite.mjs";

/** @typedef {import("../wire.mjs").Transport} Transport */

/**
 * @callback OpenOne
 * @param {string} url
 * @param {Transport} transport
 * @param {() => void} onFirst Called when the first event has come.
 * @returns {{ close(): void }}
 */

/** @type {readonly import("../../lib/suite.mjs").Contender[]} */
export const contenders = [
  {
    name: "sockeye-client",
    about: "`@sockeye/client`",
    obstacle: needsBuilt("client/dist/index.js"),
    load: () => import("./sockeye-client.mjs"),
    command: NODE,
  },
  {
    name: "socket.io-client",
    about: "the published `socket.io-client` with its defaults",
    obstacle: noObstacle,
    load: () => import("./socket-io-client.mjs"),
    command: NODE,
  },
  {
    name: "ws",
    about: "the published `ws` with the same messages",
    obstacle: noObstacle,
    load: () => import("./ws.mjs"),
    command: NODE,
  },
  {
    name: "bare",
    about: "`@sockeye/websocket` with the same messages",
    obstacle: needsBuilt("websocket/dist/index.js"),
    load: () => import("./bare.mjs"),
    command: NODE,
  },
];
