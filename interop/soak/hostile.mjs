// Peers that are rude, broken or gone. None of them may cost the server more than their own connection.
import { setTimeout as delay } from "node:timers/promises";
import { deflateRawSync } from "node:zlib";
import { clientFrame, closeFrame, findCloseCode, invalidFrames } from "./frames.mjs";
import { connectRaw, leave, openRaw, waitForClose, write } from "./raw-client.mjs";

/** @typedef {import("./types.ts").LoadContext} LoadContext */
/** @typedef {import("node:net").Socket} Socket */

/** @type {readonly import("./types.ts").Manner[]} */
const manners = ["rst", "fin", "both"];

const abrupt = /** @type {const} */ (["rst", "both"]);

/** @param {LoadContext} context @param {string} path @param {boolean} [deflate] */
async function open(context, path, deflate = false) {
  const { ports, random } = context;
  const opened = await openRaw(random.pick([ports.deciding, ports.byHand]), path, deflate);
  if (opened === undefined) throw new Error(`no 101 for ${path}`);
  return opened.socket;
}

/**
 * Leaves and, as far as the manner leaves the other side open, insists that the server closes too.
 * @param {Socket} socket
 * @param {import("./types.ts").Manner} manner
 * @param {string} what
 */
async function leaveAndWait(socket, manner, what) {
  leave(socket, manner);
  if (!(await waitForClose(socket))) throw new Error(`still open 20 s after a FIN ${what}`);
}

/** @param {LoadContext} context */
export async function cutInFrame(context) {
  const { random } = context;
  const deflate = random.chance(0.5);
  const socket = await open(context, random.pick(["/echo", "/fragments", "/push"]), deflate);
  const payload = random.bytes(random.pick([0, 5, 125, 126, 4_000, 70_000]));
  const frame = clientFrame(0x2, payload, { fin: random.chance(0.7) });
  await write(socket, frame.subarray(0, random.below(frame.length + 1)));
  await delay(random.below(20));
  await leaveAndWait(socket, random.pick(manners), "inside a frame");
}

/** @param {LoadContext} context */
export async function readSlowly(context) {
  const { random } = context;
  const socket = await open(context, "/push", random.chance(0.3));
  const until = Date.now() + random.between(1_000, 6_000);
  while (Date.now() < until && !socket.destroyed && !context.stopping) {
    socket.read(random.between(1, 4_096));
    await context.pause(random.between(100, 500));
  }
  if (random.chance(0.3)) await write(socket, closeFrame(1000));
  await leaveAndWait(socket, random.pick(manners), "of a slow reader");
}

/** @param {LoadContext} context */
export async function readNothing(context) {
  const { random } = context;
  const socket = await open(context, "/push");
  await context.pause(random.between(500, 5_000));
  await leaveAndWait(socket, random.pick(abrupt), "of a peer that never read");
}

/**
 * Half of the closing handshake, in each of the ways to leave the other half out.
 * @param {LoadContext} context
 */
export async function closeByHalves(context) {
  const { random } = context;
  const kind = random.below(4);
  if (kind === 0) {
    // A FIN without a close frame.
    await leaveAndWait(await open(context, "/echo"), "fin", "without a close frame");
    return;
  }
  if (kind === 1) {
    // A close frame without a FIN: the server closes first (RFC 6455, section 7.1.1).
    const socket = await open(context, "/echo");
    await write(socket, closeFrame(random.pick([1000, 1001, 3000]), "half"));
    if (!(await waitForClose(socket))) throw new Error("still open 20 s after a close frame");
    return;
  }
  // The server's close frame is never answered: gone before the server loses its patience, or right away.
  const socket = await open(context, `/close?code=1001&after=${random.below(50)}`);
  socket.resume();
  await context.pause(kind === 2 ? random.below(100) : random.between(500, 4_000));
  await leaveAndWait(socket, random.pick(manners), "instead of the answer to a close frame");
}

/** @param {LoadContext} context */
export async function sendGarbage(context) {
  const { ports, random } = context;
  const garbage = random.bytes(random.between(1, 3_000));
  const port = random.pick([ports.deciding, ports.byHand]);
  const inside = random.chance(0.7);
  const socket = inside ? await open(context, "/echo", random.chance(0.5)) : await connectRaw(port);
  socket.resume();
  await write(socket, garbage);
  // It may have been the beginning of something legal, so nobody is made to answer.
  await delay(random.below(100));
  leave(socket, random.pick(abrupt));
}

/** @param {Socket} socket */
async function collect(socket) {
  /** @type {Buffer[]} */
  const chunks = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  const closed = await waitForClose(socket);
  return { closed, bytes: Buffer.concat(chunks) };
}

/** @param {LoadContext} context */
export async function sendInvalidFrame(context) {
  const { random } = context;
  const invalid = random.pick(invalidFrames);
  const socket = await open(context, "/echo", random.chance(0.5));
  const valid = Array.from({ length: random.below(3) }, () => clientFrame(0x1, Buffer.from("fine")));
  const collecting = collect(socket);
  await write(socket, Buffer.concat([...valid, invalid.bytes]));
  const { closed, bytes } = await collecting;
  if (!closed) throw new Error(`${invalid.name}: still open after 20 s`);
  const code = findCloseCode(bytes);
  if (code !== invalid.code)
    throw new Error(`${invalid.name}: close code ${code} instead of ${invalid.code}`);
}

const brokenDeflate = [
  { name: "broken deflate data", opcode: 0x2, payload: Buffer.from([0xff, 0xff, 0xff, 0xff]), code: 1007 },
  { name: "a deflate bomb", opcode: 0x2, payload: deflateRawSync(Buffer.alloc(16_777_216)), code: 1009 },
  {
    name: "deflated text that ends in invalid UTF-8",
    opcode: 0x1,
    payload: deflateRawSync(Buffer.concat([Buffer.alloc(1_000_000, "text "), Buffer.from([0xff])])),
    code: 1007,
  },
];

/**
 * Deflated messages that only zlib can find fault with, on another thread; some clients do not wait for what it says.
 * @param {LoadContext} context
 */
export async function sendBrokenDeflate(context) {
  const { random } = context;
  const broken = random.pick(brokenDeflate);
  const socket = await open(context, "/echo", true);
  const frame = clientFrame(broken.opcode, broken.payload, { rsv1: true });
  if (random.chance(0.4)) {
    await write(socket, frame);
    await delay(random.below(10));
    await leaveAndWait(socket, random.pick(manners), `after ${broken.name}`);
    return;
  }
  const collecting = collect(socket);
  await write(socket, frame);
  const { closed, bytes } = await collecting;
  if (!closed) throw new Error(`${broken.name}: still open after 20 s`);
  const code = findCloseCode(bytes);
  if (code !== broken.code) throw new Error(`${broken.name}: close code ${code} instead of ${broken.code}`);
}
