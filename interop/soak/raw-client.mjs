// TCP clients that speak just enough HTTP to get in, and then do what they like.
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** How long a peer that did wrong, or left, waits for the server to close the connection. */
const patience = 20_000;

/**
 * An upgrade request as bytes.
 * @param {number} port
 * @param {string} path
 * @param {boolean} [deflate]
 */
export function upgradeRequest(port, path, deflate = false) {
  return Buffer.from(
    [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: c29ja2V5ZSBzb2FrIHJ1bg==",
      ...(deflate ? ["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"] : []),
      "Origin: http://soak.test",
      "\r\n",
    ].join("\r\n"),
  );
}

/**
 * Connects; resets of the other side are part of the game and only end the connection.
 * @param {number} port
 * @returns {Promise<import("node:net").Socket>}
 */
export function connectRaw(port) {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => undefined);
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(socket));
    socket.once("close", () => resolve(socket));
  });
}

/**
 * Writes and waits until the kernel has it, or the connection is gone.
 * @param {import("node:net").Socket} socket
 * @param {Buffer} bytes
 * @returns {Promise<void>}
 */
export function write(socket, bytes) {
  return new Promise((resolve) => {
    if (socket.destroyed || bytes.length === 0) resolve();
    else socket.write(bytes, () => resolve());
  });
}

/**
 * Waits until the other side closes, then closes as well. `false` when it did not in time.
 * @param {import("node:net").Socket} socket
 */
export async function waitForClose(socket) {
  if (socket.destroyed) return true;
  socket.resume();
  let ended = false;
  /** @type {Promise<void>} */
  const end = new Promise((resolve) => {
    const done = () => {
      ended = true;
      resolve();
    };
    socket.once("end", done);
    socket.once("close", done);
  });
  if (socket.readableEnded) ended = true;
  const timer = new AbortController();
  if (!ended)
    await Promise.race([end, delay(patience, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
  socket.destroy();
  return ended;
}

/**
 * Connects and upgrades. The bytes after the answer's head are in `rest`; `undefined` when there was no 101.
 * @param {number} port
 * @param {string} path
 * @param {boolean} [deflate]
 * @returns {Promise<import("./types.ts").RawConnection | undefined>}
 */
export async function openRaw(port, path, deflate = false) {
  const socket = await connectRaw(port);
  await write(socket, upgradeRequest(port, path, deflate));
  /** @type {Buffer[]} */
  const received = [];
  /** @type {{ text: string, rest: Buffer } | undefined} */
  const head = await new Promise((resolve) => {
    const onData = (/** @type {Buffer} */ chunk) => {
      received.push(chunk);
      const all = Buffer.concat(received);
      const end = all.indexOf("\r\n\r\n");
      if (end !== -1) resolve({ text: all.toString("latin1", 0, end), rest: all.subarray(end + 4) });
    };
    socket.on("data", onData);
    socket.once("close", () => resolve(undefined));
    socket.once("end", () => resolve(undefined));
  });
  socket.removeAllListeners("data");
  socket.pause();
  if (head === undefined || !head.text.startsWith("HTTP/1.1 101")) {
    socket.destroy();
    return undefined;
  }
  return { socket, rest: head.rest };
}

/**
 * @param {import("node:net").Socket} socket
 * @param {import("./types.ts").Manner} manner
 */
export function leave(socket, manner) {
  if (manner === "rst") socket.resetAndDestroy();
  else if (manner === "fin") socket.end();
  else socket.destroy();
}
