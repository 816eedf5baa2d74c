/** The load generator's process: it opens sessions, keeps them busy and counts what comes back. */
import { runConnect } from "../../lib/load/connect.mjs";
import { runEcho } from "../../lib/load/echo.mjs";
import { waitUntilQuiet } from "../../lib/load/measure.mjs";
import { countLost, openAll } from "../../lib/load/open-all.mjs";
import { openWebSocket } from "../../lib/load/websocket-connection.mjs";
import { readOpenFrame } from "../../lib/load/open-packet.mjs";
import { serveMethods } from "../../lib/rpc.mjs";
import { ENGINE_PATH } from "./path.mjs";
import { runPollingEcho } from "./polling-echo.mjs";
import { openPolling } from "./polling-session.mjs";

/** @typedef {{ port: number, count: number, concurrency: number }} Batch */
/** @typedef {import("../../lib/load/connect.mjs").ConnectOptions} ConnectOptions */

/** @type {import("../../lib/load/raw-connection.mjs").RawConnection[]} */
const webSockets = [];
/** @type {import("./polling-session.mjs").PollingSession[]} */
const pollings = [];

/** @param {Batch} batch */
function openWebSockets({ port, count, concurrency }) {
  const entrance = { path: `${ENGINE_PATH}?EIO=4&transport=websocket`, readGreeting: readOpenFrame };
  return openAll({ count, concurrency, openOne: (onOpen) => openWebSocket(port, entrance, onOpen) });
}

/** @param {Batch} batch */
function openPollings({ port, count, concurrency }) {
  return openAll({ count, concurrency, openOne: (onOpen) => openPolling(port, onOpen) });
}

serveMethods({
  /**
   * Opens sessions and keeps them.
   *
   * @param {Batch} batch
   */
  async openWebSocket(batch) {
    webSockets.push(...(await openWebSockets(batch)));
  },
  /**
   * Opens sessions and keeps them, each with a GET that waits.
   *
   * @param {Batch} batch
   */
  async openPolling(batch) {
    const opened = await openPollings(batch);
    opened.forEach((session) => session.poll());
    pollings.push(...opened);
  },
  /** @param {import("../../lib/load/echo.mjs").EchoOptions} options */
  echo: (options) => runEcho(webSockets, options),
  /** @param {import("./polling-echo.mjs").PollingEchoOptions} options */
  pollingEcho: (options) => runPollingEcho(pollings, options),
  /** @param {ConnectOptions} options */
  connectWebSocket: (options) => runConnect(options, openWebSockets),
  /** @param {ConnectOptions} options */
  connectPolling: (options) => runConnect(options, openPollings),
  waitUntilQuiet,
  countLost,
});
