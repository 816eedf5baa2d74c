// The clients in a process of their own: many that idle, and many that come and go.
import { Agent } from "node:http";
import { answerParent } from "../harness/answer-parent.mjs";
import { createRandom } from "../soak/random.mjs";
import { plays } from "./plays.mjs";
import { openWebSocket } from "./raw-websocket.mjs";

/** How many connections are being opened at once. */
const openingAtOnce = 100;
const keptFailures = 10;

/**
 * @typedef {{ socket: import("./raw-websocket.mjs").RawWebSocket, pings: number }} Idler
 * @type {Idler[]}
 */
const idlers = [];
let lost = 0;
let isClosing = false;

/**
 * Does it so often, some at once.
 * @param {{ times: number, atOnce: number }} options
 * @param {() => Promise<void>} task
 */
async function repeat({ times, atOnce }, task) {
  let started = 0;
  const inTurn = async () => {
    while (started < times) {
      started += 1;
      await task();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, times) }, inTurn));
}

/** @param {number} port */
async function openIdler(port) {
  const idler = /** @type {Idler} */ ({ pings: 0 });
  idler.socket = await openWebSocket({
    port,
    onPacket: (packet, socket) => {
      if (packet !== "2") return;
      idler.pings += 1;
      socket.send("3");
    },
  });
  void idler.socket.ended.then(() => {
    if (!isClosing) lost += 1;
  });
  idlers.push(idler);
}

/** @param {{ port: number, sessions: number, atOnce: number, seed: number }} details */
async function churn({ port, sessions, atOnce, seed }) {
  const random = createRandom(seed);
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: atOnce });
  const names = Object.keys(plays);
  /** @type {import("./types.ts").ChurnReport & { plays: Record<string, number>, failures: string[] }} */
  const report = { played: 0, failed: 0, failures: [], plays: {} };
  let failed = 0;
  await repeat({ times: sessions, atOnce }, async () => {
    const name = random.pick(names);
    report.plays[name] = (report.plays[name] ?? 0) + 1;
    try {
      await plays[name]?.({ port, agent });
    } catch (error) {
      failed += 1;
      if (report.failures.length < keptFailures) report.failures.push(`${name}: ${String(error)}`);
    }
  });
  agent.destroy();
  return { ...report, played: sessions, failed };
}

answerParent({
  openIdle: async (/** @type {{ port: number, sessions: number }} */ { port, sessions }) => {
    await repeat({ times: sessions, atOnce: openingAtOnce }, () => openIdler(port));
    for (const idler of idlers) idler.pings = 0;
  },
  idle: () => ({
    open: idlers.length,
    lost,
    rounds: idlers.reduce((least, { pings }) => Math.min(least, pings), Infinity),
  }),
  closeIdle: async () => {
    isClosing = true;
    for (const [index, { socket }] of idlers.entries()) {
      if (index % 2 === 0) socket.close();
      else socket.reset();
    }
    await Promise.all(idlers.splice(0).map(({ socket }) => socket.ended));
  },
  churn,
});
