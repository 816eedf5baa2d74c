/** The load generator's process: clients of the application, who talk at a steady pace, whatever the server does. */
import { encodeMasked, encodeUnmasked } from "../../lib/load/frames.mjs";
import { mark, pause } from "../../lib/load/measure.mjs";
import { openAll } from "../../lib/load/open-all.mjs";
import { serveMethods } from "../../lib/rpc.mjs";
import { openSocket } from "../../server/load/socket.mjs";
import { ECHO } from "../wire.mjs";

/** @typedef {import("../../lib/load/raw-connection.mjs").RawConnection} RawConnection */

const TICK = 10;
const QUESTION = encodeMasked("text", Buffer.from(ECHO));
const ANSWER_LENGTH = encodeUnmasked("text", Buffer.from(ECHO)).length;
/** Of what was asked, as much as this has to be answered. */
const LEAST_ANSWERED = 0.95;

/** @type {RawConnection[]} */
const connections = [];
let answeredBytes = 0;

serveMethods({
  /**
   * Opens connections and keeps them.
   *
   * @param {{ port: number, count: number, concurrency: number }} batch
   */
  async open({ port, count, concurrency }) {
    const opened = await openAll({ count, concurrency, openOne: (onOpen) => openSocket(port, onOpen) });
    for (const connection of opened) {
      connection.onBytes = (length) => {
        answeredBytes += length;
      };
    }
    connections.push(...opened);
  },

  /**
   * All take turns; what a tick has missed, the next one makes up for.
   *
   * @param {{ serverPid: number, perSecond: number, warmUp: number, measure: number }} options
   * @returns {Promise<import("../../lib/load/measure.mjs").Cost>}
   */
  async chat({ serverPid, perSecond, warmUp, measure }) {
    const begun = performance.now();
    let asked = 0;
    const timer = setInterval(() => {
      const due = ((performance.now() - begun) / 1000) * perSecond;
      for (; asked < due; asked += 1) {
        connections[asked % connections.length]?.write(QUESTION);
      }
    }, TICK);
    await pause(warmUp);
    const answeredBefore = answeredBytes;
    const askedBefore = asked;
    const finish = mark(serverPid, () => 2 * (answeredBytes / ANSWER_LENGTH));
    await pause(measure);
    const cost = finish();
    clearInterval(timer);
    const answered = (answeredBytes - answeredBefore) / ANSWER_LENGTH;
    if (answered < LEAST_ANSWERED * (asked - askedBefore)) {
      throw new Error(`the server has answered ${answered} of ${asked - askedBefore} messages`);
    }
    return cost;
  },
});
