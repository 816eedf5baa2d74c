/** What is asked of a server whose sockets are in rooms. Which socket is in which room is the server's own affair. */
import { encodeMasked, encodeUnmasked } from "../../lib/load/frames.mjs";
import { mark, pause, waitUntil, waitUntilQuiet } from "../../lib/load/measure.mjs";
import { createText } from "../../lib/load/text.mjs";
import { LARGE_ROOM, NEWS, largeRoomOf, smallRoomOf } from "../wire.mjs";

/** @typedef {import("../../lib/load/measure.mjs").Cost} Cost */
/** @typedef {import("../../lib/load/raw-connection.mjs").RawConnection} RawConnection */

const LEAVING = encodeMasked("close", Buffer.alloc(0));
/** Requests for news that are under way at a time. */
const WINDOW = 4;

/**
 * @typedef {object} MembershipOptions
 * @property {number} slice Sockets that do it at a time; one slice follows the other.
 * @property {number} serverPid
 * @property {number} duration Milliseconds.
 */

/**
 * Some sockets join one more room, then leave it again; then the next ones.
 *
 * @param {readonly RawConnection[]} connections
 * @param {MembershipOptions} options
 * @returns {Promise<{ join: Cost, leave: Cost }>}
 */
export async function runMembership(connections, { slice, serverPid, duration }) {
  const join = { units: 0, cpu: 0, system: 0, wall: 0 };
  const leave = { ...join };
  const driver = /** @type {RawConnection} */ (connections[0]);
  let first = 0;
  const end = performance.now() + duration;
  do {
    for (const [name, sum] of /** @type {const} */ ([
      ["join", join],
      ["leave", leave],
    ])) {
      let done = 0;
      const stop = mark(serverPid, () => done);
      await ask(driver, [name, first, slice]);
      done = slice;
      const cost = stop();
      sum.units += cost.units;
      sum.cpu += cost.cpu;
      sum.system += cost.system;
      sum.wall += cost.wall;
    }
    first = (first + slice) % connections.length;
  } while (performance.now() < end);
  return { join, leave };
}

/**
 * @param {RawConnection} connection
 * @param {readonly [name: string, ...args: unknown[]]} event
 * @returns {Promise<void>} Fulfilled when the server acknowledges the event.
 */
