// The ways in which a session lives and ends in the churn.
import { openPolling } from "./raw-polling.mjs";
import { openWebSocket } from "./raw-websocket.mjs";

/**
 * @typedef {{ port: number, agent: import("node:http").Agent }} Place
 * @typedef {(place: Place) => Promise<void>} Play
 * @typedef {import("./raw-websocket.mjs").RawWebSocket} RawWebSocket
 */

/**
 * Polls until that packet comes, as a client does: on a busy machine a ping may come before it.
 * @param {import("./raw-polling.mjs").PollingSession} session
 * @param {{ packet: string, pending?: import("./raw-polling.mjs").PendingPoll }} options
 */
async function collect(session, { packet, pending = session.poll() }) {
  for (;;) {
    const { status, body } = await pending.reply;
    if (status !== 200) throw new Error(`${packet} was expected, and the server answered ${status} ${body}`);
    const packets = body.split("\u001e");
    if (packets.includes(packet)) return;
    if (packets.includes("2")) await session.post("3");
    pending = session.poll();
  }
}

/**
 * A WebSocket session; `onPacket` hears of everything that comes.
 * @param {Place} place
 * @param {{ sid?: string }} options
 */
async function connect({ port }, options = {}) {
  /** @type {string[]} */
  const packets = [];
  /** @type {Map<string, () => void>} */
  const awaited = new Map();
  const onPacket = (/** @type {string} */ packet) => {
    packets.push(packet);
    awaited.get(packet)?.();
  };
  const socket = await openWebSocket({ port, ...options, onPacket });
  /** Resolves when that packet has come, rejects when the connection ends before. */
  const hear = (/** @type {string} */ packet) =>
    /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => {
        if (packets.includes(packet)) return resolve();
        awaited.set(packet, resolve);
        void socket.ended.then(() => reject(new Error(`the connection ended before ${packet} came`)));
      })
    );
  return { socket, hear };
}

/** @param {RawWebSocket} socket @param {(packet: string) => Promise<void>} hear */
async function echo(socket, hear) {
  socket.send("4hello");
  await hear("4hello");
}

/** @param {Place} place */
async function upgrade(place) {
  const polling = await openPolling(place);
  const pending = polling.poll();
  const { socket, hear } = await connect(place, { sid: polling.sid });
  socket.send("2probe");
  await hear("3probe");
  // The noop that releases the poll.
  await collect(polling, { packet: "6", pending });
  return { socket, hear, polling };
}

/** @type {Readonly<Record<string, Play>>} */
export const plays = {
  "websocket, closed by the client": async (place) => {
    const { socket, hear } = await connect(place);
    await echo(socket, hear);
    socket.close();
    await socket.ended;
  },
  "websocket, closed by the server": async (place) => {
    const { socket, hear } = await connect(place);
    await echo(socket, hear);
    socket.send("4close");
    await socket.ended;
  },
  "websocket, reset": async (place) => {
    const { socket } = await connect(place);
    socket.reset();
    await socket.ended;
  },
  "polling, closed by the client": async (place) => {
    const session = await openPolling(place);
    await session.post("4hello");
    await collect(session, { packet: "4hello" });
    const pending = session.poll();
    await session.post("1");
    await pending.reply;
  },
  "polling, closed by the server": async (place) => {
    const session = await openPolling(place);
    const pending = session.poll();
    await session.post("4close");
    await collect(session, { packet: "1", pending });
  },
  "polling, aborted": async (place) => {
    const { poll } = await openPolling(place);
    const { reply, abort } = poll();
    // Given time to arrive, it is a poll that is held open; else a request that is cut off.
    await new Promise(setImmediate);
    abort();
    await reply.catch(() => undefined);
  },
  "polling, silent": async (place) => {
    await openPolling(place);
  },
  "polling, undecodable": async (place) => {
    const { post } = await openPolling(place);
    await post("garbage");
  },
  "upgraded, closed by the client": async (place) => {
    const { socket, hear } = await upgrade(place);
    socket.send("5");
    await echo(socket, hear);
    socket.close();
    await socket.ended;
  },
  "upgraded, reset": async (place) => {
    const { socket } = await upgrade(place);
    socket.send("5");
    socket.reset();
    await socket.ended;
  },
  "upgrade given up": async (place) => {
    const { socket, polling } = await upgrade(place);
    socket.reset();
    await polling.post("1");
  },
};
