// A mixed load on a server of the built package: node interop/soak/run.mjs --minutes 10 --connections 2000
import { parseArgs } from "node:util";
import { formatReport, runSoak } from "./soak.mjs";

const usage = `usage: node interop/soak/run.mjs [options]
  --minutes n           of load, after the warm-up (10)
  --connections n       at a time (2000)
  --warm-up-minutes n   of the same load before memory is first measured (a fifth, at most 1)
  --rounds n            into which the load is divided; memory is measured after each (one for every two minutes)
  --rss-limit n         how many MiB the resident memory may end above the most after an earlier round (10)
  --seed n              of the plan of every connection (from the clock)
  --module specifier    an implementation with the API of ws (@sockeye/websocket, as built)`;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    connections: { type: "string", default: "2000" },
    "warm-up-minutes": { type: "string" },
    rounds: { type: "string" },
    "rss-limit": { type: "string", default: "10" },
    seed: { type: "string" },
    module: { type: "string", default: "@sockeye/websocket" },
  },
});
const minutes = Number(values.minutes);
const options = {
  module: values.module,
  connections: Number(values.connections),
  seconds: minutes * 60,
  warmUpSeconds: Number(values["warm-up-minutes"] ?? Math.min(1, minutes / 5)) * 60,
  rounds: Number(values.rounds ?? Math.max(1, Math.round(minutes / 2))),
  sweeps: 1,
  rssLimit: Number(values["rss-limit"]),
  seed: Number(values.seed ?? Date.now() % 1_000_000),
  log: console.log,
};
if (
  !Object.values(options).every(
    (value) => typeof value !== "number" || (Number.isFinite(value) && value >= 0),
  )
) {
  console.error(usage);
  process.exit(2);
}

console.log(`seed ${options.seed} (run again with --seed ${options.seed})`);
const result = await runSoak(options);
console.log(formatReport(result));
if (result.violations.length > 0) {
  console.log(`\n${result.violations.length} violations:\n${result.violations.join("\n")}`);
  process.exitCode = 1;
} else {
  console.log("\nno violations");
}
