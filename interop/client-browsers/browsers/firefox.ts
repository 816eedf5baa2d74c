import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findProgram } from "../../engine-proxies/find-program.ts";
import { BidiConnection } from "./bidi.ts";
import type { Browser, DrivenPage, RunningBrowser } from "./browser.ts";

/** A browser that calls nobody on its own. Others are off when it is driven from outside. */
const preferences = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.safebrowsing.downloads.remote.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage": "about:blank",
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
  "toolkit.telemetry.enabled": false,
};

/** What it logs like an error of the page when a request or a WebSocket fails; nobody could catch that. */
const complaints =
  /^(?:Cross-Origin Request Blocked|Firefox can’t establish|The connection to \S+ was interrupted)/;

interface Evaluated {
  readonly type: "success" | "exception";
  readonly result?: { readonly value?: string };
  readonly exceptionDetails?: { readonly text: string };
}

interface LogEntry {
  readonly type: string;
  readonly level: string;
  readonly text: string | null;
  readonly source: { readonly context?: string };
}

interface Tab {
  readonly userContext: string;
  readonly context: string;
}

function driveTab(bidi: BidiConnection, { userContext, context }: Tab): DrivenPage {
  const errors: string[] = [];
  let isClosed = false;
  const stopListening = bidi.listen((method, parameters) => {
    if (method !== "log.entryAdded") return;
    const { type, level, text, source } = parameters as LogEntry;
    const isOfPage = type === "javascript" && level === "error" && source.context === context;
    if (isOfPage && !complaints.test(text ?? "")) errors.push(text ?? "");
  });
  const navigate = (url: string) =>
    bidi.command("browsingContext.navigate", { context, url, wait: "complete" });
  return {
    evaluate: async <T>(expression: string): Promise<T> => {
      const { exceptionDetails, result } = await bidi.command<Evaluated>("script.evaluate", {
        // As JSON: a value comes as a description of itself.
        expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value))`,
        target: { context },
        awaitPromise: true,
      });
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
      return (result?.value === undefined ? undefined : JSON.parse(result.value)) as T;
    },
    navigate: async (url) => void (await navigate(url)),
    reload: async () => void (await bidi.command("browsingContext.reload", { context, wait: "complete" })),
    back: async () => void (await bidi.command("browsingContext.traverseHistory", { context, delta: -1 })),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      stopListening();
      await bidi.command("browser.removeUserContext", { userContext });
    },
    errors,
    setOffline: async (isOffline) => {
      const networkConditions = isOffline ? { type: "offline" } : null;
      await bidi.command("emulation.setNetworkConditions", { networkConditions, contexts: [context] });
    },
  };
}

async function openTab(bidi: BidiConnection, url: string): Promise<DrivenPage> {
  const { userContext } = await bidi.command<{ userContext: string }>("browser.createUserContext", {});
  const { context } = await bidi.command<{ context: string }>("browsingContext.create", {
    type: "tab",
    userContext,
  });
  const page = driveTab(bidi, { userContext, context });
  await page.navigate(url);
  return page;
}

/** The address that it prints when it is ready. */
async function hearAddress(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error("Firefox has no output");
  const lines = createInterface({ input: child.stderr });
  for await (const line of lines) {
    const address = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    // The rest is read and thrown away, so that it never waits for a reader.
    child.stderr.resume();
    return address;
  }
  throw new Error("Firefox ended early");
}

async function launch(program: string): Promise<RunningBrowser> {
  const profile = mkdtempSync(join(tmpdir(), "sockeye-firefox-"));
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const child = spawn(
    program,
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const gone = once(child, "exit");
  const bidi = await BidiConnection.open(`${await hearAddress(child)}/session`);
  await bidi.command("session.new", { capabilities: {} });
  await bidi.command("session.subscribe", { events: ["log.entryAdded"] });
  return {
    open: (url) => openTab(bidi, url),
    stop: async () => {
      bidi.close();
      child.kill();
      await gone;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Debian's, headless, driven by WebDriver BiDi, which it speaks by itself. */
export const firefox: Browser = {
  name: "Firefox",
  program: findProgram("firefox-esr") ?? findProgram("firefox"),
  install: "the Debian package firefox-esr",
  // It keeps no page that has a WebSocket, and asks a server for WebTransport for longer than a test takes.
  abilities: ["setOffline"],
  launch,
};
