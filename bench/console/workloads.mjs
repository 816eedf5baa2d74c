/** What is measured: how much of its core a server uses that has many clients, and something to do for them. */
import { open, requireConnections, scale } from "../lib/workload.mjs";

/** @typedef {import("../lib/suite.mjs").Scene} Scene */

/** Samples come once a second: it takes some to see what they cost. */
const LONGER = 5;
/** From clients in a second; each is answered, which makes two. */
const MESSAGES = 1_000;

/** @type {readonly import("../lib/suite.mjs").Workload[]} */
export const workloads = [
  {
    name: "live",
    title: "10,000 connections, 2,000 messages a second in all",
    unit: "% of a core",
    app: "echo",
    targets: {},
    run: (scene) => chat(scene, 10_000),
  },
];

/**
 * @param {Scene} scene
 * @param {number} connections
 * @returns {Promise<import("../lib/suite.mjs").Measurement>}
 */
async function chat(scene, connections) {
  const { server, load, setting } = scene;
  const count = scale(setting, connections);
  requireConnections(scene, count);
  await open(scene, "open", count);
  const { units, cpu, system, wall } = await load.call("chat", {
    serverPid: server.pid,
    perSecond: scale(setting, MESSAGES),
    warmUp: LONGER * setting.warmUp,
    measure: LONGER * setting.measure,
  });
  return {
    cost: (100 * cpu) / wall,
    rate: units / (wall / 1e6),
    system: system / cpu,
    busy: cpu / wall,
    note: `${count.toLocaleString("en-US")} connections`,
  };
}
