/** Who takes part: the same server, which answers "echo" by an event with the same text, with and without a console. */
import { fork } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { heartbeat } from "../lib/heartbeat.mjs";
import { listen } from "../lib/listen.mjs";
import { NODE, needsBuilt } from "../lib/suite.mjs";

/** @typedef {"absent" | "closed" | "open"} State */

/** @type {Readonly<Record<State, string>>} */
const states = {
  absent: "no console is attached",
  closed: "a console is attached, and nobody watches",
  open: "a page watches, and asks for a page of the list of sockets every second",
};

/** @type {readonly import("../lib/suite.mjs").Contender[]} */
export const contenders = /** @type {State[]} */ (Object.keys(states)).map((state) => ({
  name: state,
  about: states[state],
  obstacle: needsBuilt("console/dist/index.js"),
  load: async () => ({ start: () => startServer(state) }),
  command: NODE,
}));

/**
 * @param {State} state
 * @returns {Promise<{ port: number }>}
 */
async function startServer(state) {
  const { Server } = await import("@sockeye/server");
  const httpServer = createServer();
  const io = new Server(httpServer, { ...heartbeat, handshakesPerSecond: Infinity });
  io.on("connection", (socket) => {
    socket.on("echo", (message) => socket.emit("echo", message));
  });
  if (state !== "absent") {
    const { attachConsole } = await import("@sockeye/console");
    attachConsole(io, { auth: "open" });
  }
  const address = await listen(httpServer);
  if (state === "open") {
    openPage(address.port);
  }
  return address;
}

/**
 * In a process of its own: what a browser spends is not the question here.
 *
 * @param {number} port
 * @returns {void}
 */
function openPage(port) {
  fork(fileURLToPath(new URL("page.mjs", import.meta.url)), [String(port)]).on("exit", (code) => {
    throw new Error(`the page ended with exit code ${code}`);
  });
}
