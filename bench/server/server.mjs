import { serveContender } from "../lib/contender-process.mjs";
import { contenders } from "./contenders/index.mjs";

serveContender(contenders);
