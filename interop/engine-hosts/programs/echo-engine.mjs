// An engine in a process of its own: it echoes, says its port, and when it is told to, closes and says what is left.
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";

/** @typedef {import("../engines.ts").EngineModule} EngineModule */

/** @type {EngineModule} */
const { attach } = await import(process.argv[2] ?? "");

/** @param {unknown} value */
const say = (value) => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

const server = createServer((_request, response) => {
  response.end("application");
});
/** Longer than any test has time for: a timer that is left behind keeps the process. */
const long = 600_000;
const engine = attach(server, {
  pingInterval: long,
  pingTimeout: long,
  upgradeTimeout: long,
  destroyUpgradeTimeout: 20,
});
engine.on("connection", (/** @type {import("../../engine-clients/engine-api.ts").EngineSocket} */ socket) => {
  socket.on("message", (/** @type {string | Buffer | undefined} */ data) => socket.send(data));
  socket.on("close", () => say({ left: engine.clientsCount }));
});
server.on("upgrade", ({ url }) => {
  if (url === "/elsewhere") say({ asked: url });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
say({ port, version: process.versions.node });

/** Each way to close, in the order in which it does so. @type {Record<string, (() => unknown)[]>} */
const ways = {
  "the engine, then the server": [() => engine.close(), () => server.close()],
  "the server, then the engine": [() => server.close(), () => engine.close()],
  "the server": [() => server.close()],
};

const lines = createInterface({ input: process.stdin });
const [line] = await once(lines, "line");
lines.close();
// What reads the commands is a handle, too.
process.stdin.destroy();
const closed = once(server, "close");
for (const step of ways[JSON.parse(String(line))] ?? []) step();
await closed;
// Nothing ends the process but that nothing is left in it.
process.once("beforeExit", () => {
  say({ handles: process.getActiveResourcesInfo().filter(isHandle), clients: engine.clientsCount });
});

/** The pipes to the parent do not count. @param {string} kind */
function isHandle(kind) {
  return kind !== "PipeWrap" && !kind.startsWith("FSReq");
}
