/**
 * Where one contender spends its time: `node bench/profile.mjs <contender> <workload>`. Only what runs while it is
 * measured is sampled, so that the start-up is no part of it.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { withScene } from "./lib/cell.mjs";
import { killChildrenOnExit } from "./lib/child.mjs";
import { selfTimes } from "./lib/cpu-profile.mjs";
import { settings } from "./lib/suite.mjs";
import { suites } from "./suites.mjs";

const USAGE = `node bench/profile.mjs <contender> <workload> [--top n] [--out file.cpuprofile] [--quick]

${suites.map(describeSuite).join("")}
  --suite s   the benchmark, for controls that take part in several (default the first)
  --top n     lines to print (default 30)
  --out file  keep the profile; Chrome's developer tools and Visual Studio Code open it
`;

/** A server that is being sampled is never quiet. */
const SETTLE = 300;

/**
 * @param {import("./lib/suite.mjs").Suite} suite
 * @returns {string}
 */
function describeSuite({ name, workloads, contenders }) {
  return `  ${name}: ${contenders.map((contender) => contender.name).join(", ")}
    with ${workloads.map((workload) => workload.name).join(", ")}
`;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      suite: { type: "string" },
      top: { type: "string", default: "30" },
      out: { type: "string" },
      quick: { type: "boolean", default: false },
    },
  });
  // The contender and the workload tell which benchmark is meant, save for controls that take part in several.
  const suite = suites.find(
    ({ name: suiteName, workloads, contenders }) =>
      (values.suite ?? suiteName) === suiteName &&
      contenders.some(({ name }) => name === positionals[0]) &&
      workloads.some(({ name }) => name === positionals[1]),
  );
  const workload = suite?.workloads.find(({ name }) => name === positionals[1]);
  const contender = suite?.contenders.find(({ name }) => name === positionals[0]);
  if (suite === undefined || contender === undefined || workload === undefined) {
    process.stderr.write(USAGE);
    process.exit(2);
  }
  const reason = contender.obstacle();
  if (reason !== undefined) {
    throw new Error(reason);
  }
  const setting = { ...(values.quick ? settings.quick : settings.full), settle: SETTLE };
  const { measurement, profile } = await withScene({ suite, contender, workload, setting }, async (scene) => {
    await scene.server.call("startProfile");
    const measured = await workload.run(scene);
    return { measurement: measured, profile: await scene.server.call("stopProfile") };
  });
  if (values.out !== undefined) {
    writeFileSync(values.out, JSON.stringify(profile));
  }
  console.log(
    `${contender.name}, ${workload.name}: ${measurement.cost.toFixed(2)} ${workload.unit} while being sampled\n`,
  );
  for (const { name, place, share } of selfTimes(profile).slice(0, Number(values.top))) {
    console.log(`${(share * 100).toFixed(1).padStart(5)} %  ${name.padEnd(32)}  ${place}`);
  }
}

killChildrenOnExit();
main().catch((/** @type {unknown} */ error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
