import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { launchChromium } from "../../interop/peers/chromium.ts";
import { findChromium } from "../../interop/peers/find-programs.ts";
import { writeBundles } from "../../tools/bundles/write.mjs";
import { DemoStage } from "./testing/demo-stage.ts";

const executable = findChromium();
const note = executable === undefined ? " (skipped: no chromium here; Debian package: chromium)" : "";

/** Eight by eight red pixels, and so much behind their end that it takes several parts. */
const PICTURE = Buffer.concat([
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGM86+TEgA0wYRUdtBIAOyABRmBxAvkAAAAASUVORK5CYII=",
    "base64",
  ),
  Buffer.alloc(300_000),
]);

describe.skipIf(executable === undefined)(`the demo in Chromium${note}`, { timeout: 60_000 }, () => {
  let stage: DemoStage;

  beforeAll(async () => {
    await writeBundles();
    stage = await DemoStage.open(await launchChromium(executable ?? ""));
  }, 60_000);
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  async function say(page: Page, text: string): Promise<void> {
    await page.locator("#text").fill(text);
    await page.locator("#text").press("Enter");
  }

  const entry = (page: Page, text: string): Locator =>
    page.locator(".entry", { has: page.locator(".text").getByText(text, { exact: true }) });

  /** How opaque the board is in its middle. */
  const inkInTheMiddle = (page: Page): Promise<number> =>
    page.evaluate<number>(`(() => {
      const middle = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
      middle.drawImage(canvas, -canvas.width / 2, -canvas.height / 2);
      return middle.getImageData(0, 0, 1, 1).data[3];
    })()`);

  it("lets two windows talk: typing, ticks, who is here, and never makes markup of what is said", async () => {
    const { url } = await stage.startDemo();
    const ada = await stage.openWindow(url, "Ada");
    const bob = await stage.openWindow(url, "Bob");
    await ada.locator("#visitors").getByText("Bob", { exact: true }).waitFor();
    await bob.locator("#text").pressSequentially("H");
    await ada.locator("#typing").getByText("Bob is writing").waitFor();
    const text = '<img src=x onerror="document.title=1"> & hello';
    await say(bob, text);
    await entry(ada, text).waitFor();
    await entry(bob, text).locator("xpath=self::*[@data-state='delivered']").waitFor();
    expect(await entry(bob, text).locator(".mark").getAttribute("title")).toBe("In one other window");
    expect(await ada.locator("#messages img").count()).toBe(0);
    expect(await ada.locator("#typing").textContent()).toBe("");
    await bob.context().close();
    await ada.locator("#visitors").getByText("Bob", { exact: true }).waitFor({ state: "detached" });
    await say(ada, "alone");
    await entry(ada, "alone").locator("xpath=self::*[@data-state='sent']").waitFor();
  });

  it("has rooms, with the history for late comers", async () => {
    const { url } = await stage.startDemo();
    const ada = await stage.openWindow(url, "Ada");
    await ada.getByRole("button", { name: "Kitchen" }).click();
    await say(ada, "soup");
    await entry(ada, "soup").locator("xpath=self::*[@data-state='sent']").waitFor();
    const late = await stage.openWindow(url, "Late");
    expect(await late.locator("#talk-empty").isVisible()).toBe(true);
    expect(await late.locator("#visitors").getByText("Ada").count()).toBe(0);
    await late.getByRole("button", { name: "Kitchen" }).click();
    await entry(late, "soup").waitFor();
    await late.locator("#visitors").getByText("Ada", { exact: true }).waitFor();
  });

  it("counts several windows of one name as one person", async () => {
    const { url } = await stage.startDemo();
    const first = await stage.openWindow(url, "Ada");
    await stage.openWindow(url, "Ada");
    await first.locator("#visitors").getByText("you, 2 windows").waitFor();
    expect(await first.locator("#visitors li").count()).toBe(1);
  });

  it("carries private messages to the one they are for", async () => {
    const { url } = await stage.startDemo();
    const ada = await stage.openWindow(url, "Ada");
    const bob = await stage.openWindow(url, "Bob");
    const cy = await stage.openWindow(url, "Cy");
    await ada.locator("#visitors").getByRole("button", { name: "Bob" }).click();
    await ada.locator("#talk-title").getByText("Bob").waitFor();
    await say(ada, "between us");
    await bob.locator("#privates").getByText("Ada").waitFor();
    await bob.locator("#privates .unread").getByText("1").waitFor();
    await bob.locator("#privates button").click();
    await entry(bob, "between us").waitFor();
    expect(await bob.locator("#privates .unread").count()).toBe(0);
    await say(bob, "yes");
    await entry(ada, "yes").waitFor();
    expect(await cy.locator("#privates li").count()).toBe(0);
  });

  it("sends a picture with progress, and the other sees it", async () => {
    const { url } = await stage.startDemo();
    const ada = await stage.openWindow(url, "Ada");
    const bob = await stage.openWindow(url, "Bob");
    await ada.evaluate(`{
      window.shares = new Set();
      new MutationObserver(() => {
        const bar = document.querySelector("progress");
        if (bar) shares.add(bar.value);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    }`);
    await ada.locator("#file").setInputFiles({ name: "river.png", mimeType: "image/png", buffer: PICTURE });
    const picture = bob.locator("#messages").getByAltText("river.png");
    await picture.waitFor();
    await bob.waitForFunction("document.querySelector('.picture').naturalWidth === 8");
    await ada.locator(".entry[data-state=delivered]").waitFor();
    expect(
      await ada.evaluate<number>("[...shares].filter((share) => share > 0 && share < 1).length"),
    ).toBeGreaterThan(2);
    expect(await ada.locator("progress").isHidden()).toBe(true);
    // What is no picture is refused in a sentence.
    await ada
      .locator("#file")
      .setInputFiles({ name: "x.png", mimeType: "image/png", buffer: Buffer.from("<svg>") });
    await ada
      .locator(".entry[data-state=failed]")
      .getByText("This is no PNG, JPEG, GIF or WebP picture.")
      .waitFor();
  });

  it("keeps what is written without a connection, sends it once it is back, and misses nothing", async () => {
    const { url, io } = await stage.startDemo();
    const ada = await stage.openWindow(url, "Ada");
    const bob = await stage.openWindow(url, "Bob");
    await ada.locator("#link-state").getByText("Connected by WebSocket").waitFor();
    await ada.locator("#cut").click();
    await ada.locator("#link-state[data-phase=waiting]").waitFor();
    await say(ada, "written offline");
    await entry(ada, "written offline").locator("xpath=self::*[@data-state='waiting']").waitFor();
    await say(bob, "said meanwhile");
    await entry(bob, "said meanwhile").locator("xpath=self::*[@data-state='sent']").waitFor();
    await ada.locator("#link-text").getByText("Back again").waitFor();
    await entry(ada, "said meanwhile").waitFor();
    await entry(bob, "written offline").waitFor();
    await entry(ada, "written offline").locator("xpath=self::*[@data-state='delivered']").waitFor();
    expect(await bob.locator(".entry").count()).toBe(2);
    // Also when it is the server that breaks the connection off.
    const lost = ada.locator("#link-state[data-phase=waiting]").waitFor();
    for (const client of io.of("/chat").sockets.values()) client.conn.close();
    await lost;
    await ada.locator("#link-state[data-phase=connected]").waitFor();
    // And when the server does not want it any more, it says so.
    io.of("/chat").disconnectSockets();
    await ada.locator("#link-state[data-phase=closed]").waitFor();
    await ada.locator("#reconnect").click();
    await ada.locator("#link-state[data-phase=connected]").waitFor();
    await ada.locator("#visitors").getByText("Ada", { exact: true }).waitFor();
  });

  it("comes back to a server that was started anew, with what it has shown", async () => {
    const first = await stage.startDemo();
    const ada = await stage.openWindow(first.url, "Ada");
    await say(ada, "before");
    await entry(ada, "before").locator("xpath=self::*[@data-state='sent']").waitFor();
    await first.close();
    await ada.locator("#link-state").getByText("Not reachable").waitFor();
    await say(ada, "in between");
    await stage.startDemo({ port: first.port });
    await entry(ada, "in between").locator("xpath=self::*[@data-state='sent']").waitFor();
    expect(await ada.locator(".entry .text").allTextContents()).toEqual(["before", "in between"]);
  });

  it("has a whiteboard that everybody sees, late comers too, and that is drawn on by keyboard as well", async () => {
    const { url } = await stage.startDemo();
    const ada = await stage.openWindow(url, "Ada");
    const bob = await stage.openWindow(url, "Bob");
    const box = await ada.locator("#canvas").boundingBox();
    if (box === null) throw new Error("there is no board");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await ada.mouse.move(x - 60, y);
    await bob.locator(".pointer-name").getByText("Ada").waitFor();
    await ada.mouse.down();
    await ada.mouse.move(x + 60, y, { steps: 12 });
    // Seen before the pen is lifted.
    await expect.poll(() => inkInTheMiddle(bob)).toBeGreaterThan(0);
    await ada.mouse.up();
    await expect.poll(async () => inkInTheMiddle(await stage.openWindow(url))).toBeGreaterThan(0);
    await bob.getByRole("button", { name: "Clear" }).click();
    await ada.locator("#board-hint").getByText("Bob has cleared the board.").waitFor();
    expect(await inkInTheMiddle(ada)).toBe(0);
    await bob.locator("#canvas").focus();
    await bob.keyboard.press("Space");
    await bob.keyboard.press("ArrowRight");
    await bob.keyboard.press("Space");
    await expect.poll(() => inkInTheMiddle(ada)).toBeGreaterThan(0);
  });

  it("does not scroll sideways on a phone, and shows one of the two at a time", async () => {
    const { url } = await stage.startDemo();
    const page = await stage.openWindow(url, "A name of 24 characters");
    await page.setViewportSize({ width: 360, height: 640 });
    await say(page, "w".repeat(400));
    await entry(page, "w".repeat(400)).waitFor();
    const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    expect(await page.evaluate(overflow)).toBe(0);
    expect(await page.locator("#canvas").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Whiteboard" }).click();
    await page.locator("#canvas").waitFor();
    expect(await page.locator("#text").isVisible()).toBe(false);
    expect(await page.evaluate(overflow)).toBe(0);
  });

  it.each(["light", "dark"] as const)(
    "has nothing that axe finds fault with, in %s colours",
    async (colorScheme) => {
      const { url } = await stage.startDemo();
      const page = await stage.openWindow(url, "Ada");
      const bob = await stage.openWindow(url, "Bob");
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await say(page, "one");
      await say(bob, "two");
      await entry(page, "two").waitFor();
      await page.evaluate(axe.source);
      const violations = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
        "axe.run().then(({ violations }) => violations)",
      );
      expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
    },
  );

  it("keeps the chosen colours", async () => {
    const { url } = await stage.startDemo();
    const page = await stage.openWindow(url);
    await page.locator("#theme").press("Enter");
    await page.locator("#theme").press("Enter");
    await page.reload();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(await page.locator("#theme").getAttribute("aria-label")).toBe("Colours: dark");
  });
});
