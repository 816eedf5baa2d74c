import { client } from "./client/suite.mjs";
import { liveConsole } from "./console/suite.mjs";
import { engine } from "./engine/suite.mjs";
import { server } from "./server/suite.mjs";
import { websocket } from "./websocket/suite.mjs";

/** All benchmarks. */
export const suites = [websocket, engine, server, client, liveConsole];
