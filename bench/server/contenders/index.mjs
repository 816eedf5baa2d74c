/**
 * Who takes part. Every contender runs the same applications:
 *
 * - `echo`: "echo" is answered by an event with the same text, "ask" by an acknowledgement with it;
 * - `broadcast`: a number n makes the server send n events to everybody in that turn;
 * - `rooms`: everybody is in a small room and in a large one. "news" makes the server send an event to each of the rooms
 *   that it names, "join" and "leave" make as many as are said join one more room, and leave it again.
 */
import { NODE, needsBuilt, noObstacle } from "../../lib/suite.mjs";

/** @typedef {"echo" | "broadcast" | "rooms"} App */

/** @type {readonly import("../../lib/suite.mjs").Contender[]} */
export const contenders = [
  {
    name: "sockeye-server",
    about: "`@sockeye/server`",
    obstacle: needsBuilt("server/dist/index.js"),
    load: () => import("./sockeye-server.mjs"),
    command: NODE,
  },
  {
    name: "socket.io",
    about: "the published `socket.io` with its defaults",
    obstacle: noObstacle,
    load: () => import("./socket-io.mjs"),
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
    about: "a bare frame loop on `net.Socket` with the same messages",
    obstacle: noObstacle,
    load: () => import("./bare.mjs"),
    command: NODE,
  },
];
