import { encodeMasked, encodeUnmasked } from "../../lib/load/frames.mjs";
import { mark, pause, waitUntil } from "../../lib/load/measure.mjs";

/** @typedef {import("../../lib/load/raw-connection.mjs").RawConnection} RawConnection */

/**
 * @typedef {object} BroadcastOptions
 * @property {number} serverPid
 * @property {number} size Characters of each text that the server sends.
 * @property {number} perTick How many texts the server sends to everybody in one turn.
 * @property {number} warmUp Milliseconds.
 * @property {number} measure Milliseconds.
 */

/**
 * The first connection makes the server broadcast; when everybody has got everything, it does so again.
 *
 * @param {readonly RawConnection[]} connections
 * @param {BroadcastOptions} options
 * @returns {Promise<import("../../lib/load/measure.mjs").Cost>}
 */
export async function runBroadcast(connections, { serverPid, size, perTick, warmUp, measure }) {
  const driver = connections[0];
  if (driver === undefined) {
    throw new Error("open connections first");
  }
  const trigger = encodeMasked("text", Buffer.from(String(perTick)));
  const header = encodeUnmasked("text", Buffer.alloc(size)).subarray(0, 2);
  const replyLength = header.length + size;
  const perConnection = replyLength * perTick;
  const perRound = perConnection * connections.length;

  let rounds = 0;
  let received = 0;
  let isSending = true;
  /** @type {Error | undefined} */
  let fault;
  const onBytes = (/** @type {number} */ length) => {
    received += length;
    if (received >= perRound) {
      rounds += 1;
      received -= perRound;
      if (received > 0) {
        fault = new Error("the server sends more than it was asked for");
      } else if (isSending) {
        driver.write(trigger);
      }
    }
  };
  for (const connection of connections) {
    // In the first round each connection looks at its own bytes; afterwards only their sum counts.
    connection.onBytes = (length, bytes) => {
      if (connection.pending === 0 && !bytes.subarray(0, Math.min(length, header.length)).equals(header)) {
        fault = new Error("the server does not send the text that was asked for");
      }
      connection.pending += length;
      if (connection.pending > perConnection) {
        fault = new Error("the server sends more to one connection than to another");
      } else if (connection.pending === perConnection) {
        connection.pending = 0;
        connection.onBytes = onBytes;
      }
      onBytes(length);
    };
  }
  driver.write(trigger);
  await waitUntil(() => rounds > 0 || fault !== undefined, "everybody has got the first broadcast");
  await pause(warmUp);
  const stop = mark(serverPid, () => rounds * connections.length * perTick + received / replyLength);
  await pause(measure);
  const cost = stop();
  isSending = false;
  await waitUntil(() => received === 0 || fault !== undefined, "everybody has got the last broadcast");
  if (fault !== undefined) {
    throw fault;
  }
  return cost;
}
