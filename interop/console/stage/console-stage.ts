import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { Practice } from "../../../examples/demo/practice/practice.ts";
import { buildPracticeProgram, type BuiltProgram } from "../../../examples/demo/testing/practice-program.ts";
import { serveConsole, type ConsoleSetting, type ServedConsole } from "./serve-console.ts";

/** Every step of a page waits for what it needs, and no longer than this. */
const STEP_MS = 20_000;

/** What the browser itself reports when a server is away or refuses: that the page copes with it is what is tested. */
const ABOUT_THE_NETWORK =
  /^(Failed to load resource: |WebSocket connection to |Access to (XMLHttpRequest|fetch) at )/;

export interface StageSetting extends ConsoleSetting {
  /** Gives the page a practice server, in a process of its own, to kill and to start again. @default false */
  readonly withPractice?: boolean;
}

export interface StagedConsole extends ServedConsole {
  readonly practice: Practice | undefined;
}

/** A page that shows a console. */
export interface ConsoleWindow {
  readonly page: Page;
  readonly console: StagedConsole;
}

/** Consoles and windows of a test, all of which end with it. Whatever a page complains about fails the test. */
export class ConsoleStage {
  readonly #browser: Browser;
  readonly #endings: (() => unknown)[] = [];
  readonly #problems: string[] = [];
  readonly #contexts: BrowserContext[] = [];
  #program: BuiltProgram | undefined;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Serves a console, and opens a page on it. */
  async openConsole(setting: StageSetting = {}): Promise<ConsoleWindow> {
    const console = await this.serveConsole(setting);
    return { page: await this.openPage(console.url), console };
  }

  async serveConsole({ withPractice = false, ...setting }: StageSetting = {}): Promise<StagedConsole> {
    const practice = withPractice ? await this.#startPractice() : undefined;
    const console = await serveConsole({ ...setting, ...(practice && { practice }) });
    this.atEnd(() => console.close());
    return { ...console, practice };
  }

  /** A window of its own, like another person's browser: nothing stored, nothing cached. */
  async openPage(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    this.#contexts.push(context);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    page.on("pageerror", (error) => this.#problems.push(String(error)));
    page.on("console", (message) => {
      const isProblem = message.type() === "error" || message.type() === "warning";
      if (isProblem && !ABOUT_THE_NETWORK.test(message.text())) this.#problems.push(message.text());
    });
    await page.goto(url);
    return page;
  }

  /** Is done when the test is over and its pages are gone, the latest first. */
  atEnd(end: () => unknown): void {
    this.#endings.unshift(end);
  }

  /** Between two tests. */
  async clear(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    for (const end of this.#endings.splice(0)) await end();
    const found = this.#problems.splice(0);
    if (found.length > 0) throw new Error(`the page complained: ${found.join("; ")}`);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#program?.remove();
  }

  async #startPractice(): Promise<Practice> {
    this.#program ??= await buildPracticeProgram();
    const practice = await Practice.start({ host: "127.0.0.1", port: 0, program: this.#program.url });
    this.atEnd(() => practice.kill());
    return practice;
  }
}
