/**
 * Does the page stay responsive while it watches a server with 10,000 clients and 2,000 messages a second? Opens the live view in Chromium, goes
 * through its lists, and prints the longest task of the page.
 *
 * `node bench/console/responsive.mjs`, after `npm run build`.
 */
import { launchChromium } from "../../tools/screenshots/chromium.mjs";
import { withScene } from "../lib/cell.mjs";
import { killChildrenOnExit } from "../lib/child.mjs";
import { settings } from "../lib/suite.mjs";
import { open } from "../lib/workload.mjs";
import { liveConsole as suite } from "./suite.mjs";

const CONNECTIONS = 10_000;
const MESSAGES_PER_SECOND = 1_000;
const WATCHED = 30_000;
/** What the page may not exceed, in milliseconds. */
const LONGEST = 100;

/** In the page: keeps how long tasks took that were longer than 50 ms. */
const OBSERVE = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ at: Math.round(startTime), duration });
  }).observe({ type: "longtask", buffered: true });
`;

/**
 * Looks at everything that the live view has.
 *
 * @param {import("playwright-core").Page} page
 */
async function lookAround(page) {
  await page.getByText("per second").first().waitFor();
  await page.waitForTimeout(WATCHED / 3);
  await page.getByRole("tab", { name: "Sockets" }).click();
  await page.getByRole("row").nth(20).waitFor();
  await page.waitForTimeout(WATCHED / 3);
  await page.getByRole("tab", { name: "Namespaces and rooms" }).click();
  await page.waitForTimeout(WATCHED / 6);
  await page.getByRole("tab", { name: "Overview" }).click();
  await page.waitForTimeout(WATCHED / 6);
}

/** @param {import("../lib/suite.mjs").Scene} scene */
async function watchLongTasks(scene) {
  await open(scene, "open", CONNECTIONS);
  const talking = scene.load.call(
    "chat",
    { serverPid: scene.server.pid, perSecond: MESSAGES_PER_SECOND, warmUp: 1_000, measure: WATCHED + 5_000 },
    WATCHED + 60_000,
  );
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(OBSERVE);
    await page.goto(`http://127.0.0.1:${scene.port}/console/#live`);
    await lookAround(page);
    await talking;
    return /** @type {readonly { at: number, duration: number }[]} */ (await page.evaluate("longTasks"));
  } finally {
    await browser.close();
  }
}

killChildrenOnExit();
const contender = suite.contenders.find(({ name }) => name === "closed");
const [workload] = suite.workloads;
if (contender === undefined || workload === undefined) throw new Error("the suite has changed");
const tasks = await withScene({ suite, contender, workload, setting: settings.full }, watchLongTasks);
const longest = Math.max(0, ...tasks.map(({ duration }) => duration));
console.log(`${tasks.length} tasks of more than 50 ms in ${WATCHED / 1000} s: ${JSON.stringify(tasks)}`);
console.log(`the longest took ${longest} ms (limit ${LONGEST})`);
process.exitCode = longest <= LONGEST ? 0 : 1;
