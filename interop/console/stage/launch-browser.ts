import { chromium, type Browser } from "playwright-core";
import { quietFlags } from "../../peers/chromium.ts";

/** A headless Chromium that judges certificates as it does for everybody. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: quietFlags });
}
