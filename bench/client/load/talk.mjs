/** What clients are kept busy with. */
import { encodeUnmasked } from "../../lib/load/frames.mjs";
import { mark, pause, waitUntil } from "../../lib/load/measure.mjs";
import { createText } from "../../lib/load/text.mjs";
import { TEXT_SIZE } from "../../lib/workload.mjs";
import { BURST } from "../wire.mjs";

/** @typedef {import("./raw-server.mjs").Guest} Guest */
/** @typedef {"receive" | "receive-binary" | "send" | "echo" | "ask"} Talk */

/** Bytes of an event with bytes. */
const BINARY_SIZE = 1024;
/** No two in a row are alike, as in life. */
const VARIANTS = 8;

/**
 * @typedef {object} Plan
 * @property {(seed: number) => Buffer} write What goes to the client at once.
 * @property {number} replies How many messages answer it.
 * @property {RegExp} reply What each looks like.
 * @property {number} units Messages that are counted for it.
 * @property {number} inFlight Writes per client that wait for their answer.
 * @property {(reply: string) => Buffer} [answer] The next write depends on the answer.
 */

const text = (/** @type {number} */ seed) => createText(TEXT_SIZE, seed);
const frame = (/** @type {string} */ packet) => encodeUnmasked("text", Buffer.from(packet));

/**
 * The last of a burst is acknowledged, and so tells that the client has got them all.
 *
 * @param {(seed: number) => Buffer} createEvent
 * @returns {(seed: number) => Buffer}
 */
const burstOf = (createEvent) => (seed) =>
  Buffer.concat([
    ...Array.from({ length: BURST - 1 }, (_, index) => createEvent(seed * BURST + index)),
    frame(`427["mark","${text(seed)}"]`),
  ]);

/** @type {Readonly<Record<Talk, Plan>>} */
const plans = {
  receive: {
    write: burstOf((seed) => frame(`42["news","${text(seed)}"]`)),
    replies: 1,
    reply: /^437\["[a-z]{32}"\]$/,
    units: BURST,
    inFlight: 1,
  },
  "receive-binary": {
    write: burstOf((seed) =>
      Buffer.concat([
        frame('451-["news",{"_placeholder":true,"num":0}]'),
        encodeUnmasked("binary", Buffer.alloc(BINARY_SIZE, seed)),
      ]),
    ),
    replies: 1,
    reply: /^437\["[a-z]{32}"\]$/,
    units: BURST,
    inFlight: 1,
  },
  send: {
    write: () => frame(`42["send",${BURST}]`),
    replies: BURST,
    reply: /^42\["echo","broadcast message number \d{7}"\]$/,
    units: BURST,
    inFlight: 1,
  },
  echo: {
    write: (seed) => frame(`42["echo","${text(seed)}"]`),
    replies: 1,
    reply: /^42\["echo","[a-z]{32}"\]$/,
    units: 1,
    inFlight: 4,
  },
  ask: {
    write: () => frame('42["ask"]'),
    replies: 1,
    reply: /^42\d+\["ask","broadcast message number \d{7}"\]$/,
    units: 1,
    inFlight: 4,
    answer: (reply) => frame(`43${reply.slice(2, reply.indexOf("["))}[]`),
  },
};

/**
 * Writes to each client, and again when it has answered.
 *
 * @param {readonly Guest[]} guests
 * @param {{ talk: Talk, serverPid: number, warmUp: number, measure: number }} options
 * @returns {Promise<import("../../lib/load/measure.mjs").Cost>}
 */
export async function runTalk(guests, { talk, serverPid, warmUp, measure }) {
  const { write, replies, reply, units, inFlight, answer } = plans[talk];
  const writes = Array.from({ length: VARIANTS }, (_, seed) => write(seed));
  let written = 0;
  let received = 0;
  let isSending = true;
  /** @type {string | undefined} */
  let wrong;
  const send = (/** @type {Guest} */ guest) => {
    guest.write(/** @type {Buffer} */ (writes[written % VARIANTS]));
    written += 1;
  };
  for (const guest of guests) {
    let pending = 0;
    let looked = 0;
    guest.onText = (message) => {
      // The first few are looked at; then only their number counts.
      if (looked < replies) {
        looked += 1;
        wrong ??= reply.test(message) ? undefined : message;
      }
      received += 1;
      pending += 1;
      if (pending < replies) {
        return;
      }
      pending = 0;
      if (isSending && answer !== undefined) {
        guest.write(answer(message));
        written += 1;
      } else if (isSending) {
        send(guest);
      }
    };
  }
  for (let index = 0; index < inFlight; index += 1) {
    guests.forEach(send);
  }
  await pause(warmUp);
  const stop = mark(serverPid, () => (received / replies) * units);
  await pause(measure);
  const cost = stop();
  isSending = false;
  await waitUntil(() => received >= written * replies, "every client has answered");
  await pause(20);
  if (wrong !== undefined) {
    throw new Error(`a client sent ${JSON.stringify(wrong)}`);
  }
  if (received !== written * replies) {
    throw new Error(`${written * replies} messages expected, ${received} arrived`);
  }
  return cost;
}
