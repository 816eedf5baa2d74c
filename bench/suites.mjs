import { engine } from "./engine/suite.mjs";
import { websocket } from "./websocket/suite.mjs";

/** All benchmarks. */
export const suites = [websocket, engine];
