/**
 * The benchmarks' one command. `node bench/run.mjs --help` says what it takes; README.md says what it means.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describePinning, runCell } from "./lib/cell.mjs";
import { killChildrenOnExit } from "./lib/child.mjs";
import { describeMachine } from "./lib/machine.mjs";
import { writeTable } from "./lib/report/markdown.mjs";
import { formatWorkload } from "./lib/report/text.mjs";
import { settings } from "./lib/suite.mjs";
import { suites } from "./suites.mjs";

const USAGE = `npm run bench ${suites.map(({ name }) => name).join("|")} -- [options]

  --quick              small and short: shows that everything runs, its numbers mean little
  --only a,b           workloads whose name begins with a or b
  --contenders a,b     likewise
  --runs n             rounds, each of which runs every contender once (default ${settings.full.rounds}, quick ${settings.quick.rounds})
  --seconds s          time that is measured per cell (default ${settings.full.measure / 1000})
  --no-build           measure the packages as they were built last
  --write              put the table into bench/README.md
${suites.map(describeSuite).join("")}`;

/**
 * @param {import("./lib/suite.mjs").Suite} suite
 * @returns {string}
 */
function describeSuite({ name, workloads, contenders }) {
  return `
${name}
  workloads:  ${workloads.map((workload) => workload.name).join(", ")}
  contenders: ${contenders.map((contender) => contender.name).join(", ")}
`;
}

/** @returns {ReturnType<typeof parse>} */
function readArguments() {
  try {
    return parse();
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function parse() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: false,
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      contenders: { type: "string" },
      runs: { type: "string" },
      seconds: { type: "string" },
      "no-build": { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const suite = suites.find(({ name }) => name === positionals[0]);
  if (values.help || suite === undefined || positionals.length > 1) {
    process.stdout.write(USAGE);
    process.exit(values.help ? 0 : 2);
  }
  if (values.write && (values.quick || values.only !== undefined || values.contenders !== undefined)) {
    throw new Error("--write replaces the whole table, so it goes with the whole run only");
  }
  const base = values.quick ? settings.quick : settings.full;
  return {
    suite,
    setting: {
      ...base,
      rounds: values.runs === undefined ? base.rounds : positive("--runs", values.runs, 100),
      measure: values.seconds === undefined ? base.measure : 1000 * positive("--seconds", values.seconds, 60),
    },
    workloads: pick("--only", suite.workloads, values.only),
    contenders: pick("--contenders", suite.contenders, values.contenders),
    build: !values["no-build"],
    write: values.write,
  };
}

/**
 * @param {string} option
 * @param {string} text
 * @param {number} max
 * @returns {number}
 */
function positive(option, text, max) {
  const value = Number(text);
  if (!(value > 0 && value <= max)) {
    throw new Error(`${option} takes a number up to ${max}, not "${text}"`);
  }
  return option === "--runs" ? Math.ceil(value) : value;
}

/**
 * @template {{ name: string }} T
 * @param {string} option
 * @param {readonly T[]} all
 * @param {string | undefined} list
 * @returns {readonly T[]}
 */
function pick(option, all, list) {
  if (list === undefined) {
    return all;
  }
  const wanted = list.split(",").filter((name) => name !== "");
  const unknown = wanted.find((prefix) => !all.some(({ name }) => name.startsWith(prefix)));
  if (unknown !== undefined || wanted.length === 0) {
    throw new Error(`${option}: "${unknown ?? list}" is none of ${all.map(({ name }) => name).join(", ")}`);
  }
  // A whole name means that one only, even where it begins another.
  return all.filter(({ name }) =>
    wanted.some(
      (prefix) => name === prefix || (name.startsWith(prefix) && !all.some((one) => one.name === prefix)),
    ),
  );
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/**
 * What is measured is what is in the sources now, not what was built some time ago.
 *
 * @param {string} project The packages that it refers to are built as well.
 * @returns {void}
 */
function buildPackages(project) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-b", join(root, project)], {
    encoding: "utf8",
  });
  if (status !== 0) {
    fail(`${stdout}\n${project} does not build. Repair it, or measure the last build with --no-build.`);
  }
}

/** @param {ReturnType<typeof parse>} options */
async function main(options) {
  const { suite } = options;
  if (process.platform !== "linux") {
    fail("This benchmark reads CPU time and memory from /proc and so needs Linux.");
  }
  if (options.build) {
    buildPackages(suite.project);
  }
  if (options.setting.connections < 1) {
    console.log(`quick: ${options.setting.connections * 100} % of the connections that the titles name`);
  }
  const present = options.contenders.filter(({ name, obstacle }) => {
    const reason = obstacle();
    if (reason !== undefined) {
      console.log(`${name} does not take part: ${reason}`);
    }
    return reason === undefined;
  });
  console.log(`${describeMachine()}; ${describePinning()}; ${options.setting.rounds} rounds\n`);
  const started = performance.now();
  /** @type {import("./lib/report/results.mjs").Result[]} */
  const results = [];
  for (const workload of options.workloads) {
    /** @type {import("./lib/report/results.mjs").Result} */
    const result = { workload, byContender: new Map(present.map(({ name }) => [name, []])) };
    for (let round = 1; round <= options.setting.rounds; round += 1) {
      for (const contender of present) {
        showProgress(`${workload.name}: round ${round} of ${options.setting.rounds}, ${contender.name}`);
        result.byContender
          .get(contender.name)
          ?.push(await runCell({ suite, contender, workload, setting: options.setting }));
      }
    }
    showProgress("");
    results.push(result);
    console.log(formatWorkload(result, suite.roles));
  }
  console.log(`${Math.round((performance.now() - started) / 1000)} s`);
  if (options.write) {
    writeTable(
      suite,
      results,
      `${describeMachine()}; ${describePinning()}; ${options.setting.rounds} rounds.`,
    );
  }
}

/** @param {string} line */
function showProgress(line) {
  if (process.stdout.isTTY) {
    process.stdout.write(`\r\u001b[K${line}`);
  }
}

killChildrenOnExit();
main(readArguments()).catch((/** @type {unknown} */ error) => {
  fail(`\n${error instanceof Error ? error.message : String(error)}`);
});
