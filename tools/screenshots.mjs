/**
 * `npm run screenshots`: the pictures of the documentation, in docs/images/, taken of the demo and the console as
 * `npm start` runs them; they are built before, by `npm start` or `npm run build -- --all`. `-- wire live` takes some of
 * them. Needs Chromium (Debian package: chromium).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";
import { launchChromium } from "./screenshots/chromium.mjs";
import { gather } from "./screenshots/crowd.mjs";
import { startDemoProgram } from "./screenshots/demo-program.mjs";
import { enterDemo, playDemo } from "./screenshots/demo-scene.mjs";
import { playPlayground } from "./screenshots/playground-scene.mjs";
import { paintRiver } from "./screenshots/river.mjs";
import { squeezePng } from "./screenshots/squeeze-png.mjs";
import { playWire } from "./screenshots/wire-scene.mjs";

/** @typedef {import("playwright-core").Page} Page */

/**
 * @typedef {object} Studio
 * @property {import("playwright-core").Browser} browser
 * @property {string} url of the demo
 * @property {string} consoleUrl
 * @property {() => Promise<Page>} openPage a window of its own, as another person has
 */

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };
const folder = inRoot("docs", "images");
/** They are part of every clone. */
const MOST_BYTES = 200_000;

const CROWD_SIZE = 300;
/** Charts show five minutes: half of that is enough to see how they move. */
const CROWD_MS = 150_000;

/** @type {Record<string, (studio: Studio) => Promise<void>>} */
const scenes = { demo: takeDemo, playground: takePlayground, wire: takeWire, live: takeLive };

/** @param {readonly string[]} wanted */
export async function main(wanted) {
  mkdirSync(folder, { recursive: true });
  const demo = await startDemoProgram();
  const browser = await launchChromium();
  const studio = {
    browser,
    url: demo.url,
    consoleUrl: demo.consoleUrl,
    openPage: () =>
      browser.newPage({ viewport: WIDE, colorScheme: "light", reducedMotion: "reduce", locale: "en-GB" }),
  };
  try {
    for (const [name, take] of Object.entries(scenes)) {
      if (wanted.length === 0 || wanted.includes(name)) await take(studio);
    }
  } finally {
    await browser.close();
    await demo.stop();
  }
  return 0;
}

/** @param {Studio} studio */
async function takeDemo({ browser, url, openPage }) {
  const [ada, bob] = [await openPage(), await openPage()];
  await enterDemo(ada, url, "Ada");
  await enterDemo(bob, url, "Bob");
  await playDemo(ada, bob, await paintRiver(browser));
  await photograph(ada, "demo");
  await Promise.all([ada.close(), bob.close()]);
}

/** @param {Studio} studio */
async function takePlayground({ consoleUrl, openPage }) {
  const page = await openPage();
  await page.goto(consoleUrl);
  await playPlayground(page);
  await photograph(page, "playground", () => page.getByRole("tab", { name: "Log" }).click());
  await page.close();
}

/** @param {Studio} studio */
async function takeWire({ consoleUrl, openPage }) {
  const page = await openPage();
  await page.goto(consoleUrl);
  await playWire(page);
  // Rows are of another height there.
  await photograph(page, "wire", () =>
    page.getByRole("treeitem", { selected: true }).scrollIntoViewIfNeeded(),
  );
  await page.close();
}

/** @param {Studio} studio */
async function takeLive({ url, consoleUrl, openPage }) {
  const crowd = await gather(url, CROWD_SIZE);
  const page = await openPage();
  await page.goto(`${consoleUrl}#live`);
  await page.waitForTimeout(CROWD_MS);
  await photograph(page, "live");
  await page.close();
  crowd.stop();
}

/**
 * In light and dark colours, and on a phone.
 *
 * @param {Page} page
 * @param {string} name
 * @param {() => Promise<void>} [arrange] what is to be seen where there is room for one thing only
 */
async function photograph(page, name, arrange = async () => undefined) {
  await shoot(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(NARROW);
  await arrange();
  await shoot(page, `${name}-narrow`);
}

/** @param {Page} page @param {string} name */
async function shoot(page, name) {
  const picture = squeezePng(await page.screenshot({ animations: "disabled", caret: "hide" }));
  console.log(`${name}.png ${(picture.length / 1000).toFixed(0)} kB`);
  if (picture.length > MOST_BYTES) throw new Error(`${name}.png weighs more than ${MOST_BYTES} bytes`);
  writeFileSync(path.join(folder, `${name}.png`), picture);
}
