// The course of a soak run and its judgement. The command line is run.mjs, the short version soak.test.ts.
import { startFrugalProcess } from "../harness/start-process.mjs";

/** Longer than any time-out of a closing handshake. */
const drainPatience = 40_000;

/**
 * @typedef {import("./types.ts").SoakRun} SoakRun
 * @typedef {import("./types.ts").SoakOptions} SoakOptions
 * @typedef {import("../harness/types.ts").AtRest} AtRest
 * @typedef {import("./types.ts").ServerProcess} ServerProcess
 * @typedef {import("./types.ts").LoadProcess} LoadProcess
 */

const memoryKinds = /** @type {const} */ (["rss", "heap", "external"]);

/** @param {AtRest["handles"]} handles */
function describeHandles(handles) {
  return Object.entries(handles)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");
}

/**
 * @param {"server" | "load"} name
 * @param {SoakRun["measured"]} measured
 * @param {number} rssLimit
 */
function judgeProcess(name, measured, rssLimit) {
  const [fresh, ...atRest] = [measured.fresh, measured.warm, ...measured.rounds].map((pair) => pair[name]);
  const end = atRest.pop();
  if (fresh === undefined || end === undefined) throw new Error("nothing was measured");
  /** @type {string[]} */
  const violations = [];
  for (const kind of /** @type {const} */ (["uncaughtException", "unhandledRejection", "warnings"])) {
    if (end[kind] > 0) violations.push(`${name}: ${end[kind]} ${kind}`);
  }
  violations.push(...end.errors.map((error) => `${name}: ${error}`));
  const [wanted, found] = [describeHandles(fresh.handles), describeHandles(end.handles)];
  if (wanted !== found) violations.push(`${name}: handles were ${wanted}, are ${found}`);
  for (const kind of memoryKinds) {
    const [warm] = atRest;
    // What V8 and its buffers hold must be back. Resident memory also has what the allocator keeps for the next rush, so
    // it only must not go on growing: the most it was at rest before is the mark.
    const mark =
      kind === "rss" ? Math.max(...atRest.map((measurement) => measurement.rss)) : (warm?.[kind] ?? 0);
    const growth = end[kind] - mark;
    if (growth > (kind === "rss" ? rssLimit : 10))
      violations.push(`${name}: ${kind} has grown by ${growth.toFixed(1)} MiB`);
  }
  return violations;
}

/**
 * A run that did not do what it is for proves nothing, however quiet it was.
 * @param {SoakRun} run
 * @param {SoakOptions} options
 */
function judgeCoverage({ served, load, sweepsDone, answerSweepsDone }, { sweeps, connections }) {
  const violations = Object.entries(load.plays)
    .filter(([, count]) => count === 0)
    .map(([name]) => `load: never played "${name}"`);
  if (Math.min(sweepsDone, answerSweepsDone) < sweeps) {
    violations.push(
      `load: ${sweepsDone.toFixed(1)} and ${answerSweepsDone.toFixed(1)} sweeps of the handshake cuts`,
    );
  }
  if (served.peakClients < connections / 4)
    violations.push(`load: only ${served.peakClients} clients at the peak`);
  return violations;
}

/** @param {SoakRun} run @param {SoakOptions} options */
function judge(run, options) {
  const { measured, served, load, left } = run;
  const { rssLimit } = options;
  const violations = [
    ...judgeProcess("server", measured, rssLimit),
    ...judgeProcess("load", measured, rssLimit),
  ];
  if (left.sockets > 0) violations.push(`server: ${left.sockets} sockets still open`);
  if (left.clients > 0) violations.push(`server: ${left.clients} clients still counted`);
  if (served.closes !== served.connections) {
    violations.push(`server: ${served.connections} connections, ${served.closes} closes`);
  }
  if (served.sendCallbacks !== served.sends) {
    violations.push(`server: ${served.sends} sends, ${served.sendCallbacks} callbacks`);
  }
  violations.push(...judgeCoverage(run, options));
  if (load.failed > 0) violations.push(`load: ${load.failed} of ${load.played} plays failed`);
  return [...violations, ...load.failures];
}

/** @param {ServerProcess} server @param {LoadProcess} load */
async function measureBoth(server, load) {
  const [ofServer, ofLoad] = await Promise.all([
    server.ask("measure", undefined),
    load.ask("measure", undefined),
  ]);
  return { server: ofServer, load: ofLoad };
}

/** @param {ServerProcess} server @param {LoadProcess} load @param {SoakOptions["log"]} log */
async function reportProgress(server, load, log) {
  const [served, loaded] = await Promise.all([
    server.ask("status", undefined),
    load.ask("status", undefined),
  ]);
  log(
    `  ${served.sockets} sockets, ${served.clients} clients, ${served.connections} connections so far, ` +
      `${loaded.echoes} echoes, ${loaded.cuts} cuts, ${loaded.failed} failures`,
  );
}

