/**
 * The primary process of a cluster. Workers talk through their stdin and stdout, as the channel between primary and workers is
 * what is tested: commands `{ to, … }` are passed to the worker of that name, and what workers say is passed on.
 */
import cluster from "node:cluster";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { redirect } from "./redirect.mjs";

const require = createRequire(import.meta.url);
const { names, sticky, ...settings } = /** @type {import("../settings.ts").ClusterSettings} */ (
  JSON.parse(process.env["SOCKEYE_CLUSTER"] ?? "{}")
);
if (settings.base !== undefined) redirect("socket.io-adapter", settings.base);

/** @param {object} message */
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const http = createServer();
require("@socket.io/sticky").setupMaster(http, { loadBalancingMethod: sticky });
require("@socket.io/cluster-adapter").setupPrimary();
cluster.setupPrimary({
  exec: fileURLToPath(new URL("node.mjs", import.meta.url)),
  serialization: "advanced",
  stdio: ["pipe", "pipe", "inherit", "ipc"],
});

/** @param {string} name */
function startWorker(name) {
  const worker = cluster.fork({ SOCKEYE_NODE: JSON.stringify({ ...settings, name }) });
  const { stdin, stdout } = worker.process;
  // Writing to a worker that died is no reason to die as well.
  stdin?.on("error", () => undefined);
  if (stdout !== null) createInterface({ input: stdout }).on("line", (line) => console.log(line));
  worker.process.on("close", (code, signal) => say({ from: name, ended: signal ?? code }));
  return /** @type {const} */ ([name, worker]);
}

http.listen(0, "127.0.0.1");
await once(http, "listening");
const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
say({ primary: { port } });
const workers = new Map(names.map(startWorker));

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { to } = /** @type {{ to: string }} */ (JSON.parse(line));
    workers.get(to)?.process.stdin?.write(`${line}\n`);
  })
  .on("close", () => process.exit(0));
