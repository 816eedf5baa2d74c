// Clients of the implementation under test that keep to the rules and check every byte that they are told.
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { judgeAnswerCut } from "./answer-cuts.mjs";

/**
 * @typedef {import("./types.ts").LoadContext} LoadContext
 * @typedef {import("./types.ts").Dialled} Dialled
 * @typedef {import("./types.ts").Message} Message
 * @typedef {import("./types.ts").SendMessage} SendMessage
 * @typedef {import("@sockeye/websocket").WebSocket} WebSocket
 * @typedef {{ path: string, perMessageDeflate?: boolean }} ClientPlan a path of the usual servers, or a whole URL
 */

const patience = 30_000;

/** @param {LoadContext} context @param {string} path */
function urlOf({ ports, random }, path) {
  return `ws://127.0.0.1:${random.pick([ports.deciding, ports.byHand])}${path}`;
}

/**
 * A client whose end is a promise; the errors it was told come with the close.
 * @param {LoadContext} context
 * @param {ClientPlan} plan
 * @returns {Dialled}
 */
function dial(context, { path, perMessageDeflate = false }) {
  const url = path.startsWith("ws:") ? path : urlOf(context, path);
  const socket = new context.WebSocket(url, {
    perMessageDeflate,
    handshakeTimeout: patience,
  });
  /** @type {Error[]} */
  const errors = [];
  socket.on("error", (/** @type {Error} */ error) => errors.push(error));
  /** @type {Promise<import("./types.ts").SeenEnd>} */
  const closed = new Promise((resolve) => {
    socket.on("close", (/** @type {number} */ code, /** @type {Buffer} */ reason) => {
      resolve({ code, reason: String(reason), errors });
    });
  });
  return { socket, closed };
}

/** @param {Dialled} dialled */
async function waitForOpen({ socket, closed }) {
  const opened = new Promise((resolve) => {
    socket.on("open", resolve);
  });
  const lost = closed.then(({ code, errors }) => {
    throw new Error(`closed with ${code} before it opened: ${errors.join(", ")}`);
  });
  lost.catch(() => undefined);
  await Promise.race([opened, lost]);
}

/**
 * A client from its opening to its end; one that fails takes its connection along, so that only the failure is reported.
 * @param {LoadContext} context
 * @param {ClientPlan} plan
 * @param {(dialled: Dialled) => Promise<void>} use
 */