/**
 * @param {{ server: ServerProcess, load: LoadProcess, log: SoakOptions["log"] }} children
 * @param {import("./types.ts").RunDetails} details
 */
async function runPhase({ server, load, log }, details) {
  const timer = setInterval(() => {
    reportProgress(server, load, log).catch(() => undefined);
  }, 10_000);
  try {
    await load.ask("run", details);
    return await server.ask("drain", { patience: drainPatience });
  } finally {
    clearInterval(timer);
  }
}

/**
 * @param {SoakOptions} options
 * @returns {Promise<SoakRun & { violations: string[] }>}
 */
export async function runSoak(options) {
  const { module, connections, seconds, rounds, warmUpSeconds, sweeps, seed, log } = options;
  /** @type {ServerProcess} */
  const server = startFrugalProcess(new URL("server.mjs", import.meta.url), { module });
  /** @type {LoadProcess} */
  const load = startFrugalProcess(new URL("load.mjs", import.meta.url), { module, seed, connections });
  const children = { server, load, log };
  try {
    const ports = await server.ask("listen", undefined);
    const fresh = await measureBoth(server, load);
    log(`warm-up: ${warmUpSeconds} s with ${connections} connections`);
    await runPhase(children, { ports, seconds: warmUpSeconds, sweeps: 0 });
    const warm = await measureBoth(server, load);
    const before = await load.ask("status", undefined);
    /** @type {import("./types.ts").Pair[]} */
    const measuredRounds = [];
    let left = { sockets: 0, clients: 0 };
    for (let round = 1; round <= rounds; round += 1) {
      log(`round ${round} of ${rounds}: ${(seconds / rounds).toFixed(0)} s with ${connections} connections`);
      // The sweep is completed, where time has not sufficed, in the last round.
      left = await runPhase(children, {
        ports,
        seconds: seconds / rounds,
        sweeps: round === rounds ? sweeps : 0,
      });
      measuredRounds.push(await measureBoth(server, load));
    }
    const served = await server.ask("status", undefined);
    const loaded = await load.ask("status", undefined);
    const sweepsDone = (loaded.cuts - before.cuts) / loaded.sweep;
    const answerSweepsDone = (loaded.answerCuts - before.answerCuts) / loaded.answerSweep;
    const run = {
      measured: { fresh, warm, rounds: measuredRounds },
      served,
      load: loaded,
      left,
      sweepsDone,
      answerSweepsDone,
    };
    return { ...run, violations: judge(run, options) };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

/** @param {...string} cells */
function row(...cells) {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(22) : cell.padStart(12))).join("");
}

/**
 * The table that goes with a run.
 * @param {SoakRun} run
 */
export function formatReport({ measured, served, load, left, sweepsDone, answerSweepsDone }) {
  const { fresh, warm, rounds } = measured;
  const last = rounds.at(-1) ?? warm;
  const lines = [];
  for (const name of /** @type {const} */ (["server", "load"])) {
    lines.push(row(name, "fresh", "warmed up", ...rounds.map((_, index) => `round ${index + 1}`)));
    for (const kind of memoryKinds) {
      const values = [fresh, warm, ...rounds].map((pair) => pair[name][kind].toFixed(1));
      lines.push(row(`  ${kind}, MiB`, ...values));
    }
    lines.push(`  handles, fresh      ${describeHandles(fresh[name].handles)}`);
    lines.push(`  handles, end        ${describeHandles(last[name].handles)}`);
    const { uncaughtException, unhandledRejection, warnings } = last[name];
    lines.push(
      `  unhandled           ${uncaughtException} exceptions, ${unhandledRejection} rejections, ${warnings} warnings`,
    );
  }
  const { lag } = last.server;
  lines.push(
    `connections ${served.connections} (peak ${served.peakClients}), closes ${served.closes}, upgrades ${served.upgrades}, ` +
      `left ${left.clients} clients and ${left.sockets} sockets`,
    `messages in ${served.messages} (${(served.bytes / 1_048_576).toFixed(0)} MiB), sends ${served.sends}, ` +
      `callbacks ${served.sendCallbacks}, echoes checked ${load.echoes}, connection errors ${served.connectionErrors}`,
    `cuts in the request ${load.cuts}, ${sweepsDone.toFixed(1)} sweeps of ${load.sweep} since the warm-up; ` +
      `in the answer ${load.answerCuts}, ${answerSweepsDone.toFixed(1)} sweeps of ${load.answerSweep}`,
    `event loop lag of the server, last round: p99 ${lag.p99.toFixed(0)} ms, max ${lag.max.toFixed(0)} ms`,
    `played: ${Object.entries(load.plays)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(", ")}`,
  );
  return lines.join("\n");
}
