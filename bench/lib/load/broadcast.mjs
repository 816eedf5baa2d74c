import { encodeMasked, encodeUnmasked } from "./frames.mjs";
import { mark, pause, waitUntil } from "./measure.mjs";
import { createText } from "./text.mjs";

/** @typedef {import("./raw-connection.mjs").RawConnection} RawConnection */

/**
 * @typedef {object} BroadcastOptions
 * @property {number} serverPid
 * @property {string} trigger What makes the server do it once.
 * @property {import("./echo.mjs").Wrap} [wrap] What each text that the server sends begins and ends with.
 * @property {number} size Characters of each text, without these.
 * @property {number} perTick How many texts the server sends to everybody in one turn.
 * @property {number} warmUp Milliseconds.
 * @property {number} measure Milliseconds.
 */

/**
 * The first connection makes the server broadcast; when everybody has got everything, it does so again.
 *
 * @param {readonly RawConnection[]} connections
 * @param {BroadcastOptions} options
 * @returns {Promise<import("./measure.mjs").Cost>}
 */
export async function runBroadcast(connections, { trigger, size, perTick, serverPid, ...options }) {
  const { wrap: [before, after] = ["", ""], warmUp, measure } = options;
  const driver = connections[0];
  if (driver === undefined) {
    throw new Error("open connections first");
  }
  const request = encodeMasked("text", Buffer.from(trigger));
  const reply = encodeUnmasked("text", Buffer.from(before + createText(size, 0) + after));
  const replyLength = reply.length;
  const begin = reply.subarray(0, replyLength - size - after.length);
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
        driver.write(request);
      }
    }
  };
  for (const connection of connections) {
    // In the first round each connection looks at its own bytes; afterwards only their sum counts.
    connection.onBytes = (length, bytes) => {
      if (connection.pending === 0 && !startsAlike(bytes.subarray(0, length), begin)) {
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
  driver.write(request);
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

/**
 * @param {Buffer} bytes Perhaps not all yet.
 * @param {Buffer} begin
 * @returns {boolean}
 */
function startsAlike(bytes, begin) {
  const length = Math.min(bytes.length, begin.length);
  return bytes.subarray(0, length).equals(begin.subarray(0, length));
}
