import { contenders } from "./contenders/index.mjs";
import { workloads } from "./workloads.mjs";

/** @type {import("../lib/suite.mjs").Suite} */
export const server = {
  name: "server",
  server: new URL("server.mjs", import.meta.url),
  load: new URL("load/main.mjs", import.meta.url),
  project: "packages/server/tsconfig.src.json",
  contenders,
  workloads,
  roles: { control: "socket.io", floor: "bare", ours: ["sockeye-server"] },
  columns: [
    { title: "Sockeye", contender: "sockeye-server" },
    { title: "socket.io", contender: "socket.io" },
    { title: "ws", contender: "ws" },
    { title: "bare", contender: "bare" },
    { title: "socket.io ÷ Sockeye", contender: "socket.io", dividedBy: "sockeye-server" },
    { title: "ws ÷ Sockeye", contender: "ws", dividedBy: "sockeye-server" },
    { title: "Sockeye ÷ bare", contender: "sockeye-server", dividedBy: "bare" },
  ],
};
