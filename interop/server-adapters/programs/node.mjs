/**
 * One server of several, in a process of its own or as a worker of a cluster. It takes commands, one JSON per line, and
 * ends when they end. What it is comes in the environment.
 */
import cluster from "node:cluster";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { openAdapter, untyped } from "./adapters.mjs";
import { parseCommand, perform } from "./perform.mjs";
import { redirect } from "./redirect.mjs";

/**
 * @typedef {object} Socket As much of a server's socket as is used here.
 * @property {Record<string, unknown>} data
 * @property {{ auth: { rooms?: string[], data?: object } }} handshake
 * @property {(room: string | string[]) => Promise<void> | void} join
 * @property {(event: string, ...parameters: unknown[]) => void} emit
 * @property {(event: string, listener: (...parameters: unknown[]) => void) => void} on
 * @property {boolean} recovered
 *
 * @typedef {object} Namespace
 * @property {(event: string, listener: (...parameters: never[]) => void) => void} on
 *
 * @typedef {Namespace & { of: (name: string) => Namespace, close: () => Promise<void> }} Server
 * @typedef {new (http: import("node:http").Server, options: object) => Server} ServerClass
 */

const require = createRequire(import.meta.url);
const settings = /** @type {import("../settings.ts").NodeSettings} */ (
  JSON.parse(process.env["SOCKEYE_NODE"] ?? "{}")
);
const { name } = settings;
if (settings.base !== undefined) redirect("socket.io-adapter", settings.base);

/** @param {object} message */
const say = (message) => process.stdout.write(`${JSON.stringify({ from: name, ...message })}\n`);

/** @param {Server} io @param {string} nsp */
function furnish(io, nsp) {
  const namespace = io.of(nsp);
  namespace.on("connection", async (/** @type {Socket} */ socket) => {
    const { rooms, data } = socket.handshake.auth;
    if (!socket.recovered) Object.assign(socket.data, { node: name }, data);
    if (rooms !== undefined) await socket.join(rooms);
    socket.on("echo", (value, ack) => /** @type {(value: unknown) => void} */ (ack)(value));
    socket.emit("hello", { node: name, recovered: socket.recovered });
  });
  namespace.on("tell", (/** @type {unknown[]} */ ...parameters) => say({ heard: [nsp, ...parameters] }));
  namespace.on("ask", (/** @type {unknown} */ value, /** @type {(answer: unknown) => void} */ answer) => {
    answer([name, value]);
  });
}

const adapter = await openAdapter(settings.adapter);
const { Server } = /** @type {{ Server: ServerClass }} */ (await import(settings.server));
const http = createServer();
const io = new Server(http, { ...settings.options, adapter: adapter.create });
for (const nsp of ["/", "/chat"]) furnish(io, nsp);
if (settings.admin !== undefined) {
  untyped(require("@socket.io/admin-ui"))["instrument"]?.(io, { serverId: name, ...settings.admin });
}
if (cluster.isWorker) {
  untyped(require("@socket.io/sticky"))["setupWorker"]?.(io);
}

async function close() {
  await io.close();
  await adapter.close();
  // Nothing may be left that keeps the process.
  process.stdin.destroy();
  cluster.worker?.disconnect();
}

/** @param {ReturnType<typeof parseCommand>} command */
async function obey({ id, nsp, steps = [], close: isLast = false }) {
  try {
    if (isLast) await close();
    // A getter or method of a member that the server shares with its main namespace is asked of the server.
    const result = isLast ? null : await perform(nsp === undefined ? io : io.of(nsp), steps);
    say({ id, result: result ?? null });
  } catch (error) {
    const { message, responses } = /** @type {{ message: string, responses?: unknown }} */ (error);
    say({ id, error: message, responses });
  }
}

const commands = createInterface({ input: process.stdin });
commands.on("line", (line) => void obey(parseCommand(line)));
process.stdin.on("end", () => process.exit(0));

// Each worker has a port of its own beside the one that they share through the primary process.
http.listen({ port: 0, host: "127.0.0.1", exclusive: true }, () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
  say({ ready: { port, pid: process.pid } });
});
