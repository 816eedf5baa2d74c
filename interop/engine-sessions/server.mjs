// The engine in a process of its own: it echoes, closes on demand, and says what it holds.
import { once } from "node:events";
import { createServer } from "node:http";
import { answerParent } from "../harness/answer-parent.mjs";
import { measureAtRest, watchProcess } from "../harness/at-rest.mjs";

/**
 * @typedef {import("../engine-clients/engine-api.ts").EngineSocket} EngineSocket
 * @typedef {import("../engine-clients/engine-api.ts").EngineServer} EngineServer
 * @typedef {import("node:http").Server} HttpServer
 */

/** @type {{ module: string }} */
const { module } = JSON.parse(process.argv[2] ?? "{}");
/** @type {import("./types.ts").Engine} */
const { attach } = await import(module);
const seen = watchProcess();

/** @type {{ engine: EngineServer, httpServer: HttpServer } | undefined} */
let running;
let connections = 0;
let closes = 0;
/** @type {Record<string, number>} */
let reasons = {};

/** @param {EngineSocket} socket */
function serve(socket) {
  connections += 1;
  socket.on("message", (/** @type {string | Buffer | undefined} */ data) => {
    if (data === "close") socket.close();
    else socket.send(data);
  });
  socket.on("close", (/** @type {string} */ reason) => {
    closes += 1;
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  });
}

/** @param {HttpServer} server @returns {Promise<number>} */
const countSockets = (server) =>
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });

/** @returns {Promise<number>} */
const countTimers = () =>
  new Promise((resolve) => {
    setImmediate(() => resolve(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length));
  });

answerParent({
  listen: async (/** @type {import("./types.ts").Heartbeat} */ heartbeat) => {
    const httpServer = createServer();
    // Many come at once from one machine, which is what this is about, and not to be held back.
    const engine = attach(httpServer, { ...heartbeat, handshakesPerSecond: 1e6 });
    engine.on("connection", serve);
    running = { engine, httpServer };
    connections = 0;
    closes = 0;
    reasons = {};
    httpServer.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 });
    await once(httpServer, "listening");
    return /** @type {import("node:net").AddressInfo} */ (httpServer.address()).port;
  },
  status: async () => ({
    clients: running?.engine.clientsCount ?? 0,
    connections,
    closes,
    reasons,
    sockets: running === undefined ? 0 : await countSockets(running.httpServer),
    timers: await countTimers(),
  }),
  measure: () => measureAtRest(seen),
  close: async () => {
    if (running === undefined) return;
    const { engine, httpServer } = running;
    running = undefined;
    engine.close();
    httpServer.close();
    httpServer.closeAllConnections();
    await once(httpServer, "close");
  },
});
