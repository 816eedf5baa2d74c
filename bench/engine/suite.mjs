import { contenders } from "./contenders/index.mjs";
import { workloads } from "./workloads.mjs";

/** @type {import("../lib/suite.mjs").Suite} */
export const engine = {
  name: "engine",
  server: new URL("server.mjs", import.meta.url),
  load: new URL("load/main.mjs", import.meta.url),
  project: "packages/server/tsconfig.src.json",
  contenders,
  workloads,
  roles: { control: "engine.io", floor: "bare", ours: ["sockeye-engine"] },
  columns: [
    { title: "Sockeye", contender: "sockeye-engine" },
    { title: "engine.io", contender: "engine.io" },
    { title: "bare", contender: "bare" },
    { title: "engine.io ÷ Sockeye", contender: "engine.io", dividedBy: "sockeye-engine" },
    { title: "Sockeye ÷ bare", contender: "sockeye-engine", dividedBy: "bare" },
  ],
};
