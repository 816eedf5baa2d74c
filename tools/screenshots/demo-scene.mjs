/** @typedef {import("playwright-core").Page} Page */

const BOARD_COLOURS = { ink: 0, salmon: 1, river: 2, moss: 3 };

/** @param {Page} page @param {string} url @param {string} name */
export async function enterDemo(page, url, name) {
  await page.goto(url);
  await page.locator("#link-state[data-phase=connected]").waitFor();
  await page.locator("#name").fill(name);
  await page.locator("#name").press("Enter");
  await page.locator("#visitors").getByText(name, { exact: true }).waitFor();
}

/**
 * Two people talk, send a picture, draw together, and one of them is writing.
 *
 * @param {Page} ada whose window is photographed
 * @param {Page} bob
 * @param {Buffer} picture
 */
export async function playDemo(ada, bob, picture) {
  await say(ada, "Good morning. Has anybody seen the otter?");
  await say(bob, "Yes, by the second weir, at six. It had company.");
  await bob.locator("#file").setInputFiles({ name: "river.png", mimeType: "image/png", buffer: picture });
  await ada.locator("#messages").getByAltText("river.png").waitFor();
  await say(ada, "Lovely. I have drawn who they were waiting for.");
  await drawFish(ada);
  await drawWaves(bob);
  await bob.locator("#visitors").getByRole("button", { name: "Ada" }).click();
  await say(bob, "Between us: bring the net.");
  await bob.locator('[data-address="#lobby"]').click();
  await bob.locator("#text").pressSequentially("Is that");
  await pointAt(bob, 0.62, 0.8);
  await ada.locator("#typing").getByText("Bob is writing").waitFor();
  await ada.locator(".pointer-name").getByText("Bob").waitFor();
}

/** @param {Page} page @param {string} text */
async function say(page, text) {
  await page.locator("#text").fill(text);
  await page.locator("#text").press("Enter");
  await page.locator(".entry[data-state=delivered]").last().waitFor();
}

/** @typedef {readonly [across: number, down: number]} Place from 0 to 1 */

/** @param {Page} page @param {number} across @param {number} down */
async function pointAt(page, across, down) {
  const box = await page.locator("#canvas").boundingBox();
  if (box === null) throw new Error("there is no board");
  await page.mouse.move(box.x + box.width * across, box.y + box.height * down);
}

/** @param {Page} page @param {number} colour @param {number} width @param {readonly Place[]} line */
async function draw(page, colour, width, line) {
  await page.locator(`#colours [value="${colour}"]`).check();
  await page.locator(`#widths [value="${width}"]`).check();
  const [first, ...rest] = line;
  if (first === undefined) return;
  await pointAt(page, ...first);
  await page.mouse.down();
  for (const place of rest) await pointAt(page, ...place);
  await page.mouse.up();
}

/** @param {number} count @param {(share: number) => Place} at @returns {readonly Place[]} */
const curve = (count, at) => Array.from({ length: count + 1 }, (_, index) => at(index / count));

/** @param {Page} page */
async function drawFish(page) {
  const body = curve(48, (share) => {
    const angle = share * 2 * Math.PI;
    return [0.45 + 0.24 * Math.cos(angle), 0.42 + 0.1 * Math.sin(angle)];
  });
  const tail = /** @type {const} */ ([
    [0.69, 0.42],
    [0.82, 0.33],
    [0.78, 0.42],
    [0.82, 0.51],
    [0.69, 0.42],
  ]);
  const gill = curve(12, (share) => [0.31 + 0.03 * Math.sin(share * Math.PI), 0.36 + 0.12 * share]);
  const eye = curve(8, (share) => [
    0.265 + 0.006 * Math.cos(share * 2 * Math.PI),
    0.4 + 0.005 * Math.sin(share * 2 * Math.PI),
  ]);
  await draw(page, BOARD_COLOURS.salmon, 2, body);
  await draw(page, BOARD_COLOURS.salmon, 2, tail);
  await draw(page, BOARD_COLOURS.salmon, 1, gill);
  await draw(page, BOARD_COLOURS.ink, 2, eye);
}

/** @param {Page} page */
async function drawWaves(page) {
  for (const [depth, width] of /** @type {const} */ ([
    [0.64, 2],
    [0.72, 1],
    [0.8, 0],
  ])) {
    const wave = curve(40, (share) => [
      0.14 + 0.72 * share,
      depth + 0.018 * Math.sin(share * 22 + depth * 20),
    ]);
    await draw(page, BOARD_COLOURS.river, width, wave);
  }
}
