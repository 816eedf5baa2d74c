// Many sessions that idle, then many that come and go; what they cost, and what they leave behind.
import { setTimeout as delay } from "node:timers/promises";
import { startFrugalProcess } from "../harness/start-process.mjs";

/**
 * @typedef {import("./types.ts").RunOptions} RunOptions
 * @typedef {import("./types.ts").ServerProcess} ServerProcess
 * @typedef {import("./types.ts").ClientProcess} ClientProcess
 * @typedef {import("../harness/types.ts").AtRest} AtRest
 * @typedef {{ options: RunOptions, server: ServerProcess, clients: ClientProcess, violations: string[] }} Run
 */

const rounds = 3;
/** How often the parent looks. */
const lookEvery = 100;
/** How long everything may take to go when everybody has left. */
const drainPatience = 30_000;
/** How much more MiB of heap than after the warm-up may be left by the churn; a tenth of a kilobyte a session is seen. */
const heapLimit = 8;
const churnAtOnce = 250;
/** Short, as some sessions of the churn fall silent and must be found out. */
const churnHeartbeat = { pingInterval: 1_000, pingTimeout: 3_000 };

/** @param {Run} run @param {string} when */
async function drain({ server, violations }, when) {
  const deadline = Date.now() + drainPatience;
  let status = await server.ask("status", undefined);
  while (Date.now() < deadline && (status.clients > 0 || status.sockets > 0)) {
    await delay(lookEvery);
    status = await server.ask("status", undefined);
  }
  if (status.clients > 0) violations.push(`${when}: ${status.clients} sessions are left`);
  if (status.sockets > 0) violations.push(`${when}: ${status.sockets} TCP connections are left`);
  if (status.closes !== status.connections) {
    violations.push(`${when}: ${status.connections} sessions were opened, ${status.closes} closed`);
  }
  return status;
}

/** @param {Run} run @param {{ when: string, before: AtRest, after: AtRest }} measured */
function compareHandles({ options, violations }, { when, before, after }) {
  for (const kind of new Set([...Object.keys(before.handles), ...Object.keys(after.handles)])) {
    if (kind === "Timeout" && !options.oneTimer) continue;
    const [were, are] = [before.handles[kind] ?? 0, after.handles[kind] ?? 0];
    if (are > were) violations.push(`${when}: ${are} of ${kind} instead of ${were}`);
  }
  for (const error of after.errors) violations.push(`${when}: ${error}`);
}

/** @param {Run} run */
async function watchRounds({ options, server, clients, violations }) {
  const { pingInterval, pingTimeout } = options.heartbeat;
  const deadline = Date.now() + (rounds + 2) * (pingInterval + pingTimeout);
  let mostTimers = 0;
  let report = await clients.ask("idle", undefined);
  while (Date.now() < deadline && report.rounds < rounds) {
    await delay(lookEvery);
    const { timers } = await server.ask("status", undefined);
    mostTimers = Math.max(mostTimers, timers);
    report = await clients.ask("idle", undefined);
  }
  if (report.rounds < rounds) violations.push(`idle: some had only ${report.rounds} heartbeats`);
  if (report.lost > 0) violations.push(`idle: ${report.lost} sessions were lost`);
  if (options.oneTimer && mostTimers !== 1) violations.push(`idle: ${mostTimers} timers instead of one`);
  return mostTimers;
}

/** @param {Run} run */
async function runIdle(run) {
  const { options, server, clients, violations } = run;
  const { idleSessions, log } = options;
  const port = await server.ask("listen", options.heartbeat);
  const before = await server.ask("measure", undefined);
  await clients.ask("openIdle", { port, sessions: idleSessions });
  const timers = await watchRounds(run);
  const { clients: count } = await server.ask("status", undefined);
  if (count !== idleSessions) violations.push(`idle: ${count} sessions instead of ${idleSessions}`);
  const during = await server.ask("measure", undefined);
  const perSession = (/** @type {"rss" | "heap" | "external"} */ kind) =>
    `${(((during[kind] - before[kind]) * 1024) / idleSessions).toFixed(2)} KiB ${kind}`;
  log(`${idleSessions} idle sessions over ${rounds} heartbeats: ${timers} timers at most`);
  log(`each takes ${perSession("rss")}, ${perSession("heap")}, ${perSession("external")}`);
  await clients.ask("closeIdle", undefined);
  await drain(run, "after idling");
  compareHandles(run, { when: "after idling", before, after: await server.ask("measure", undefined) });
  await server.ask("close", undefined);
}

/** @param {Run} run */
async function runChurn(run) {
  const { options, server, clients, violations } = run;
  const { churnedSessions: sessions, log, seed } = options;
  const port = await server.ask("listen", churnHeartbeat);
  const fresh = await server.ask("measure", undefined);
  // The first sessions fill caches and have code compiled; a leak goes on after them.
  await clients.ask("churn", { port, sessions: Math.ceil(sessions / 10), atOnce: churnAtOnce, seed });
  await drain(run, "after the warm-up");
  const warm = await server.ask("measure", undefined);
  const started = Date.now();
  const report = await clients.ask("churn", { port, sessions, atOnce: churnAtOnce, seed: seed + 1 });
  const seconds = (Date.now() - started) / 1_000;
  const status = await drain(run, "after the churn");
  const after = await server.ask("measure", undefined);
  log(
    `${report.played} sessions came and went in ${seconds.toFixed(1)} s: ${JSON.stringify(status.reasons)}`,
  );
  log(
    `heap ${fresh.heap.toFixed(1)} MiB fresh, ${warm.heap.toFixed(1)} warm, ${after.heap.toFixed(1)} after`,
  );
  if (report.failed > 0) violations.push(`churn: ${report.failed} failed`, ...report.failures);
  compareHandles(run, { when: "after the churn", before: fresh, after });
  if (after.heap - warm.heap > heapLimit) {
    violations.push(`churn: the heap grew by ${(after.heap - warm.heap).toFixed(1)} MiB`);
  }
  await server.ask("close", undefined);
}

/**
 * Resolves with everything that is not as it should be.
 * @param {RunOptions} options
 * @returns {Promise<readonly string[]>}
 */
export async function runSessions(options) {
  const { module } = options;
  /** @type {ServerProcess} */
  const server = startFrugalProcess(new URL("server.mjs", import.meta.url), { module });
  /** @type {ClientProcess} */
  const clients = startFrugalProcess(new URL("clients.mjs", import.meta.url), {});
  /** @type {string[]} */
  const violations = [];
  const run = { options, server, clients, violations };
  try {
    await runIdle(run);
    await runChurn(run);
  } finally {
    await Promise.all([server.stop(), clients.stop()]);
  }
  return violations;
}
