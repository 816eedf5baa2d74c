import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { launchChromium } from "../../interop/peers/chromium.ts";
import { findChromium } from "../../interop/peers/find-programs.ts";
import { startChat } from "./chat-server.ts";
import type { ChatOptions, RunningChat } from "./chat-server.ts";
import { ChatClient } from "./testing/chat-client.ts";

const executable = findChromium();
const note = executable === undefined ? " (skipped: no chromium here; Debian package: chromium)" : "";

// Every step of a page waits for what it needs, and no longer than this.
const STEP_MS = 10_000;

describe.skipIf(executable === undefined)(`the chat page in Chromium${note}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  const running: RunningChat[] = [];
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium(executable ?? "");
  }, 60_000);

  afterAll(() => browser.close());

  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await Promise.all(running.splice(0).map((chat) => chat.close()));
    const found = problems.splice(0);
    if (found.length > 0) throw new Error(`the page complained: ${found.join("; ")}`);
  });

  async function start(options: ChatOptions = {}): Promise<RunningChat> {
    const chat = await startChat({ port: 0, closeDeadlineMs: 500, ...options });
    running.push(chat);
    return chat;
  }

  /** A page of its own, like another person's browser. Whatever it complains about fails the test. */
  async function open(url: string, name?: string): Promise<Page> {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      // The browser itself reports each attempt that finds no server; that is what the reconnection is for.
      const isRefused = message.text().includes("ERR_CONNECTION_REFUSED");
      if (["error", "warning"].includes(message.type()) && !isRefused) problems.push(message.text());
    });
    await page.goto(url);
    if (name !== undefined) {
      await page.locator("#chat-status[data-phase=open]").waitFor();
      await page.locator("#name").fill(name);
      await page.locator("#name").press("Enter");
      await page.locator("#people").getByText(name, { exact: true }).waitFor();
    }
    return page;
  }

  async function say(page: Page, text: string): Promise<void> {
    await page.locator("#text").fill(text);
    await page.locator("#text").press("Enter");
  }

  const said = (page: Page, text: string) => page.locator("#messages .text").getByText(text, { exact: true });

  it("lets two people talk, see each other come and go, and never makes markup of a message", async () => {
    const { url } = await start();
    const ada = await open(url, "Ada");
    const bob = await open(url, "Bob");
    await ada.locator("#people").getByText("Bob", { exact: true }).waitFor();
    const text = '<img src=x onerror="document.title=1"> & hello';
    await say(bob, text);
    await said(ada, text).waitFor();
    await said(bob, text).waitFor();
    expect(await ada.locator("#messages .said .who b").allTextContents()).toEqual(["Bob"]);
    expect(await bob.locator("#messages .said .who b").allTextContents()).toEqual(["You"]);
    expect(await ada.locator("#messages img").count()).toBe(0);
    expect(await bob.locator("#text").inputValue()).toBe("");
    await bob.context().close();
    await ada.locator("#messages").getByText("Bob left").waitFor();
    expect(await ada.locator("#people-count").textContent()).toBe("1");
  });

  it("makes a new line with Shift+Enter, and gives a refused message back", async () => {
    const { url } = await start({ limits: { rate: { burst: 3, perSecond: 0.001 } } });
    const page = await open(url, "Ada");
    await page.locator("#text").fill("one");
    await page.locator("#text").press("Shift+Enter");
    await page.locator("#text").pressSequentially("two");
    await page.locator("#text").press("Enter");
    await said(page, "one two").waitFor();
    expect(await page.locator("#messages .text").textContent()).toBe("one\ntwo");
    await say(page, "too fast");
    await page.locator("#text-hint.bad").getByText("Slow down").waitFor();
    expect(await page.locator("#text").inputValue()).toBe("too fast");
  });

  it("puts the old name back on Escape", async () => {
    const { url } = await start();
    const page = await open(url, "Ada");
    await page.locator("#name").fill("Nobody");
    await page.locator("#name").press("Escape");
    expect(await page.locator("#name").inputValue()).toBe("Ada");
    await say(page, "still me");
    await said(page, "still me").waitFor();
    expect(await page.locator("#people .person").allTextContents()).toEqual(["Ada"]);
  });

  it("comes back by itself after a restart, with its name and what it has shown", async () => {
    const first = await start();
    const page = await open(first.url, "Ada");
    await say(page, "before");
    await said(page, "before").waitFor();
    await first.close();
    await page.locator("#chat-status[data-phase=waiting]").waitFor();
    expect(await page.locator("#chat-status .status-text").textContent()).toBe("Reconnecting");
    await say(page, "kept while offline");
    await page.locator("#text-hint.bad").getByText("Not connected").waitFor();
    const second = await start({ port: first.port });
    await page.locator("#chat-status[data-phase=open]").waitFor();
    await page.locator("#text").press("Enter");
    await said(page, "kept while offline").waitFor();
    const { welcome } = await ChatClient.join(second.url, "Bob");
    expect(welcome.people.map(({ name }) => name)).toEqual(["Ada", "Bob"]);
    expect(await page.locator("#messages .text").allTextContents()).toEqual(["before", "kept while offline"]);
  });

  it("echoes text, bytes and files, and shows what went over the wire", async () => {
    const { url } = await start();
    const page = await open(`${url}#echo`);
    await page.locator("#echo-status[data-phase=open]").waitFor();
    const received = page.locator("#log .way-in");
    await page.locator("#payload").fill("f\u00fcr \u{1f41f}");
    await page.locator("#payload").press("Enter");
    await received.first().waitFor();
    expect(await received.first().locator(".type, .number:nth-child(4), .content").allTextContents()).toEqual(
      ["text", "9 B", "f\u00fcr \u{1f41f}"],
    );
    await page.locator("label:has([value=hex])").click();
    await page.locator("#payload").fill("00 ff 0x10");
    await page.locator("#send").click();
    await received.getByText("00 ff 10").waitFor();
    await page.locator("#payload").fill("0g");
    await page.locator("#send").click();
    await page.locator("#send-hint.bad").getByText("no hexadecimal digit").waitFor();
    await page.locator("label:has([value=file])").click();
    await page.locator("#file").setInputFiles({ name: "x", mimeType: "", buffer: Buffer.from([1, 2, 3, 4]) });
    await page.locator("#send").click();
    await received.getByText("01 02 03 04").waitFor();
    await page.getByRole("button", { name: "1 MB bytes" }).click();
    await received.getByText("1 MB").waitFor();
    expect(await received.count()).toBe(4);
  });

  it("measures round trips", async () => {
    const { url } = await start();
    const page = await open(`${url}#echo`);
    await page.locator("label:has([name=rate][value='20'])").click();
    await page
      .locator("#trip-median")
      .getByText(/^\d+(\.\d)? ms$/)
      .waitFor();
    await page.locator("#spark-line[points*=' ']").waitFor({ state: "attached" });
    expect(await page.locator("#log .way-in").count()).toBe(0);
    await page.locator("#show-probes").check();
    await page.locator("#log .way-in").getByText("70 72 6f 62 65").first().waitFor();
  });

  it("closes with a code and a reason, connects again, and says which codes a page may not use", async () => {
    const { url } = await start();
    const page = await open(`${url}#echo`);
    await page.locator("#echo-status[data-phase=open]").waitFor();
    await page.locator("#close-code").fill("1001");
    await page.locator("#disconnect").click();
    await page.locator("#link-hint.bad").getByText("1000 and 3000 to 4999").waitFor();
    await page.locator("#close-code").fill("4321");
    await page.locator("#close-reason").fill("bye");
    await page.locator("#disconnect").click();
    await page.locator("#echo-status[data-phase=closed]").getByText("4321, bye").waitFor();
    await page.locator("#connect").click();
    await page.locator("#echo-status[data-phase=open]").waitFor();
    expect(await page.locator("#log .type").allTextContents()).toEqual(["open", "close", "open"]);
  });

  it("is worked by keyboard: tabs by arrows, colours by Enter, remembered", async () => {
    const { url } = await start();
    const page = await open(url);
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    await page.locator("#echo").waitFor();
    expect(await page.evaluate("document.activeElement.id")).toBe("tab-echo");
    expect(new URL(page.url()).hash).toBe("#echo");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.reload();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(await page.locator("#theme").getAttribute("aria-label")).toBe("Colours: dark");
  });

  it("does not scroll sideways on a phone", async () => {
    const { url } = await start();
    const page = await open(url, "A name of 24 characters");
    await page.setViewportSize({ width: 360, height: 640 });
    await say(page, "w".repeat(400));
    await said(page, "w".repeat(400)).waitFor();
    const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    expect(await page.evaluate(overflow)).toBe(0);
    await page.locator("#tab-echo").click();
    await page.getByRole("button", { name: "1 KB text" }).click();
    await page.locator("#log .way-in").waitFor();
    expect(await page.evaluate(overflow)).toBe(0);
  });
});
