/**
 * Who takes part. Every contender runs the same two applications:
 *
 * - `echo`: what arrives is handed to the application (a text as a string) and sent back;
 * - `broadcast`: a text that is a number n makes the server send n texts to every connection in that turn.
 */
import { existsSync } from "node:fs";

/** @typedef {"echo" | "broadcast"} App */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} about For the reader of the table.
 * @property {() => string | undefined} obstacle Why it cannot take part on this machine, if it cannot.
 * @property {() => Promise<{ start(app: App): Promise<{ port: number }> }>} load
 * @property {readonly string[]} command The runtime and its arguments.
 */

/** Node as it is, with one thing more: the idle workload collects garbage before it looks. */
const NODE = [process.execPath, "--expose-gc"];

/**
 * @param {string} file In the built package.
 * @returns {() => string | undefined}
 */
function needsBuilt(file) {
  const built = new URL(`../../../packages/websocket/dist/${file}`, import.meta.url);
  return () => (existsSync(built) ? undefined : "packages/websocket is not built; run `npm run build`");
}

// A further runtime (Bun's own server, say) joins as one more row: its command, and an obstacle when it is missing.
/** @type {readonly Contender[]} */
export const contenders = [
  {
    name: "sockeye-lean",
    about: "`@sockeye/websocket/lean`",
    obstacle: needsBuilt("lean.js"),
    load: () => import("./lean.mjs"),
    command: NODE,
  },
  {
    name: "sockeye",
    about: "`@sockeye/websocket`, the API that users of ws know",
    obstacle: needsBuilt("index.js"),
    load: () => import("./sockeye.mjs"),
    command: NODE,
  },
  {
    name: "ws",
    about: "the published `ws` with its defaults",
    obstacle: () => undefined,
    load: () => import("./ws.mjs"),
    command: NODE,
  },
  {
    name: "bare",
    about: "a bare frame loop on `net.Socket`, without features",
    obstacle: () => undefined,
    load: () => import("./bare.mjs"),
    command: NODE,
  },
];
