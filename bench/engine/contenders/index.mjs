/** Who takes part. Every contender runs the same application: what arrives is handed to it and sent back. */
import { NODE, needsBuilt, noObstacle } from "../../lib/suite.mjs";

/** @type {readonly import("../../lib/suite.mjs").Contender[]} */
export const contenders = [
  {
    name: "sockeye-engine",
    about: "`@sockeye/server/engine`",
    obstacle: needsBuilt("server/dist/engine/index.js"),
    load: () => import("./sockeye-engine.mjs"),
    command: NODE,
  },
  {
    name: "engine.io",
    about: "the published `engine.io` with its defaults",
    obstacle: noObstacle,
    load: () => import("./engine-io.mjs"),
    command: NODE,
  },
  {
    name: "bare",
    about: "`node:http` and a bare frame loop on `net.Socket`, without features",
    obstacle: noObstacle,
    load: () => import("./bare.mjs"),
    command: NODE,
  },
];
