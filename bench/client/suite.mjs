import { contenders } from "./contenders/index.mjs";
import { workloads } from "./workloads.mjs";

/** @type {import("../lib/suite.mjs").Suite} */
export const client = {
  name: "client",
  server: new URL("server.mjs", import.meta.url),
  load: new URL("load/main.mjs", import.meta.url),
  project: "packages/client/tsconfig.src.json",
  contenders,
  workloads,
  roles: { control: "socket.io-client", floor: "bare", ours: ["sockeye-client"] },
  columns: [
    { title: "Sockeye", contender: "sockeye-client" },
    { title: "socket.io-client", contender: "socket.io-client" },
    { title: "ws", contender: "ws" },
    { title: "bare", contender: "bare" },
    { title: "socket.io-client ÷ Sockeye", contender: "socket.io-client", dividedBy: "sockeye-client" },
    { title: "ws ÷ Sockeye", contender: "ws", dividedBy: "sockeye-client" },
    { title: "Sockeye ÷ bare", contender: "sockeye-client", dividedBy: "bare" },
  ],
};
