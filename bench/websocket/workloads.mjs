/** What is measured. Each workload is run for every contender, in processes of its own. */
import { TEXT_SIZE, broadcast, connect, echo, idle } from "../lib/workload.mjs";

/** @typedef {import("../lib/suite.mjs").Scene} Scene */
/** @typedef {import("../lib/suite.mjs").Workload} Workload */

const OPEN = "open";

/** @type {readonly Workload[]} */
export const workloads = [
  {
    name: "echo",
    title: "echo, 500 connections, 4 in flight each, 32 characters",
    unit: "µs/message",
    app: "echo",
    targets: { controlByOurs: 1.5, oursByFloor: 1.25 },
    run: (scene) =>
      echo(scene, { open: OPEN, connections: 500, kind: "text", size: TEXT_SIZE, inFlight: 4, burst: 1 }),
  },
  {
    name: "broadcast-1-500",
    title: "broadcast to 500, 1 message per turn",
    unit: "µs/delivery",
    app: "broadcast",
    targets: { oursByFloor: 1.25 },
    run: (scene) => broadcastTexts(scene, 500, 1),
  },
  {
    name: "broadcast-1-1000",
    title: "broadcast to 1,000, 1 message per turn",
    unit: "µs/delivery",
    app: "broadcast",
    targets: { oursByFloor: 1.25 },
    run: (scene) => broadcastTexts(scene, 1000, 1),
  },
  {
    name: "broadcast-4",
    title: "broadcast to 500, 4 messages in the same turn",
    unit: "µs/delivery",
    app: "broadcast",
    targets: { controlByOurs: 4, oursByFloor: 1.25 },
    run: (scene) => broadcastTexts(scene, 500, 4),
  },
  {
    name: "bursts",
    title: "bursts of 20 pipelined messages, echoed, 500 connections",
    unit: "µs/message",
    app: "echo",
    targets: { oursByFloor: 1.25 },
    run: (scene) =>
      echo(scene, { open: OPEN, connections: 500, kind: "text", size: TEXT_SIZE, inFlight: 1, burst: 20 }),
  },
  {
    name: "binary-64k",
    title: "echo of 64 KB binary, 25 connections, 1 in flight each",
    unit: "µs/message",
    app: "echo",
    targets: { oursByFloor: 1.25 },
    run: (scene) =>
      echo(scene, { open: OPEN, connections: 25, kind: "binary", size: 65_536, inFlight: 1, burst: 1 }),
  },
  {
    name: "connect",
    title: "opening a connection, HTTP upgrade included",
    unit: "µs/connection",
    app: "echo",
    targets: { oursByFloor: 1.25 },
    run: (scene) => connect(scene, "connect"),
  },
  {
    name: "idle",
    title: "memory of an idle connection, 10,000 open",
    unit: "KB/connection",
    app: "echo",
    targets: { controlByOurs: 1, oursByFloor: 1.25 },
    run: (scene) => idle(scene, OPEN),
  },
];

/**
 * @param {Scene} scene
 * @param {number} connections
 * @param {number} perTick
 * @returns {Promise<import("../lib/suite.mjs").Measurement>}
 */
function broadcastTexts(scene, connections, perTick) {
  return broadcast(scene, { open: OPEN, connections, trigger: String(perTick), size: TEXT_SIZE, perTick });
}
