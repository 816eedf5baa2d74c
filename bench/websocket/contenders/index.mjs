/**
 * Who takes part. Every contender runs the same two applications:
 *
 * - `echo`: what arrives is handed to the application (a text as a string) and sent back;
 * - `broadcast`: a text that is a number n makes the server send n texts to every connection in that turn.
 */
import { NODE, needsBuilt, noObstacle } from "../../lib/suite.mjs";

/** @typedef {"echo" | "broadcast"} App */

// A further runtime (Bun's own server, say) joins as one more row: its command, and an obstacle when it is missing.
/** @type {readonly import("../../lib/suite.mjs").Contender[]} */
export const contenders = [
  {
    name: "sockeye-lean",
    about: "`@sockeye/websocket/lean`",
    obstacle: needsBuilt("websocket/dist/lean.js"),
    load: () => import("./lean.mjs"),
    command: NODE,
  },
  {
    name: "sockeye",
    about: "`@sockeye/websocket`, the API that users of ws know",
    obstacle: needsBuilt("websocket/dist/index.js"),
    load: () => import("./sockeye.mjs"),
    command: NODE,
  },
  {
    name: "ws",
    about: "the published `ws` with its defaults",
    obstacle: noObstacle,
    load: () => import("./ws.mjs"),
    command: NODE,
  },
  {
    name: "bare",
    about: "a bare frame loop on `net.Socket`, without features",
    obstacle: noObstacle,
    load: () => import("./bare.mjs"),
    command: NODE,
  },
];