function ask(connection, event) {
  const answer = encodeUnmasked("text", Buffer.from("437[]"));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the server does not acknowledge "${event[0]}"`)),
      10_000,
    );
    let received = Buffer.alloc(0);
    connection.onBytes = (length, bytes) => {
      received = Buffer.concat([received, bytes.subarray(0, length)]);
      if (received.length >= answer.length) {
        clearTimeout(timer);
        if (received.equals(answer)) {
          resolve();
        } else {
          reject(
            new Error(`"${event[0]}" is acknowledged by ${JSON.stringify(received.toString("latin1"))}`),
          );
        }
      }
    };
    connection.write(encodeMasked("text", Buffer.from(`427${JSON.stringify(event)}`)));
  });
}

/**
 * @typedef {object} RoomNewsOptions
 * @property {"small" | "large"} rooms
 * @property {number} sockets That are in the rooms in question; the others get nothing.
 * @property {number} size Characters of each text.
 * @property {number} serverPid
 * @property {number} warmUp Milliseconds.
 * @property {number} measure Milliseconds.
 */

/**
 * Each request makes the server send something to `LARGE_ROOM` sockets: to one large room, or to each of several small
 * ones. The rooms take turns.
 *
 * @param {readonly RawConnection[]} connections
 * @param {RoomNewsOptions} options
 * @returns {Promise<Cost>}
 */
export async function runRoomNews(connections, { rooms, sockets, size, serverPid, warmUp, measure }) {
  const requests = createRequests(sockets, rooms);
  const news = encodeUnmasked("text", Buffer.from(NEWS[0] + createText(size, 0) + NEWS[1]));
  const perRequest = news.length * LARGE_ROOM;
  await expectNews(connections, { requests, news, sockets });

  let sent = 0;
  let received = 0;
  let isSending = true;
  const mayAsk = () => isSending && (sent - WINDOW) * perRequest < received;
  const send = () => {
    while (mayAsk()) {
      const driver = /** @type {RawConnection} */ (connections[sent % connections.length]);
      driver.write(/** @type {Buffer} */ (requests[sent % requests.length]));
      sent += 1;
    }
  };
  const onBytes = (/** @type {number} */ length) => {
    received += length;
    send();
  };
  for (const connection of connections) {
    connection.onBytes = onBytes;
  }
  send();
  await pause(warmUp);
  const stop = mark(serverPid, () => received / news.length);
  await pause(measure);
  const cost = stop();
  isSending = false;
  await waitUntil(() => received >= sent * perRequest, "everybody has got the last news");
  await pause(20);
  if (received !== sent * perRequest) {
    throw new Error(`${sent * perRequest} bytes of news expected, ${received} arrived`);
  }
  return cost;
}

/**
 * @param {number} sockets
 * @param {"small" | "large"} rooms
 * @returns {Buffer[]} Together they reach each of the sockets once.
 */
function createRequests(sockets, rooms) {
  const roomOf = rooms === "small" ? smallRoomOf : largeRoomOf;
  return Array.from({ length: sockets / LARGE_ROOM }, (_, request) => {
    const seats = Array.from({ length: LARGE_ROOM }, (_unused, index) => request * LARGE_ROOM + index);
    const names = [...new Set(seats.map(roomOf))];
    return encodeMasked("text", Buffer.from(`42${JSON.stringify(["news", names])}`));
  });
}

/**
 * Only bytes are counted while it is measured, so look once that as many as should get the right ones, and once only.
 *
 * @param {readonly RawConnection[]} connections
 * @param {{ requests: readonly Buffer[], news: Buffer, sockets: number }} expectation
 * @returns {Promise<void>}
 */
async function expectNews(connections, { requests, news, sockets }) {
  /** @type {Map<RawConnection, string>} */
  const texts = new Map();
  let received = 0;
  for (const connection of connections) {
    connection.onBytes = (length, bytes) => {
      received += length;
      texts.set(connection, (texts.get(connection) ?? "") + bytes.toString("latin1", 0, length));
    };
  }
  for (const request of requests) {
    connections[0]?.write(request);
  }
  await waitUntil(() => received >= news.length * sockets, "everybody has got the news");
  await pause(20);
  const begin = news.toString("latin1", 0, 2) + NEWS[0];
  const isRight = (/** @type {string} */ text) => text.length === news.length && text.startsWith(begin);
  if (texts.size !== sockets || ![...texts.values()].every(isRight)) {
    throw new Error("the server does not send the news to those who should get them");
  }
}

/**
 * @typedef {object} DisconnectOptions
 * @property {number} serverPid
 * @property {number} count
 * @property {number} [settle] Passed on to `waitUntilQuiet`.
 */

/**
 * Some sockets leave as a page does that is closed: by WebSocket's closing handshake.
 *
 * @param {RawConnection[]} connections Those that left are taken away.
 * @param {DisconnectOptions} options
 * @returns {Promise<Cost>}
 */
export async function runDisconnect(connections, { serverPid, count, settle }) {
  await waitUntilQuiet({ serverPid, settle });
  const leaving = connections.splice(connections.length - count);
  let closed = 0;
  const stop = mark(serverPid, () => closed);
  for (const connection of leaving) {
    connection.onBytes = () => {};
    connection.onLost = () => {
      closed += 1;
    };
    connection.write(LEAVING);
  }
  await waitUntil(() => closed === count, "those that leave are gone", 10_000);
  await waitUntilQuiet({ serverPid, settle });
  return stop();
}
