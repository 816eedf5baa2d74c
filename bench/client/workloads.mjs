/** What is measured. Each workload is run for every contender, in processes of its own. */
import { CONCURRENCY, connect, idle, scale, toMeasurement } from "../lib/workload.mjs";
import { summarize } from "../lib/statistics.mjs";
import { BURST } from "./wire.mjs";

/** @typedef {import("../lib/suite.mjs").Scene} Scene */
/** @typedef {import("../lib/suite.mjs").Measurement} Measurement */
/** @typedef {import("./load/talk.mjs").Talk} Talk */

const CONNECTIONS = 100;
/** How many clients are opened one after the other. */
const TIMED = 500;

/** @type {readonly import("../lib/suite.mjs").Workload[]} */
export const workloads = [
  {
    name: "receive",
    title: `receiving, ${CONNECTIONS} clients, ${BURST} events of 32 characters per write of the server`,
    unit: "µs/message",
    app: "clients",
    targets: { controlByOurs: 1 },
    run: (scene) => talk(scene, "receive"),
  },
  {
    name: "receive-binary",
    title: `receiving, ${CONNECTIONS} clients, ${BURST} events with 1 KB of bytes per write of the server`,
    unit: "µs/message",
    app: "clients",
    targets: { controlByOurs: 1 },
    run: (scene) => talk(scene, "receive-binary"),
  },
  {
    name: "send",
    title: `sending, ${CONNECTIONS} clients, ${BURST} events of 32 characters in the same turn`,
    unit: "µs/message",
    app: "clients",
    targets: { controlByOurs: 1 },
    run: (scene) => talk(scene, "send"),
  },
  {
    name: "echo",
    title: `one event in, one event out, ${CONNECTIONS} clients, 4 in flight each, 32 characters`,
    unit: "µs/message",
    app: "clients",
    targets: { controlByOurs: 1 },
    run: (scene) => talk(scene, "echo"),
  },
  {
    name: "ask",
    title: `events that are acknowledged, ${CONNECTIONS} clients, 4 in flight each, 32 characters`,
    unit: "µs/message",
    app: "clients",
    targets: { controlByOurs: 1 },
    run: (scene) => talk(scene, "ask"),
  },
  {
    name: "connect-ws",
    title: "opening a client over WebSocket, until its first event",
    unit: "µs/client",
    app: "clients",
    targets: { controlByOurs: 1 },
    run: (scene) => connect(scene, "connectWebSocket"),
  },
  {
    name: "connect-polling",
    title: "opening a client over polling, until its first event",
    unit: "µs/client",
    app: "clients",
    targets: { controlByOurs: 1 },
    run: (scene) => connect(scene, "connectPolling"),
  },
  {
    name: "first-ws",
    title: "time to the first event over WebSocket, one client after the other",
    unit: "µs",
    app: "clients",
    targets: { controlByOurs: 1 },
    run: (scene) => time(scene, "websocket"),
  },
  {
    name: "first-polling",
    title: "time to the first event over polling, one client after the other",
    unit: "µs",
    app: "clients",
    targets: { controlByOurs: 1 },
    run: (scene) => time(scene, "polling"),
  },
  {
    name: "idle",
    title: "memory of an idle client over WebSocket, 10,000 open",
    unit: "KB/client",
    app: "clients",
    targets: { controlByOurs: 1 },
    run: (scene) => idle(scene, "open"),
  },
];

/**
 * @param {Scene} scene
 * @param {Talk} name
 * @returns {Promise<Measurement>}
 */
async function talk({ server, load, port, setting }, name) {
  const { warmUp, measure } = setting;
  await load.call("open", { port, count: scale(setting, CONNECTIONS), concurrency: CONCURRENCY });
  return toMeasurement(await load.call("talk", { talk: name, serverPid: server.pid, warmUp, measure }));
}

/**
 * @param {Scene} scene
 * @param {import("./wire.mjs").Transport} transport
 * @returns {Promise<Measurement>}
 */
async function time({ load, port, setting }, transport) {
  const count = scale(setting, TIMED);
  /** @type {number[]} */
  const durations = await load.call("time", { port, transport, count });
  // What is compiled while the first are opened is not the question; see `connect` for what all of them cost.
  const { median, max } = summarize(durations.slice(Math.floor(count / 2)));
  return {
    cost: median,
    rate: undefined,
    system: undefined,
    busy: undefined,
    note: `first ${Math.round(durations[0] ?? 0)} µs, longest of the later ones ${Math.round(max)} µs`,
  };
}