async function withClient(context, plan, use) {
  const dialled = dial(context, plan);
  try {
    await waitForOpen(dialled);
    await use(dialled);
  } finally {
    dialled.socket.terminate();
  }
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {string} what
 * @returns {Promise<T>}
 */
async function within(promise, what) {
  const timer = new AbortController();
  /** @type {Promise<never>} */
  const late = delay(patience, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${what}: nothing for 30 s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}

/**
 * @param {import("./types.ts").SeenEnd} end
 * @param {number} wantedCode
 * @param {string} [wantedReason]
 */
function expectClose({ code, reason, errors }, wantedCode, wantedReason) {
  if (code === wantedCode && (wantedReason === undefined || reason === wantedReason) && errors.length === 0)
    return;
  throw new Error(
    `closed with ${code} ${JSON.stringify(reason)} ${errors.join(", ")}, not with ${wantedCode}`,
  );
}

/** @param {LoadContext} context @param {Dialled} dialled */
async function closeProperly(context, { socket, closed }) {
  const code = context.random.pick([1000, 1001, 3000, 4999]);
  socket.close(code, "bye · 再见");
  expectClose(await within(closed, "close"), code);
}

const words = ["wave ", "€uro ", "🐟 ", "plain ascii text ", "été "];

/**
 * Text or bytes, as a Buffer: an echo is compared byte by byte, which is stricter than a hash.
 * @param {import("./random.mjs").Random} random
 * @param {number} size
 * @returns {Message}
 */
function createMessage(random, size) {
  if (random.chance(0.5)) return { data: Buffer.alloc(size, random.below(256)), binary: true };
  return { data: Buffer.from(random.pick(words).repeat(Math.ceil(size / 10))), binary: false };
}

/** @type {SendMessage} */
function sendWhole(socket, { data, binary }) {
  socket.send(data, { binary });
}

/** @type {SendMessage} */
function sendInFragments(socket, { data, binary }) {
  const middle = data.length >> 1;
  socket.send(data.subarray(0, middle), { binary, fin: false });
  socket.ping("in between");
  socket.send(data.subarray(middle), { binary, fin: true });
}

/**
 * Sends the batch at once and expects it back in order.
 * @param {LoadContext} context
 * @param {Dialled} dialled
 * @param {{ send: SendMessage, messages: readonly Message[] }} batch
 */
async function echoBatch(context, { socket, closed }, batch) {
  const { send, messages } = batch;
  let next = 0;
  /** @type {(data: Buffer, isBinary: boolean) => void} */
  let onMessage = () => undefined;
  /** @type {Promise<void>} */
  const back = new Promise((resolve, reject) => {
    onMessage = (data, isBinary) => {
      const expected = messages[next];
      next += 1;
      if (expected === undefined || isBinary !== expected.binary || !expected.data.equals(data)) {
        reject(new Error(`message ${next} of ${messages.length} came back changed (${data.length} bytes)`));
      } else if (next === messages.length) resolve();
    };
  });
  socket.on("message", onMessage);
  for (const message of messages) send(socket, message);
  /** @type {Promise<never>} */
  const lost = closed.then(({ code, errors }) => {
    throw new Error(`closed with ${code} after ${next} of ${messages.length} echoes: ${errors.join(", ")}`);
  });
  lost.catch(() => undefined);
  await within(Promise.race([back, lost]), `echo ${next} of ${messages.length}`);
  socket.off("message", onMessage);
  context.counts.echoes += messages.length;
}

/**
 * @typedef {object} EchoPlan
 * @property {string} path
 * @property {readonly number[]} sizes upper limits, of which one is drawn for each message
 * @property {number} rounds
 * @property {number} burst
 * @property {SendMessage} [send]
 * @property {boolean} [deflate]
 */

/** @param {LoadContext} context @param {EchoPlan} plan */
function echo(context, { path, sizes, rounds, burst, send = sendWhole, deflate = false }) {
  const { random } = context;
  return withClient(context, { path, perMessageDeflate: deflate }, async (dialled) => {
    for (let round = 0; round < rounds && !context.stopping; round += 1) {
      const messages = Array.from({ length: random.between(1, burst) }, () =>
        createMessage(random, random.below(random.pick(sizes))),
      );
      await echoBatch(context, dialled, { send, messages });
      await context.pause(random.between(50, 1_500));
    }
    await closeProperly(context, dialled);
  });
}

/** @param {LoadContext} context */
const rounds = ({ random }) => random.between(2, 12);

/** @param {LoadContext} context */
export const echoSmall = (context) =>
  echo(context, { path: "/echo", sizes: [1, 126, 1_024], rounds: rounds(context), burst: 10 });

/** @param {LoadContext} context */
export const echoLarge = (context) =>
  echo(context, { path: "/echo", sizes: [65_536, 1_000_000], rounds: 2, burst: 2 });

/** @param {LoadContext} context */
export const echoFragments = (context) =>
  echo(context, {
    path: context.random.pick(["/echo", "/fragments"]),
    sizes: [2, 200, 70_000],
    rounds: rounds(context),
    burst: 4,
    send: sendInFragments,
  });

/** @param {LoadContext} context */
export const echoDeflated = (context) =>
  echo(context, {
    path: context.random.pick(["/echo", "/fragments"]),
    sizes: [500, 5_000, 100_000],
    rounds: rounds(context),
    burst: 4,
    send: context.random.pick([sendWhole, sendInFragments]),
    deflate: true,
  });

/**
 * Idle but for a ping now and then.
 * @param {LoadContext} context
 */
export function idle(context) {
  const { random } = context;
  return withClient(context, { path: "/echo" }, async (dialled) => {
    for (let round = random.between(1, 4); round > 0 && !context.stopping; round -= 1) {
      const payload = `ping ${round}`;
      dialled.socket.ping(payload);
      const [pong] = await within(once(dialled.socket, "pong"), "pong");
      if (String(pong) !== payload) throw new Error(`pong ${pong} instead of ${payload}`);
      await context.pause(random.between(500, 3_000));
    }
    await closeProperly(context, dialled);
  });
}

/** @param {LoadContext} context */
export function closedByServer(context) {
  const { random } = context;
  const code = random.pick([1000, 1001, 1008, 1011, 4000]);
  const path = `/close?code=${code}&after=${random.below(1_000)}`;
  return withClient(context, { path }, async ({ closed }) => {
    expectClose(await within(closed, "close"), code, "server says so");
  });
}

/** @param {LoadContext} context */
export function terminatedByServer(context) {
  const path = `/terminate?after=${context.random.below(1_000)}`;
  return withClient(context, { path }, async ({ closed }) => {
    const { code } = await within(closed, "close");
    if (code !== 1006) throw new Error(`closed with ${code} after the server cut the connection`);
  });
}

/** @param {LoadContext} context */
export async function refused(context) {
  const { random } = context;
  const status = random.pick([401, 403, 404, 503]);
  const { closed } = dial(context, { path: `/echo?refuse=${status}&wait=${random.pick([0, 20])}` });
  const { code, errors } = await within(closed, "refusal");
  if (code !== 1006 || errors.length !== 1 || !String(errors[0]).includes(String(status))) {
    throw new Error(`closed with ${code} and ${errors.join(", ")}, not refused with ${status}`);
  }
}

/**
 * A server that breaks off in its answer.
 * @param {LoadContext} context
 */
export async function meetCutAnswer(context) {
  const cut = context.answerCuts.next();
  const path = `ws://127.0.0.1:${context.ports.cutting}/?at=${cut.at}&manner=${cut.manner}`;
  const { socket, closed } = dial(context, { path });
  const seen = { opened: false, messages: 0 };
  socket.on("open", () => {
    seen.opened = true;
  });
  socket.on("message", () => {
    seen.messages += 1;
  });
  try {
    const { code } = await within(closed, `close after ${cut.manner} at byte ${cut.at} of the answer`);
    judgeAnswerCut(cut, { ...seen, code });
  } finally {
    socket.terminate();
  }
}

/**
 * Gives up while the server is still thinking about the handshake.
 * @param {LoadContext} context
 */
export async function abortWhilePending(context) {
  const { random } = context;
  const { socket, closed } = dial(context, { path: `/echo?wait=${random.between(0, 60)}` });
  await delay(random.below(80));
  if (random.chance(0.5)) socket.terminate();
  else socket.close(1000);
  await within(closed, "close of an aborted client");
}

/**
 * Cuts its own connection while its echoes are under way.
 * @param {LoadContext} context
 */
export function terminateWhileBusy(context) {
  const { random } = context;
  const path = random.pick(["/echo", "/fragments", "/push"]);
  return withClient(context, { path, perMessageDeflate: random.chance(0.5) }, async ({ socket, closed }) => {
    for (let count = random.between(1, 10); count > 0; count -= 1) {
      sendWhole(socket, createMessage(random, random.below(50_000)));
    }
    await delay(random.below(20));
    socket.terminate();
    const { code } = await within(closed, "close");
    if (code !== 1006) throw new Error(`closed with ${code} after terminate()`);
  });
}
