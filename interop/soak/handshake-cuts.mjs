// Every byte offset of the upgrade request, and of the two frames sent along with it, cut by RST and by FIN, in turn; and
// the moments after its end.
import { setTimeout as delay } from "node:timers/promises";
import { clientFrame, closeFrame } from "./frames.mjs";
import { connectRaw, leave, upgradeRequest, waitForClose, write } from "./raw-client.mjs";

/**
 * @typedef {object} Cut
 * @property {number} port
 * @property {Buffer} bytes
 * @property {number} offset how many of the bytes are sent
 * @property {import("./types.ts").Manner} manner
 * @property {number} wait milliseconds between the last byte and the end
 */

/** @typedef {{ readonly size: number, next: () => Cut, readonly taken: number }} Cuts */

/** @type {readonly { port: "deciding" | "byHand", path: string, deflate: boolean }[]} */
const targets = [
  { port: "deciding", path: "/echo", deflate: true },
  { port: "byHand", path: "/echo", deflate: true },
  { port: "deciding", path: "/echo?wait=20", deflate: true },
  { port: "byHand", path: "/echo?wait=20", deflate: true },
  { port: "deciding", path: "/push?wait=5", deflate: false },
  { port: "deciding", path: "/echo?wait=5&refuse=403", deflate: false },
];

const trailing = Buffer.concat([clientFrame(0x1, Buffer.from("early")), closeFrame(1000)]);

/**
 * All cuts, endlessly: per target and manner every offset, then every delay from 0 to 50 ms after the end.
 * @param {import("./types.ts").Ports} ports
 * @returns {Cuts}
 */
export function createCuts(ports) {
  /** @type {Cut[]} */
  const sweep = [];
  for (const { port, path, deflate } of targets) {
    const request = upgradeRequest(ports[port], path, deflate);
    const bytes = Buffer.concat([request, trailing]);
    for (const manner of /** @type {const} */ (["rst", "fin"])) {
      for (let offset = 0; offset <= bytes.length; offset += 1) {
        sweep.push({ port: ports[port], bytes, offset, manner, wait: 0 });
      }
      for (let wait = 0; wait <= 50; wait += 1) {
        sweep.push({ port: ports[port], bytes: request, offset: request.length, manner, wait });
      }
    }
  }
  let done = 0;
  // In an order in which neighbours in time are not neighbours in the request; 7919 is prime and divides no sweep.
  const stride = 7_919;
  return {
    size: sweep.length,
    next: () => {
      const cut = sweep[(done * stride) % sweep.length];
      if (cut === undefined) throw new RangeError("there are no cuts");
      done += 1;
      return cut;
    },
    get taken() {
      return done;
    },
  };
}

/**
 * Plays one cut. What the server answers is its own business, but after a FIN it has to close too.
 * @param {Cut} cut
 * @param {import("./random.mjs").Random} random
 */
export async function playCut({ port, bytes, offset, manner, wait }, random) {
  const socket = await connectRaw(port);
  const part = bytes.subarray(0, offset);
  if (random.chance(0.2) && offset > 0) {
    const split = random.below(offset);
    await write(socket, part.subarray(0, split));
    await delay(random.below(5));
    await write(socket, part.subarray(split));
  } else {
    await write(socket, part);
  }
  // Half of the cuts follow at once, so that the server meets bytes and cut together; the others find it at work.
  if (wait > 0) await delay(wait);
  else if (random.chance(0.5)) await delay(random.below(10));
  leave(socket, manner);
  if (!(await waitForClose(socket)))
    throw new Error(`still open 20 s after a FIN at byte ${offset} of ${bytes.length}`);
}
