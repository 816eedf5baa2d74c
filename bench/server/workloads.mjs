/** What is measured. Each workload is run for every contender, in processes of its own. */
import { TEXT_SIZE, broadcast, connect, echo, idle } from "../lib/workload.mjs";
import { rooms } from "./rooms.mjs";
import { NEWS } from "./wire.mjs";

/** @typedef {import("../lib/suite.mjs").Scene} Scene */

const OPEN = "open";

/** @type {Readonly<Record<"echo" | "ask" | "answer", import("./wire.mjs").Wrap>>} */
const WRAPS = {
  echo: ['42["echo","', '"]'],
  ask: ['4217["ask","', '"]'],
  answer: ['4317["', '"]'],
};

/** 500 connections and text in all that is sent and comes back. */
const TALK = /** @type {const} */ ({ open: OPEN, connections: 500, kind: "text", size: TEXT_SIZE });

/** @type {readonly import("../lib/suite.mjs").Workload[]} */
export const workloads = [
  {
    name: "echo",
    title: "echo, 500 connections, 4 in flight each, 32 characters",
    unit: "µs/message",
    app: "echo",
    targets: { controlByOurs: 2 },
    run: (scene) => echo(scene, { ...TALK, wrap: WRAPS.echo, inFlight: 4, burst: 1 }),
  },
  {
    name: "ack",
    title: "acknowledgements, 500 connections, 4 in flight each, 32 characters",
    unit: "µs/message",
    app: "echo",
    targets: { controlByOurs: 2 },
    run: (scene) => echo(scene, { ...TALK, wrap: WRAPS.ask, wrapReply: WRAPS.answer, inFlight: 4, burst: 1 }),
  },
  {
    name: "broadcast-4",
    title: "broadcast to 500, 4 emits in the same turn",
    unit: "µs/delivery",
    app: "broadcast",
    targets: { controlByOurs: 4 },
    run: (scene) => broadcastNews(scene, 500, 4),
  },
  {
    name: "broadcast-1-1000",
    title: "broadcast to 1,000, 1 emit per turn",
    unit: "µs/delivery",
    app: "broadcast",
    targets: {},
    run: (scene) => broadcastNews(scene, 1000, 1),
  },
  {
    name: "broadcast-1-10000",
    title: "broadcast to 10,000, 1 emit per turn",
    unit: "µs/delivery",
    app: "broadcast",
    targets: { controlByOurs: 1.6 },
    run: (scene) => broadcastNews(scene, 10_000, 1),
  },
  {
    name: "bursts",
    title: "bursts of 20 pipelined messages, echoed, 500 connections",
    unit: "µs/message",
    app: "echo",
    targets: { controlByOurs: 5 },
    run: (scene) => echo(scene, { ...TALK, wrap: WRAPS.echo, inFlight: 1, burst: 20 }),
  },
  {
    name: "connect",
    title: "opening a connection, until the namespace lets it in",
    unit: "µs/connection",
    app: "echo",
    targets: { controlByOurs: 1.7 },
    run: (scene) => connect(scene, "connect"),
  },
  {
    name: "idle",
    title: "memory of an idle connection, 10,000 open",
    unit: "KB/connection",
    app: "echo",
    // At most 0.65 of it.
    targets: { controlByOurs: 1.54 },
    run: (scene) => idle(scene, OPEN),
  },
  {
    name: "rooms",
    title: "broadcast to rooms of 10, 20,000 sockets in 2,000 rooms",
    unit: "µs/delivery",
    app: "rooms",
    targets: {},
    run: rooms,
  },
];

/**
 * @param {Scene} scene
 * @param {number} connections
 * @param {number} perTick
 * @returns {Promise<import("../lib/suite.mjs").Measurement>}
 */
function broadcastNews(scene, connections, perTick) {
  const trigger = `42["broadcast",${perTick}]`;
  return broadcast(scene, { open: OPEN, connections, trigger, wrap: NEWS, size: TEXT_SIZE, perTick });
}
