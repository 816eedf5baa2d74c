import { chromium as playwright, type Browser as Playwright } from "playwright-core";
import { quietFlags } from "../../peers/chromium.ts";
import { findChromium } from "../../peers/find-programs.ts";
import type { Browser, DrivenPage, RunningBrowser } from "./browser.ts";

async function openPage(browser: Playwright, url: string): Promise<DrivenPage> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(url);
  return {
    evaluate: <T>(expression: string) => page.evaluate<T>(expression),
    navigate: async (to) => void (await page.goto(to)),
    reload: async () => void (await page.reload()),
    back: async () => void (await page.goBack({ waitUntil: "commit" })),
    close: () => context.close(),
    errors,
    setOffline: (isOffline) => context.setOffline(isOffline),
  };
}

async function launch(executablePath: string): Promise<RunningBrowser> {
  const browser = await playwright.launch({
    executablePath,
    headless: true,
    args: quietFlags,
    // Playwright switches it off, and here it is what a test is about.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  return { open: (url) => openPage(browser, url), stop: () => browser.close() };
}

/** Debian's, headless, driven by playwright. */
export const chromium: Browser = {
  name: "Chromium",
  program: findChromium(),
  install: "the Debian package chromium",
  abilities: ["setOffline", "keepsPages", "failsWebTransport"],
  launch,
};
