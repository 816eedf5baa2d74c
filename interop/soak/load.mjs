// The load: so many slots, each of which plays one behaviour after the other until it is told to stop.
import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { answerParent } from "../harness/answer-parent.mjs";
import { measureAtRest, watchProcess } from "../harness/at-rest.mjs";
import { createAnswerCuts } from "./answer-cuts.mjs";
import { createCuts, playCut } from "./handshake-cuts.mjs";
import * as honest from "./honest.mjs";
import * as hostile from "./hostile.mjs";
import { createRandom } from "./random.mjs";

/** @typedef {import("./types.ts").LoadContext} LoadContext */

/** @type {{ module: string, seed: number, connections: number }} */
const { module, seed, connections } = JSON.parse(process.argv[2] ?? "{}");
/** @type {Pick<typeof import("@sockeye/websocket"), "WebSocket">} */
const { WebSocket } = await import(module);
const seen = watchProcess();

/** @type {Record<string, { weight: number, play: import("./types.ts").Play }>} */
const behaviours = {
  "cut in the handshake": { weight: 14, play: (context) => playCut(context.cuts.next(), context.random) },
  "cut in the answer": { weight: 3, play: honest.meetCutAnswer },
  "cut in a frame": { weight: 6, play: hostile.cutInFrame },
  "slow reader": { weight: 6, play: hostile.readSlowly },
  "reads nothing": { weight: 3, play: hostile.readNothing },
  "half a closing handshake": { weight: 6, play: hostile.closeByHalves },
  garbage: { weight: 4, play: hostile.sendGarbage },
  "invalid frame": { weight: 4, play: hostile.sendInvalidFrame },
  "broken deflate data": { weight: 2, play: hostile.sendBrokenDeflate },
  "small echoes": { weight: 15, play: honest.echoSmall },
  "large echoes": { weight: 2, play: honest.echoLarge },
  "fragmented echoes": { weight: 6, play: honest.echoFragments },
  "deflated echoes": { weight: 4, play: honest.echoDeflated },
  idle: { weight: 14, play: honest.idle },
  "closed by the server": { weight: 4, play: honest.closedByServer },
  "terminated by the server": { weight: 3, play: honest.terminatedByServer },
  refused: { weight: 2, play: honest.refused },
  "gives up while pending": { weight: 3, play: honest.abortWhilePending },
  "terminates while busy": { weight: 2, play: honest.terminateWhileBusy },
};

const wheel = Object.entries(behaviours).flatMap(([name, { weight }]) =>
  Array.from({ length: weight }, () => name),
);
const counts = { echoes: 0, played: 0, failed: 0 };
/** @type {Record<string, number>} */
const plays = Object.fromEntries(Object.keys(behaviours).map((name) => [name, 0]));
/** @type {string[]} */
const failures = [];
const keptFailures = 20;
let stop = new AbortController();
/** @type {import("./handshake-cuts.mjs").Cuts | undefined} */
let cuts;
const answerCuts = createAnswerCuts();

/** @param {number} milliseconds */
const pause = (milliseconds) =>
  delay(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined);

/** @param {string} name @param {LoadContext} context */
async function play(name, context) {
  counts.played += 1;
  plays[name] = (plays[name] ?? 0) + 1;
  try {
    await behaviours[name]?.play(context);
  } catch (error) {
    counts.failed += 1;
    const text = error instanceof Error ? error.stack : String(error);
    if (failures.length < keptFailures) failures.push(`${name}: ${text}`);
  }
}

/**
 * @param {import("./types.ts").Ports} ports
 * @param {number} ownSeed
 * @returns {LoadContext}
 */
function createContext(ports, ownSeed) {
  cuts ??= createCuts(ports);
  return {
    ports,
    random: createRandom(ownSeed),
    cuts,
    answerCuts,
    WebSocket,
    counts,
    pause,
    get stopping() {
      return stop.signal.aborted;
    },
  };
}

/** @param {LoadContext} context @param {number} slot */
async function runSlot(context, slot) {
  // Not all at once: the ramp is a handful of seconds with the full number.
  await pause(slot * 3);
  while (!stop.signal.aborted) {
    await play(context.random.pick(wheel), context);
    await pause(context.random.between(20, 300));
  }
}

/**
 * Runs for so long, and on until at least that many sweeps of the handshake cuts are complete.
 * @param {import("./types.ts").RunDetails} details
 */
async function runLoad({ ports, seconds, sweeps }) {
  stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const rest = createContext(ports, seed);
  const enough = rest.cuts.taken + sweeps * rest.cuts.size;
  const enoughAnswers = answerCuts.taken + sweeps * answerCuts.size;
  const slots = Array.from({ length: connections }, (_, slot) =>
    runSlot(createContext(ports, seed * 100_003 + slot), slot),
  );
  await delay(seconds * 1_000);
  stop.abort();
  await Promise.all(slots);
  await playRest("cut in the handshake", rest, () => enough - rest.cuts.taken);
  await playRest("cut in the answer", rest, () => enoughAnswers - answerCuts.taken);
}

/**
 * A short run does not come round to every offset by chance: the rest of a sweep is played here.
 * @param {string} name
 * @param {LoadContext} context
 * @param {() => number} missing how many are left
 */
async function playRest(name, context, missing) {
  for (let left = missing(); left > 0; left = missing()) {
    await Promise.all(Array.from({ length: Math.min(50, left) }, () => play(name, context)));
  }
}

answerParent({
  run: runLoad,
  status: () => ({
    ...counts,
    plays,
    failures,
    cuts: cuts?.taken ?? 0,
    sweep: cuts?.size ?? 0,
    answerCuts: answerCuts.taken,
    answerSweep: answerCuts.size,
  }),
  measure: () => measureAtRest(seen),
});
