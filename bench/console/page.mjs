/** One page of a console, as a server sees it: it watches, and looks at the list of sockets once a second. */
import { openSocket } from "../server/load/socket.mjs";
import { encodeMasked } from "../lib/load/frames.mjs";
import { pause } from "../lib/load/measure.mjs";
import { PAGE } from "./wire.mjs";

const BETWEEN_QUESTIONS = 1_000;
/** Three of them wait for an answer. */
const MOST_SILENCE = 3;

/**
 * @param {number} port
 * @returns {Promise<never>}
 */
async function watch(port) {
  /** @type {import("../lib/load/raw-connection.mjs").RawConnection} */
  const connection = await new Promise((resolve) => {
    const opening = openSocket(port, () => resolve(opening));
  });
  let silence = 0;
  connection.onBytes = () => {
    silence = 0;
  };
  // The server is stopped when it has been measured; if it was not, it sees how this process has ended.
  connection.onLost = () => process.exit(1);
  const send = (/** @type {string} */ packet) => connection.write(encodeMasked("text", Buffer.from(packet)));
  send(PAGE.connect);
  await pause(BETWEEN_QUESTIONS);
  send(PAGE.watch);
  for (;;) {
    send(PAGE.sockets);
    silence += 1;
    await pause(BETWEEN_QUESTIONS);
    if (silence > MOST_SILENCE) {
      fail(new Error("the console does not answer"));
    }
  }
}

/** @param {Error} error */
function fail(error) {
  process.stderr.write(`page: ${error.message}\n`);
  process.exit(1);
}

// Whoever has started it is under measurement, and may be killed at any time.
process.on("disconnect", () => process.exit(0));
void watch(Number(process.argv[2]));
