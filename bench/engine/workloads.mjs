/** What is measured. Each workload is run for every contender, in processes of its own. */
import { TEXT_SIZE, connect, echo, idle, open, scale, toMeasurement } from "../lib/workload.mjs";

/** @typedef {import("../lib/suite.mjs").Scene} Scene */

const OPEN_WEBSOCKET = "openWebSocket";
const OPEN_POLLING = "openPolling";
const SESSIONS = 500;
const APP = "echo";

/** @type {readonly import("../lib/suite.mjs").Workload[]} */
export const workloads = [
  {
    name: "ws-echo",
    title: "echo over WebSocket, 500 sessions, 4 in flight each, 32 characters",
    unit: "µs/message",
    app: APP,
    targets: { controlByOurs: 1.8 },
    run: (scene) =>
      echo(scene, {
        open: OPEN_WEBSOCKET,
        connections: SESSIONS,
        kind: "text",
        wrap: ["4", ""],
        size: TEXT_SIZE,
        inFlight: 4,
        burst: 1,
      }),
  },
  {
    name: "polling-echo",
    title: "echo over polling, 500 sessions, 1 message of 32 characters per POST",
    unit: "µs/message",
    app: APP,
    targets: { controlByOurs: 1.3 },
    run: (scene) => pollingEcho(scene, 1),
  },
  {
    name: "polling-echo-batched",
    title: "echo over polling, 500 sessions, 10 messages of 32 characters per POST",
    unit: "µs/message",
    app: APP,
    targets: {},
    run: (scene) => pollingEcho(scene, 10),
  },
  {
    name: "connect-ws",
    title: "opening a session over WebSocket, until the open packet",
    unit: "µs/session",
    app: APP,
    targets: {},
    run: (scene) => connect(scene, "connectWebSocket"),
  },
  {
    name: "connect-polling",
    title: "opening a session over polling, until the open packet",
    unit: "µs/session",
    app: APP,
    targets: {},
    run: (scene) => connect(scene, "connectPolling"),
  },
  {
    name: "idle-ws",
    title: "memory of an idle session over WebSocket, 10,000 open",
    unit: "KB/session",
    app: APP,
    targets: {},
    run: (scene) => idle(scene, OPEN_WEBSOCKET),
  },
  {
    name: "idle-polling",
    title: "memory of an idle session over polling with its GET held, 10,000 open",
    unit: "KB/session",
    app: APP,
    targets: {},
    run: (scene) => idle(scene, OPEN_POLLING),
  },
];

/**
 * @param {Scene} scene
 * @param {number} batch Messages per POST.
 * @returns {Promise<import("../lib/suite.mjs").Measurement>}
 */
async function pollingEcho(scene, batch) {
  const { server, load, port, setting } = scene;
  await open(scene, OPEN_POLLING, scale(setting, SESSIONS));
  const { warmUp, measure } = setting;
  const options = { port, batch, size: TEXT_SIZE, serverPid: server.pid, warmUp, measure };
  const cost = await load.call("pollingEcho", options);
  const perAnswer = cost.units / cost.polls;
  return { ...toMeasurement(cost), note: `${perAnswer.toFixed(1)} messages per GET` };
}
