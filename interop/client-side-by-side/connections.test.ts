import { play } from "./harness/play.ts";
import { topics } from "./scenarios/index.ts";

play(topics.connections);
