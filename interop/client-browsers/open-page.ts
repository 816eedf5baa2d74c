import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { describePeer } from "../peers/describe-peer.ts";
import type { DrivenPage, RunningBrowser } from "./browsers/browser.ts";
import { browserUnderTest } from "./browsers/browser-under-test.ts";

/** A page that fails its test when something was thrown in it. */
export interface TestPage extends DrivenPage {
  /** What is thrown in the page and matches is no failure of the test. */
  forgive(errors: RegExp): void;
}

/** Where the end of a page is registered: that of the test, when nothing else is said. */
export type AtTheEnd = (end: () => Promise<void>) => void;

/** Opens any page, and closes it at the end of the test. */
export type OpenPage = (url: string, atTheEnd?: AtTheEnd) => Promise<TestPage>;

async function openTestPage(browser: RunningBrowser, url: string, atTheEnd: AtTheEnd): Promise<TestPage> {
  const page = await browser.open(url);
  const forgiven: RegExp[] = [];
  atTheEnd(async () => {
    await page.close();
    const errors = page.errors.filter((error) => !forgiven.some((pattern) => pattern.test(error)));
    expect(errors, "thrown in the page").toEqual([]);
  });
  return { ...page, forgive: (errors) => void forgiven.push(errors) };
}

/** Tests with a browser; without it, one test that is skipped and says what to install. */
export function describeInBrowser(title: string, define: (openPage: OpenPage) => void): void {
  describePeer(title, browserUnderTest, (program) => {
    let browser: RunningBrowser | undefined;

    beforeAll(async () => {
      browser = await browserUnderTest.launch(program);
    });
    afterAll(async () => {
      await browser?.stop();
    });

    define((url, atTheEnd = onTestFinished) => {
      if (browser === undefined) throw new Error("the browser did not start");
      return openTestPage(browser, url, atTheEnd);
    });
  });
}
