/**
 * `npm test`: set-up, then every step; `npm test -- lint unit` runs those only. A step that passes is one line, one that
 * fails shows what it printed. The last line counts everything that ran.
 */
import { nodesEnvironment } from "./nodes.mjs";
import { endCommandsWithUs, runCommand } from "./runner/run-command.mjs";
import { steps } from "./runner/steps.mjs";
import { setUp } from "./setup.mjs";

/** @typedef {import("./runner/count.mjs").Count} Count */

/** @param {Count} count */
const describe = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

/** @param {readonly string[]} names */
function select(names) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length === 0)
    return names.length === 0 ? steps : steps.filter((step) => names.includes(step.name));
  console.error(`no step ${unknown.join(", ")}; there are ${steps.map((step) => step.name).join(", ")}`);
  return undefined;
}

/** @param {readonly string[]} names of steps; none means all */
export async function main(names) {
  const selected = select(names);
  if (selected === undefined) return 1;
  endCommandsWithUs();
  const start = performance.now();
  if (!(await setUp({ forTests: true }))) {
    console.log("0 passed, 1 failed");
    return 1;
  }

  // What is captured has no colours when it may end in a file.
  const env = { ...nodesEnvironment(), ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }) };
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const skips = [];
  for (const [index, step] of selected.entries()) {
    process.stdout.write(`[${index + 1}/${selected.length}] ${step.title} ... `);
    step.before?.();
    const outcome = await runCommand(step.command, { env });
    const count = step.count(outcome);
    const verdict = count.failed === 0 ? "ok" : "FAILED";
    console.log(`${verdict}, ${outcome.seconds.toFixed(1)} s (${describe(count)})`);
    if (count.failed > 0) console.log(`\n${outcome.output.trim()}\n`);
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
    skips.push(...count.skips.map((skip) => `${step.name}: ${skip}`));
  }

  for (const skip of skips) console.log(`skipped ${skip}`);
  console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`);
  console.log(describe({ ...total, skips }));
  return total.failed === 0 ? 0 : 1;
}
