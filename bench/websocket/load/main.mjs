/** The load generator's process: it opens connections, keeps them busy and counts what comes back. */
import { runBroadcast } from "../../lib/load/broadcast.mjs";
import { runConnect } from "../../lib/load/connect.mjs";
import { runEcho } from "../../lib/load/echo.mjs";
import { waitUntilQuiet } from "../../lib/load/measure.mjs";
import { countLost, openAll } from "../../lib/load/open-all.mjs";
import { openWebSocket } from "../../lib/load/websocket-connection.mjs";
import { serveMethods } from "../../lib/rpc.mjs";

/** @type {import("../../lib/load/raw-connection.mjs").RawConnection[]} */
const connections = [];

/** @param {{ port: number, count: number, concurrency: number }} parameters */
function openBatch({ port, count, concurrency }) {
  return openAll({ count, concurrency, openOne: (onOpen) => openWebSocket(port, { path: "/" }, onOpen) });
}

serveMethods({
  /**
   * Opens connections and keeps them.
   *
   * @param {{ port: number, count: number, concurrency: number }} parameters
   */
  async open(parameters) {
    connections.push(...(await openBatch(parameters)));
  },
  /** @param {import("../../lib/load/echo.mjs").EchoOptions} options */
  echo: (options) => runEcho(connections, options),
  /** @param {import("../../lib/load/broadcast.mjs").BroadcastOptions} options */
  broadcast: (options) => runBroadcast(connections, options),
  /** @param {import("../../lib/load/connect.mjs").ConnectOptions} options */
  connect: (options) => runConnect(options, openBatch),
  waitUntilQuiet,
  countLost,
});
