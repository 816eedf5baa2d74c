/**
 * Where one contender spends its time: `node bench/profile.mjs <contender> <workload>`. Only what runs while it is
 * measured is sampled, so that the start-up is no part of it.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { killChildrenOnExit } from "./lib/child.mjs";
import { selfTimes } from "./lib/cpu-profile.mjs";
import { withScene } from "./websocket/cell.mjs";
import { contenders } from "./websocket/contenders/index.mjs";
import { settings, workloads } from "./websocket/workloads.mjs";

const USAGE = `node bench/profile.mjs <contender> <workload> [--top n] [--out file.cpuprofile] [--quick]

  contenders: ${contenders.map(({ name }) => name).join(", ")}
  workloads:  ${workloads.map(({ name }) => name).join(", ")}
  --top n     lines to print (default 30)
  --out file  keep the profile; Chrome's developer tools and Visual Studio Code open it
`;

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      top: { type: "string", default: "30" },
      out: { type: "string" },
      quick: { type: "boolean", default: false },
    },
  });
  const contender = contenders.find(({ name }) => name === positionals[0]);
  const workload = workloads.find(({ name }) => name === positionals[1]);
  if (contender === undefined || workload === undefined) {
    process.stderr.write(USAGE);
    process.exit(2);
  }
  const reason = contender.obstacle();
  if (reason !== undefined) {
    throw new Error(reason);
  }
  const setting = values.quick ? settings.quick : settings.full;
  const { measurement, profile } = await withScene({ contender, workload, setting }, async (scene) => {
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
