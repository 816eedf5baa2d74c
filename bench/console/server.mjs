import { serveContender } from "../lib/contender-process.mjs";
import { contenders } from "./contenders.mjs";

serveContender(contenders);
