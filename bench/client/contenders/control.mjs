/** The clients' process takes orders from the load generator, which has the server: it listens for it. */
import { createServer } from "node:net";
import { openAll } from "../../lib/load/open-all.mjs";
import { talkInLines } from "../wire.mjs";

/** @typedef {import("./index.mjs").OpenOne} OpenOne */
/** @typedef {import("../wire.mjs").Order} Order */

/**
 * @param {OpenOne} openOne
 * @returns {Promise<{ port: number }>}
 */
export async function takeOrders(openOne) {
  const server = createServer((socket) => {
    const send = talkInLines(socket, (/** @type {Order & { id: number }} */ { id, ...order }) => {
      follow(openOne, order).then(
        (result) => send({ id, result }),
        (/** @type {Error} */ error) => send({ id, error: error.message }),
      );
    });
  });
  await new Promise((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, () => resolve(undefined)));
  return { port: /** @type {import("node:net").AddressInfo} */ (server.address()).port };
}

/**
 * @param {OpenOne} openOne
 * @param {Order} order
 * @returns {Promise<number[]>} Of `time`, the microseconds that each took.
 */
async function follow(openOne, { what, port, transport, count, concurrency }) {
  const url = `http://127.0.0.1:${port}`;
  if (what === "open") {
    await openAll({
      count,
      concurrency,
      openOne: (onOpen) => {
        openOne(url, transport, onOpen);
        return { onLost: () => {} };
      },
    });
    return [];
  }
  const durations = [];
  for (let index = 0; index < count; index += 1) {
    const started = performance.now();
    const client = await new Promise((resolve) => {
      // Never called before it has returned.
      const opened = openOne(url, transport, () => resolve(opened));
    });
    durations.push((performance.now() - started) * 1000);
    client.close();
  }
  return durations;
}
