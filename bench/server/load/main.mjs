/** The load generator's process: it connects sockets, keeps them busy and counts what comes back. */
import { runBroadcast } from "../../lib/load/broadcast.mjs";
import { runConnect } from "../../lib/load/connect.mjs";
import { runEcho } from "../../lib/load/echo.mjs";
import { waitUntilQuiet } from "../../lib/load/measure.mjs";
import { countLost, openAll } from "../../lib/load/open-all.mjs";
import { serveMethods } from "../../lib/rpc.mjs";
import { runDisconnect, runMembership, runRoomNews } from "./rooms.mjs";
import { openSocket } from "./socket.mjs";

/** @type {import("../../lib/load/raw-connection.mjs").RawConnection[]} */
const connections = [];

/** @param {{ port: number, count: number, concurrency: number }} batch */
function openBatch({ port, count, concurrency }) {
  return openAll({ count, concurrency, openOne: (onOpen) => openSocket(port, onOpen) });
}

serveMethods({
  /**
   * Opens connections and keeps them.
   *
   * @param {{ port: number, count: number, concurrency: number }} batch
   */
  async open(batch) {
    connections.push(...(await openBatch(batch)));
  },
  /** @param {import("../../lib/load/echo.mjs").EchoOptions} options */
  echo: (options) => runEcho(connections, options),
  /** @param {import("../../lib/load/broadcast.mjs").BroadcastOptions} options */
  broadcast: (options) => runBroadcast(connections, options),
  /** @param {import("../../lib/load/connect.mjs").ConnectOptions} options */
  connect: (options) => runConnect(options, openBatch),
  /** @param {import("./rooms.mjs").MembershipOptions} options */
  membership: (options) => runMembership(connections, options),
  /** @param {import("./rooms.mjs").RoomNewsOptions} options */
  roomNews: (options) => runRoomNews(connections, options),
  /** @param {import("./rooms.mjs").DisconnectOptions} options */
  disconnect: (options) => runDisconnect(connections, options),
  waitUntilQuiet,
  countLost,
});
