/**
 * Makes a fresh clone on a fresh machine ready, without any package: `npm start` and `npm test` begin with it. What is in
 * place is left alone, so that it costs next to nothing the second time.
 */
import { isPlatformCovered, nodesFolder } from "./nodes.mjs";
import { inRoot, root } from "./paths.mjs";
import { arePackagesInstalled, installPackages } from "./setup/npm-packages.mjs";
import { installSystemPackages, mayInstall, systemPackages } from "./setup/system-packages.mjs";

/** Programs of users, which the tests run on our packages. */
const applicationsFolder = inRoot("interop", "server-alias", "applications");

/** @param {string} line */
const say = (line) => console.log(`set-up: ${line}`);

/**
 * @template T
 * @param {string} what
 * @param {() => T | Promise<T>} work
 */
async function timed(what, work) {
  say(`${what} ...`);
  const start = performance.now();
  const result = await work();
  return { result, seconds: ((performance.now() - start) / 1000).toFixed(1) };
}

/** @param {string} output */
const lastLines = (output) => output.trimEnd().split("\n").slice(-15).join("\n");

async function preparePackages() {
  if (arePackagesInstalled(root)) return true;
  const { result, seconds } = await timed("installing the npm packages (npm ci)", () =>
    installPackages(root),
  );
  if (result.code === 0) say(`packages installed in ${seconds} s`);
  else console.error(`${lastLines(result.output)}\nset-up: npm ci failed; run it by hand to see why`);
  return result.code === 0;
}

async function prepareNodes() {
  if (!isPlatformCovered) {
    say(
      `no Node 20, 22, 24 and 26 for ${process.platform} ${process.arch}: skipping the tests that load the packages in each`,
    );
    return;
  }
  if (arePackagesInstalled(nodesFolder)) return;
  const { result, seconds } = await timed("installing Node 20, 22, 24 and 26 for the tests", () =>
    // Four programs of one name: none of them may be linked.
    installPackages(nodesFolder, ["--no-bin-links"]),
  );
  if (result.code === 0) say(`Node versions installed in ${seconds} s`);
  else say(`${lastLines(result.output)}\nskipping the tests that need another Node version than this one`);
}

async function prepareApplications() {
  if (arePackagesInstalled(applicationsFolder)) return;
  const { result, seconds } = await timed("installing Express, Fastify and NestJS for the tests", () =>
    installPackages(applicationsFolder, ["--ignore-scripts"]),
  );
  if (result.code === 0) say(`applications installed in ${seconds} s`);
  else say(`${lastLines(result.output)}\nthe tests of applications will fail`);
}

async function prepareSystem() {
  const missing = systemPackages.filter((one) => !one.isPresent());
  if (missing.length === 0) return;
  const names = missing.map((one) => one.name);
  if (mayInstall()) {
    const { result, seconds } = await timed(`installing ${names.join(", ")} (apt-get)`, () =>
      installSystemPackages(names),
    );
    if (result.code === 0) say(`system packages installed in ${seconds} s`);
    else say(lastLines(result.output));
  }
  const absent = missing.filter((one) => !one.isPresent());
  if (absent.length === 0) return;
  say(`these tests will be reported as skipped: ${absent.map((one) => one.tests).join("; ")}`);
  say(
    `to run them too: sudo apt-get install -y --no-install-recommends ${absent.map((one) => one.name).join(" ")}`,
  );
}

/**
 * @param {{ forTests: boolean }} options the tests need more than the programs do
 * @returns {Promise<boolean>} false when nothing can run
 */
export async function setUp({ forTests }) {
  if (!(await preparePackages())) return false;
  if (forTests) {
    await prepareNodes();
    await prepareApplications();
    await prepareSystem();
  }
  return true;
}

export async function main() {
  const start = performance.now();
  if (!(await setUp({ forTests: true }))) return 1;
  say(`ready (${Math.round(performance.now() - start)} ms)`);
  return 0;
}
