/**
 * Handing frames to a socket: one string, one buffer, several buffers. What is timed is the call that writes, system call
 * included; what the reader on the other end costs is not.
 */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { summarize } from "../lib/statistics.mjs";

const ROUNDS = 9;
const WRITES = 2000;
const HEADER = "\u0081\u0020";

/** @typedef {import("node:net").Socket} Socket */

/**
 * @param {Socket} writer
 * @param {Socket} reader
 * @param {(socket: Socket) => void} write
 * @returns {Promise<number>} Microseconds per call.
 */
async function measure(writer, reader, write) {
  let spent = 0;
  for (let index = 0; index < WRITES; index += 1) {
    // Let the reader empty the pipe first, so that every write goes through at once.
    const arrived = once(reader, "data");
    const started = process.hrtime.bigint();
    write(writer);
    spent += Number(process.hrtime.bigint() - started);
    await arrived;
  }
  return spent / WRITES / 1000;
}

/**
 * @param {number} frames
 * @returns {Record<string, (socket: Socket) => void>}
 */
function waysOfWriting(frames) {
  const text = "abcdefgh".repeat(4);
  const frame = Buffer.from(HEADER + text, "latin1");
  const encode = () => {
    const encoded = Buffer.allocUnsafe(2 + text.length);
    encoded[0] = 0x81;
    encoded[1] = text.length;
    encoded.write(text, 2, "latin1");
    return encoded;
  };
  return {
    "frames encoded, joined, one buffer": (socket) => {
      socket.write(frames === 1 ? encode() : Buffer.concat(Array.from({ length: frames }, encode)));
    },
    "one Latin-1 string": (socket) => {
      let joined = "";
      for (let index = 0; index < frames; index += 1) joined += HEADER + text;
      socket.write(joined, "latin1");
    },
    "one buffer, encoded before": (socket) => {
      socket.write(frames === 1 ? frame : Buffer.concat(Array.from({ length: frames }, () => frame)));
    },
    "vectored write": (socket) => {
      socket.cork();
      for (let index = 0; index < frames; index += 1) socket.write(encode());
      socket.uncork();
    },
    ...(frames <= 4 && {
      "a write per frame": (socket) => {
        for (let index = 0; index < frames; index += 1) socket.write(encode());
      },
    }),
  };
}

const server = createServer();
server.listen({ port: 0, host: "127.0.0.1" });
await once(server, "listening");
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
const accepted = once(server, "connection");
const reader = connect({ port, host: "127.0.0.1" });
const writer = /** @type {Socket} */ ((await accepted)[0]);
writer.setNoDelay(true);

for (const frames of [1, 4, 20]) {
  console.log(`write ${frames} frame(s) of 32 characters`);
  for (const [name, write] of Object.entries(waysOfWriting(frames))) {
    const costs = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      costs.push(await measure(writer, reader, write));
    }
    const { median, min, max } = summarize(costs);
    console.log(
      `  ${name.padEnd(36)} ${median.toFixed(2).padStart(8)} µs (${min.toFixed(2)}–${max.toFixed(2)})`,
    );
  }
}
reader.destroy();
writer.destroy();
server.close();
