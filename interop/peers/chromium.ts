import { chromium, type Browser } from "playwright-core";
import type { ClientPeer, SessionPlan, SessionResult } from "./session.ts";

/** What keeps a Chromium from calling anybody on its own. */
export const quietFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** A headless Chromium that calls nobody on its own, and takes our self-signed certificates. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [...quietFlags, "--ignore-certificate-errors"],
  });
}

/** The browser's own WebSocket, in a page that the server under test delivered. */
export async function openChromiumClient(browser: Browser, serverUrl: string): Promise<ClientPeer> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(serverUrl.replace(/^ws/, "http"));
  return {
    run: (plan: SessionPlan) =>
      // As text: the test runner may instrument functions in ways that the browser cannot follow.
      page.evaluate<SessionResult>(
        `import("/whatwg-session.mjs").then((program) => program.runSession(${JSON.stringify(plan)}))`,
      ),
    stop: () => context.close(),
  };
}
