import type { Browser } from "./browser.ts";
import { chromium } from "./chromium.ts";
import { firefox } from "./firefox.ts";

/** Chromium, or what `SOCKEYE_BROWSER` in the environment says. */
export const browserUnderTest: Browser = process.env["SOCKEYE_BROWSER"] === "firefox" ? firefox : chromium;
