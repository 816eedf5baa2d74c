// Ten thousand idle sessions and a hundred thousand that come and go: node interop/engine-sessions/run.mjs
import { parseArgs } from "node:util";
import { runSessions } from "./sessions.mjs";

const usage = `usage: node interop/engine-sessions/run.mjs [options]
  --scale n           of 10,000 idle sessions and 100,000 that come and go (1)
  --ping-interval n   of the idle sessions, in milliseconds (4000)
  --timers one|any    may each session have timers of its own? (one)
  --seed n            of the churn (from the clock)
  --module specifier  an implementation with the API of engine.io (@sockeye/server/engine, as built)`;

const { values } = parseArgs({
  options: {
    scale: { type: "string", default: "1" },
    "ping-interval": { type: "string", default: "4000" },
    timers: { type: "string", default: "one" },
    seed: { type: "string" },
    module: { type: "string", default: "@sockeye/server/engine" },
  },
});
const scale = Number(values.scale);
const pingInterval = Number(values["ping-interval"]);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const isUsable =
  scale > 0 &&
  Number.isFinite(scale) &&
  pingInterval > 0 &&
  Number.isInteger(seed) &&
  /^(one|any)$/u.test(values.timers);
if (!isUsable) {
  console.error(usage);
  process.exit(2);
}

console.log(`seed ${seed} (run again with --seed ${seed})`);
const violations = await runSessions({
  module: values.module,
  idleSessions: Math.ceil(10_000 * scale),
  churnedSessions: Math.ceil(100_000 * scale),
  heartbeat: { pingInterval, pingTimeout: 20_000 },
  oneTimer: values.timers === "one",
  seed,
  log: console.log,
});
if (violations.length > 0) {
  console.log(`\n${violations.length} violations:\n${violations.join("\n")}`);
  process.exitCode = 1;
} else {
  console.log("\nno violations");
}
