import { afterAll, afterEach, beforeAll } from "vitest";
import { describePeer } from "../../peers/describe-peer.ts";
import { findChromium } from "../../peers/find-programs.ts";
import { ConsoleStage } from "./console-stage.ts";
import { launchBrowser } from "./launch-browser.ts";

/** What tests work with: what they open is closed after each of them. */
export type OpenStage = Pick<ConsoleStage, "openConsole" | "serveConsole" | "openPage" | "atEnd">;

/** Tests with the console in Chromium; without it, one test that is skipped and says what to install. */
export function describeConsole(title: string, define: (stage: OpenStage) => void): void {
  describePeer(title, { program: findChromium(), install: "the Debian package chromium" }, (program) => {
    let stage: ConsoleStage | undefined;
    const current = (): ConsoleStage => {
      if (stage === undefined) throw new Error("the browser did not start");
      return stage;
    };

    beforeAll(async () => {
      stage = new ConsoleStage(await launchBrowser(program));
    });
    afterEach(() => stage?.clear());
    afterAll(() => stage?.close());

    define({
      openConsole: (setting) => current().openConsole(setting),
      serveConsole: (setting) => current().serveConsole(setting),
      openPage: (url, options) => current().openPage(url, options),
      atEnd: (end) => current().atEnd(end),
    });
  });
}
