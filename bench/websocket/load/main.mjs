/** The load generator's process: it opens connections, keeps them busy and counts what comes back. */
import { serveMethods } from "../../lib/rpc.mjs";
import { runBroadcast } from "./broadcast.mjs";
import { runConnect } from "./connect.mjs";
import { runEcho } from "./echo.mjs";
import { openConnections } from "./raw-connection.mjs";

/** @type {import("./raw-connection.mjs").RawConnection[]} */
const connections = [];

serveMethods({
  /**
   * Opens connections and keeps them.
   *
   * @param {{ port: number, count: number, concurrency: number }} parameters
   */
  async open({ port, count, concurrency }) {
    connections.push(...(await openConnections(port, count, concurrency)));
  },
  /** @param {import("./echo.mjs").EchoOptions} options */
  echo: (options) => runEcho(connections, options),
  /** @param {import("./broadcast.mjs").BroadcastOptions} options */
  broadcast: (options) => runBroadcast(connections, options),
  connect: runConnect,
});
