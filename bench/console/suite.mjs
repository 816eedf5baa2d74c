import { contenders } from "./contenders.mjs";
import { workloads } from "./workloads.mjs";

/** @type {import("../lib/suite.mjs").Suite} */
export const liveConsole = {
  name: "console",
  server: new URL("server.mjs", import.meta.url),
  load: new URL("load/main.mjs", import.meta.url),
  project: "packages/console/tsconfig.src.json",
  contenders,
  workloads,
  roles: { control: "open", floor: "absent", ours: [] },
  columns: [
    { title: "absent", contender: "absent" },
    { title: "closed", contender: "closed" },
    { title: "open", contender: "open" },
    { title: "closed ÷ absent", contender: "closed", dividedBy: "absent" },
    { title: "open ÷ absent", contender: "open", dividedBy: "absent" },
  ],
};
