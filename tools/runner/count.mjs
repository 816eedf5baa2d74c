/**
 * What a step counts for: the tests that it reports, or itself.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, skips: readonly string[] }} Count
 */
import { existsSync, readFileSync } from "node:fs";

/** @param {boolean} passed @returns {Count} */
const one = (passed) => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0, skips: [] });

/** A failure beyond the tests themselves (a threshold, a crash) is a failure of the step. @param {Count} count @param {number} code */
const withExitCode = (count, code) => (code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count);

/**
 * A check of ours may end with "N passed, N failed", and name with "skipped: …" what it could not do.
 *
 * @param {import("./run-command.mjs").Outcome} outcome
 * @returns {Count}
 */
export function countCheck({ code, output }) {
  const skips = [...output.matchAll(/^skipped: (.+)$/gm)].map((match) => match[1] ?? "");
  const match = /^(\d+) passed, (\d+) failed\s*$/m.exec(output.slice(-200));
  const count = match === null ? one(code === 0) : { passed: Number(match[1]), failed: Number(match[2]) };
  return withExitCode({ ...count, skipped: skips.length, skips }, code);
}

/**
 * @typedef {{ status: string, fullName: string }} Assertion
 * @typedef {{ testResults: readonly { name: string, status: string, assertionResults: readonly Assertion[] }[] }} Report
 */

/**
 * The tests that Vitest wrote about.
 *
 * @param {import("./run-command.mjs").Outcome} outcome
 * @param {string} file its JSON report
 * @returns {Count}
 */
export function countVitest({ code }, file) {
  if (!existsSync(file)) return one(code === 0);
  /** @type {Report} */
  const report = JSON.parse(readFileSync(file, "utf8"));
  const tests = report.testResults.flatMap((result) => result.assertionResults);
  /** @param {string} status */
  const having = (status) => tests.filter((test) => test.status === status);
  const skips = tests
    .filter((test) => !["passed", "failed"].includes(test.status))
    .map((test) => test.fullName);
  // A file that does not load has no tests to fail.
  const broken = report.testResults.filter(
    (result) =>
      result.status === "failed" && !result.assertionResults.some((test) => test.status === "failed"),
  );
  return withExitCode(
    {
      passed: having("passed").length,
      failed: having("failed").length + broken.length,
      skipped: skips.length,
      skips,
    },
    code,
  );
}
