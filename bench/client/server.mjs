/** The process under measurement: here it has the clients. */
import { serveContender } from "../lib/contender-process.mjs";
import { contenders } from "./contenders/index.mjs";

serveContender(contenders);
