// The server under load. It listens on two ports: one where the WebSocketServer decides about handshakes, one where the
// application decides first and calls handleUpgrade. Paths say what a connection does; see `behaviours`.
import { createServer } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { createCuttingServer } from "./answer-cuts.mjs";
import { answerParent } from "../harness/answer-parent.mjs";
import { measureAtRest, watchProcess } from "../harness/at-rest.mjs";

/**
 * @typedef {import("@sockeye/websocket").WebSocket} WebSocket
 * @typedef {import("node:http").IncomingMessage} IncomingMessage
 * @typedef {import("node:net").Server} Server
 */

/** @type {{ module: string }} */
const { module } = JSON.parse(process.argv[2] ?? "{}");
/** @type {Pick<typeof import("@sockeye/websocket"), "WebSocketServer">} */
const { WebSocketServer } = await import(module);
const seen = watchProcess();
const lag = monitorEventLoopDelay({ resolution: 10 });
lag.enable();

/** @type {import("./types.ts").ServerCounts} */
const counts = {
  upgrades: 0,
  connections: 0,
  closes: 0,
  messages: 0,
  bytes: 0,
  connectionErrors: 0,
  sends: 0,
  sendCallbacks: 0,
  peakClients: 0,
};

/**
 * Every send has a callback, and every callback must come, with or without an error.
 * @param {WebSocket} socket
 * @param {Buffer | string} data
 * @param {{ binary?: boolean, fin?: boolean }} [options]
 */
function send(socket, data, options = {}) {
  counts.sends += 1;
  socket.send(data, options, () => {
    counts.sendCallbacks += 1;
  });
}

/** @param {WebSocket} socket */
function echo(socket) {
  socket.on("message", (/** @type {Buffer} */ data, /** @type {boolean} */ isBinary) => {
    send(socket, data, { binary: isBinary });
  });
}

/** @param {WebSocket} socket */
function echoInFragments(socket) {
  socket.on("message", (/** @type {Buffer} */ data, /** @type {boolean} */ isBinary) => {
    const middle = data.length >> 1;
    send(socket, data.subarray(0, middle), { binary: isBinary, fin: false });
    socket.ping("between");
    send(socket, data.subarray(middle), { binary: isBinary, fin: true });
  });
}

/**
 * Sends whether the peer reads or is dead, at most a quarter of a megabyte ahead of it.
 * @param {WebSocket} socket
 */
function push(socket) {
  const chunk = Buffer.alloc(16_384, 0x42);
  const timer = setInterval(() => {
    if (socket.bufferedAmount < 262_144) send(socket, chunk);
    else socket.ping();
  }, 25);
  socket.on("close", () => clearInterval(timer));
}

/** @param {WebSocket} socket @param {URLSearchParams} query */
function closeSoon(socket, query) {
  const timer = setTimeout(
    () => socket.close(Number(query.get("code")), "server says so"),
    Number(query.get("after")),
  );
  socket.on("close", () => clearTimeout(timer));
}

/** @param {WebSocket} socket @param {URLSearchParams} query */
function terminateSoon(socket, query) {
  const timer = setTimeout(() => socket.terminate(), Number(query.get("after")));
  socket.on("close", () => clearTimeout(timer));
}

/** @type {Record<string, (socket: WebSocket, query: URLSearchParams) => void>} */
const behaviours = {
  "/echo": echo,
  "/fragments": echoInFragments,
  "/push": push,
  "/close": closeSoon,
  "/terminate": terminateSoon,
};

/** @param {WebSocket} socket @param {IncomingMessage} request */
function serve(socket, request) {
  const { pathname, searchParams } = new URL(request.url ?? "/", "ws://localhost");
  counts.connections += 1;
  counts.peakClients = Math.max(counts.peakClients, counts.connections - counts.closes);
  socket.on("message", (/** @type {Buffer} */ data) => {
    counts.messages += 1;
    counts.bytes += data.length;
  });
  socket.on("error", () => {
    counts.connectionErrors += 1;
  });
  socket.on("close", () => {
    counts.closes += 1;
    send(socket, "to a dead peer");
  });
  (behaviours[pathname] ?? echo)(socket, searchParams);
}

const options = { maxPayload: 4_194_304, perMessageDeflate: { threshold: 1_024 } };

/**
 * `?wait=` milliseconds until the decision, `?refuse=` a status.
 * @param {IncomingMessage} request
 */
function decide(request) {
  const { searchParams } = new URL(request.url ?? "/", "ws://localhost");
  return { wait: Number(searchParams.get("wait")), refuse: Number(searchParams.get("refuse")) };
}

const deciding = createServer();
const decidingSockets = new WebSocketServer({
  ...options,
  server: deciding,
  /**
   * @param {{ req: IncomingMessage }} info
   * @param {(verdict: boolean, status?: number, message?: string, headers?: Record<string, string>) => void} answer
   */
  verifyClient: ({ req }, answer) => {
    const { wait, refuse } = decide(req);
    const reply = () => (refuse === 0 ? answer(true) : answer(false, refuse, "no", { "X-Why": "asked" }));
    if (wait === 0) reply();
    else setTimeout(reply, wait);
  },
});
decidingSockets.on("connection", serve);

const byHand = createServer();
const byHandSockets = new WebSocketServer({ ...options, noServer: true });
const ignoreError = () => undefined;
byHand.on("upgrade", (request, socket, head) => {
  // Until handleUpgrade takes it over, the raw socket is the application's.
  socket.on("error", ignoreError);
  const { wait, refuse } = decide(request);
  const reply = () => {
    if (refuse !== 0) {
      socket.end(`HTTP/1.1 ${refuse} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    socket.off("error", ignoreError);
    byHandSockets.handleUpgrade(request, socket, head, serve);
  };
  if (wait === 0) reply();
  else setTimeout(reply, wait);
});

const cutting = createCuttingServer();
for (const server of [deciding, byHand]) server.on("upgrade", () => (counts.upgrades += 1));

/** @param {Server} server @returns {Promise<number>} */
function listen(server) {
  return new Promise((resolve) => {
    server.listen({ port: 0, host: "127.0.0.1", backlog: 1_024 }, () => {
      resolve(/** @type {import("node:net").AddressInfo} */ (server.address()).port);
    });
  });
}

/** @param {Server} server @returns {Promise<number>} */
const countConnections = (server) =>
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });

async function openConnections() {
  const open = await Promise.all([deciding, byHand, cutting].map(countConnections));
  return open.reduce((sum, count) => sum + count, 0);
}

const openClients = () => decidingSockets.clients.size + byHandSockets.clients.size;

/**
 * Waits until everybody has left, or for so long.
 * @param {{ patience: number }} details
 */
async function drain({ patience }) {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    if ((await openConnections()) === 0 && openClients() === 0 && counts.closes === counts.connections) break;
    await delay(50);
  }
  return { sockets: await openConnections(), clients: openClients() };
}

answerParent({
  listen: async () => ({
    deciding: await listen(deciding),
    byHand: await listen(byHand),
    cutting: await listen(cutting),
  }),
  drain,
  status: async () => ({ ...counts, sockets: await openConnections(), clients: openClients() }),
  measure: async () => {
    const report = {
      ...(await measureAtRest(seen)),
      lag: { p99: lag.percentile(99) / 1e6, max: lag.max / 1e6 },
    };
    lag.reset();
    return report;
  },
});
