import { contenders } from "./contenders/index.mjs";
import { workloads } from "./workloads.mjs";

/** @type {import("../lib/suite.mjs").Suite} */
export const websocket = {
  name: "websocket",
  server: new URL("server.mjs", import.meta.url),
  load: new URL("load/main.mjs", import.meta.url),
  project: "packages/websocket/tsconfig.src.json",
  contenders,
  workloads,
  roles: { control: "ws", floor: "bare", ours: ["sockeye-lean", "sockeye"] },
  columns: [
    { title: "lean", contender: "sockeye-lean" },
    { title: "`ws` API", contender: "sockeye" },
    { title: "ws", contender: "ws" },
    { title: "bare", contender: "bare" },
    { title: "ws ÷ lean", contender: "ws", dividedBy: "sockeye-lean" },
    { title: "ws ÷ `ws` API", contender: "ws", dividedBy: "sockeye" },
    { title: "lean ÷ bare", contender: "sockeye-lean", dividedBy: "bare" },
    { title: "`ws` API ÷ bare", contender: "sockeye", dividedBy: "bare" },
  ],
};
