import { encodeMasked, encodeUnmasked } from "./frames.mjs";
import { createText } from "./text.mjs";
import { mark, pause, waitUntil } from "./measure.mjs";

/** @typedef {import("./raw-connection.mjs").RawConnection} RawConnection */

/** @typedef {readonly [before: string, after: string]} Wrap */

const VARIANTS = 8;

/**
 * @typedef {object} EchoOptions
 * @property {number} serverPid
 * @property {import("./frames.mjs").Kind} kind
 * @property {Wrap} [wrap] What each message begins and ends with.
 * @property {Wrap} [wrapReply] The same of the answer, where it is another one.
 * @property {number} size Bytes of payload, without these.
 * @property {number} inFlight Writes per connection that wait for their answer.
 * @property {number} burst Messages per write.
 * @property {number} warmUp Milliseconds.
 * @property {number} measure Milliseconds.
 */

/**
 * Sends messages to a server that sends them back; each answer is followed by the next message.
 *
 * @param {readonly RawConnection[]} connections
 * @param {EchoOptions} options
 * @returns {Promise<import("./measure.mjs").Cost & { reads: number }>} `reads` says how many chunks the answers came in.
 */
export async function runEcho(connections, options) {
  const { kind, size, inFlight, burst, serverPid, warmUp, measure } = options;
  const { wrap = ["", ""], wrapReply = wrap } = options;
  // No two messages in a row are alike, as in life: an answer that was encoded before would be too cheap.
  const requests = Array.from({ length: VARIANTS }, (_, variant) =>
    concat(burst, (index) => encodeMasked(kind, createPayload(size, variant * burst + index, wrap))),
  );
  const reply = concat(burst, (index) => encodeUnmasked(kind, createPayload(size, index, wrapReply)));
  await expectReply(connections, requests[0], reply);

  let sent = 0;
  let received = 0;
  let reads = 0;
  let isSending = true;
  const send = (/** @type {RawConnection} */ connection) => {
    connection.write(/** @type {Buffer} */ (requests[sent % VARIANTS]));
    sent += 1;
  };
  for (const connection of connections) {
    connection.onBytes = (length) => {
      received += length;
      reads += 1;
      connection.pending += length;
      while (connection.pending >= reply.length) {
        connection.pending -= reply.length;
        if (isSending) {
          send(connection);
        }
      }
    };
  }
  for (let index = 0; index < inFlight; index += 1) {
    connections.forEach(send);
  }
  await pause(warmUp);
  const stop = mark(serverPid, () => (received / reply.length) * burst);
  const readsBefore = reads;
  await pause(measure);
  const cost = { ...stop(), reads: reads - readsBefore };
  isSending = false;
  await waitUntil(() => received >= sent * reply.length, "every message is answered");
  await pause(20);
  if (received !== sent * reply.length) {
    throw new Error(`${sent * reply.length} bytes of answers expected, ${received} arrived`);
  }
  return cost;
}

/**
 * @param {number} size
 * @param {number} seed
 * @param {Wrap} wrap
 * @returns {Buffer}
 */
function createPayload(size, seed, [before, after]) {
  return Buffer.from(before + createText(size, seed) + after);
}

/**
 * @param {number} count
 * @param {(index: number) => Buffer} create
 * @returns {Buffer}
 */
function concat(count, create) {
  return Buffer.concat(Array.from({ length: count }, (_, index) => create(index)));
}

/**
 * Only bytes are counted while it is measured, so look once that they are the right ones.
 *
 * @param {readonly RawConnection[]} connections
 * @param {Buffer | undefined} request
 * @param {Buffer} reply
 * @returns {Promise<void>}
 */
async function expectReply(connections, request, reply) {
  const connection = connections[0];
  if (connection === undefined || request === undefined) {
    throw new Error("open connections first");
  }
  let received = Buffer.alloc(0);
  connection.onBytes = (length, bytes) => {
    received = Buffer.concat([received, bytes.subarray(0, length)]);
  };
  connection.write(request);
  await waitUntil(() => received.length >= reply.length, "the first message is answered");
  if (!received.equals(reply)) {
    throw new Error("the server does not send back what it got");
  }
}
