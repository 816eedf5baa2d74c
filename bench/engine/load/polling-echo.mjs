import { mark, pause, waitUntil } from "../../lib/load/measure.mjs";
import { createText } from "../../lib/load/text.mjs";
import { HttpConnection } from "./http-connection.mjs";

/** @typedef {import("./polling-session.mjs").PollingSession} PollingSession */

const VARIANTS = 8;
const SEPARATOR = "\u001e";

/**
 * @typedef {object} PollingEchoOptions
 * @property {number} port
 * @property {number} serverPid
 * @property {number} size Characters of each message.
 * @property {number} batch Messages per POST.
 * @property {number} warmUp Milliseconds.
 * @property {number} measure Milliseconds.
 */

/**
 * @typedef {object} Tally Of all sessions.
 * @property {readonly string[]} bodies What is posted in turn.
 * @property {number} expected Units that come back for one body.
 * @property {number} sent POSTs.
 * @property {number} open POSTs that have not brought back everything.
 * @property {number} polls Answered GETs.
 * @property {number} received Units.
 * @property {boolean} isSending
 * @property {Error | undefined} fault
 */

/** One session: when its POST is answered and all messages have come, it posts the next. */
class Talker {
  #tally;
  #missing = 0;
  #isPosted = false;

  /**
   * @param {PollingSession} session With a GET that waits.
   * @param {number} port
   * @param {Tally} tally
   */
  constructor(session, port, tally) {
    this.#tally = tally;
    this.session = session;
    this.poster = new HttpConnection(port);
    session.onLost = this.poster.onLost = (/** @type {Error} */ error) => {
      tally.fault ??= error;
    };
  }

  start() {
    this.session.onAnswer = (body) => {
      const units = toUnits(body.length);
      this.#tally.received += units;
      this.#tally.polls += 1;
      this.#missing -= units;
      this.session.poll();
      this.#next();
    };
    this.poster.onAnswer = () => {
      this.#isPosted = true;
      this.#next();
    };
    this.#post();
  }

  #post() {
    const { bodies, expected, sent } = this.#tally;
    this.session.post(this.poster, /** @type {string} */ (bodies[sent % VARIANTS]));
    this.#tally.sent += 1;
    this.#tally.open += 1;
    this.#missing = expected;
    this.#isPosted = false;
  }

  #next() {
    if (this.#isPosted && this.#missing === 0) {
      this.#tally.open -= 1;
      if (this.#tally.isSending) {
        this.#post();
      }
    }
  }
}

/**
 * Sessions post messages to a server that sends them back. Whenever a GET is answered, the next one follows at once.
 *
 * @param {readonly PollingSession[]} sessions Each with a GET that waits.
 * @param {PollingEchoOptions} options
 * @returns {Promise<import("../../lib/load/measure.mjs").Cost & { polls: number }>} `polls` says how many GETs the
 *   messages came in.
 */
export async function runPollingEcho(sessions, { port, serverPid, size, batch, warmUp, measure }) {
  const perMessage = toUnits(1 + size);
  /** @type {Tally} */
  const tally = {
    bodies: Array.from({ length: VARIANTS }, (_, variant) => createBody(size, batch, variant)),
    expected: batch * perMessage,
    sent: 0,
    open: 0,
    polls: 0,
    received: 0,
    isSending: true,
    fault: undefined,
  };
  const talkers = sessions.map((session) => new Talker(session, port, tally));
  await expectEcho(talkers[0], tally);
  for (const talker of talkers) {
    talker.start();
  }
  await pause(warmUp);
  const stop = mark(serverPid, () => tally.received / perMessage);
  const pollsBefore = tally.polls;
  await pause(measure);
  const cost = { ...stop(), polls: tally.polls - pollsBefore };
  tally.isSending = false;
  await waitUntil(() => tally.open === 0 || tally.fault !== undefined, "every message is answered");
  await pause(20);
  if (tally.fault !== undefined) {
    throw tally.fault;
  }
  if (tally.received !== tally.sent * tally.expected) {
    throw new Error(`${tally.sent * batch} messages expected, ${tally.received / perMessage} arrived`);
  }
  return cost;
}

/**
 * @param {number} size
 * @param {number} batch
 * @param {number} variant
 * @returns {string} The packets of one POST, no two alike.
 */
function createBody(size, batch, variant) {
  return Array.from({ length: batch }, (_, index) => `4${createText(size, variant * batch + index)}`).join(
    SEPARATOR,
  );
}

/**
 * Packets are joined by separators, of which there is one less than packets: with it, the lengths of several bodies can be
 * added, however the server shares out the packets among them.
 *
 * @param {number} length
 * @returns {number}
 */
function toUnits(length) {
  return length + SEPARATOR.length;
}

/**
 * Only characters are counted while it is measured, so look once that they are the right ones.
 *
 * @param {Talker | undefined} talker
 * @param {Tally} tally
 * @returns {Promise<void>}
 */
async function expectEcho(talker, tally) {
  const [body] = tally.bodies;
  if (talker === undefined || body === undefined) {
    throw new Error("open sessions first");
  }
  const { session, poster } = talker;
  /** @type {string[]} */
  const bodies = [];
  let posted = "";
  session.onAnswer = (answer) => {
    bodies.push(answer);
    session.poll();
  };
  poster.onAnswer = (answer) => {
    posted = answer;
  };
  session.post(poster, body);
  await waitUntil(
    () => (posted !== "" && bodies.join(SEPARATOR).length >= body.length) || tally.fault !== undefined,
    "the first message is answered",
  );
  if (tally.fault !== undefined) {
    throw tally.fault;
  }
  if (bodies.join(SEPARATOR) !== body || posted !== "ok") {
    throw new Error("the server does not send back what it got");
  }
}
