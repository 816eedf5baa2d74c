// A bad network between 20 clients and two servers: node interop/client-chaos/run.mjs --faults 1000 --seed 1
import { parseArgs } from "node:util";
import { runChaos } from "./chaos.mjs";

const usage = `usage: node interop/client-chaos/run.mjs [options]
  --faults n            cuts, delays, losses and the like, about 20 a second (1000)
  --clients n           (20)
  --seed n              of the faults and of what the clients send (from the clock)
  --client specifier    an implementation with the API of socket.io-client (@sockeye/client, as built)
  --server specifier    an implementation with the API of socket.io (@sockeye/server, as built)`;

const { values } = parseArgs({
  options: {
    faults: { type: "string", default: "1000" },
    clients: { type: "string", default: "20" },
    seed: { type: "string" },
    client: { type: "string", default: "@sockeye/client" },
    server: { type: "string", default: "@sockeye/server" },
  },
});
const options = {
  faults: Number(values.faults),
  clients: Number(values.clients),
  seed: Number(values.seed ?? Date.now() % 1_000_000),
  clientModule: values.client,
  serverModule: values.server,
  log: console.log,
};
if (
  ![options.faults, options.clients, options.seed].every((value) => Number.isInteger(value) && value >= 0)
) {
  console.error(usage);
  process.exit(2);
}

console.log(`seed ${options.seed} (run again with --seed ${options.seed})`);
const violations = await runChaos(options);
if (violations.length > 0) {
  console.log(`\n${violations.length} violations:`);
  for (const { who, text } of violations) console.log(`${who}: ${text}`);
  process.exitCode = 1;
} else {
  console.log("\nno violations");
}
