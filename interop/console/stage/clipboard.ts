import type { Page } from "playwright-core";

/** What was copied last. */
export const clipboard = (page: Page): Promise<string> => page.evaluate("navigator.clipboard.readText()");
