/** The load generator's process: it has the server, tells the clients' process what to open, and keeps them busy. */
import { runConnect } from "../../lib/load/connect.mjs";
import { waitUntil, waitUntilQuiet } from "../../lib/load/measure.mjs";
import { serveMethods } from "../../lib/rpc.mjs";
import { give } from "./control.mjs";
import { startServer } from "./raw-server.mjs";
import { runTalk } from "./talk.mjs";

/**
 * @typedef {object} Batch
 * @property {number} port Where the clients' process takes orders.
 * @property {number} count
 * @property {number} concurrency Clients that are being opened at a time.
 */
/** @typedef {import("../../lib/load/connect.mjs").ConnectOptions} ConnectOptions */

const server = await startServer();
let lost = 0;

/** @param {Batch} batch */
async function openWebSockets({ port, count, concurrency }) {
  const before = server.guests.length;
  await give(port, { what: "open", transport: "websocket", port: server.port, count, concurrency });
  const opened = server.guests.slice(before);
  if (opened.length !== count) {
    throw new Error(`${opened.length} clients came instead of ${count}`);
  }
  return opened;
}

/** @param {Batch} batch */
async function openPolling({ port, count, concurrency }) {
  await give(port, { what: "open", transport: "polling", port: server.port, count, concurrency });
  // They end all at once.
  return Array.from({ length: count }, (_, index) => ({
    destroy: () => (index === 0 ? server.closePolling() : undefined),
  }));
}

serveMethods({
  /**
   * Opens clients and keeps them.
   *
   * @param {Batch} batch
   */
  async open(batch) {
    for (const guest of await openWebSockets(batch)) {
      guest.onLost = () => {
        lost += 1;
      };
    }
  },
  /** @param {Parameters<typeof runTalk>[1]} options */
  talk: (options) => runTalk(server.guests, options),
  /** @param {ConnectOptions} options */
  async connectWebSocket(options) {
    return runConnect(options, async (batch) => {
      const opened = await openWebSockets(batch);
      server.guests.length = 0;
      return opened;
    });
  },
  /** @param {ConnectOptions} options */
  connectPolling: (options) => runConnect(options, openPolling),
  /** @param {{ port: number, transport: import("../wire.mjs").Transport, count: number }} options */
  async time({ port, transport, count }) {
    const durations = await give(port, { what: "time", transport, port: server.port, count, concurrency: 1 });
    await waitUntil(() => durations.length === count, "all have been timed");
    return durations;
  },
  waitUntilQuiet,
  countLost: () => lost,
});
