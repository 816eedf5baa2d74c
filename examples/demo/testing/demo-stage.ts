import type { Browser, BrowserContext, Page } from "playwright-core";

import { startDemo } from "../demo-server.ts";
import type { Demo, DemoOptions } from "../demo-server.ts";
import { buildPracticeProgram } from "./practice-program.ts";
import type { BuiltProgram } from "./practice-program.ts";

// Every step of a page waits for what it needs, and no longer than this.
const STEP_MS = 10_000;

/** What the browser itself reports when a server is away; that it comes back is what is tested. */
const EXPECTED = /ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|WebSocket connection to/;

/** Demos and windows of a test. Whatever a page complains about fails the test it happened in. */
export class DemoStage {
  readonly #browser: Browser;
  readonly #program: BuiltProgram;
  readonly #problems: string[] = [];
  readonly #demos: Demo[] = [];
  readonly #contexts: BrowserContext[] = [];

  private constructor(browser: Browser, program: BuiltProgram) {
    this.#browser = browser;
    this.#program = program;
  }

  static async open(browser: Browser): Promise<DemoStage> {
    return new DemoStage(browser, await buildPracticeProgram());
  }

  async startDemo(options: DemoOptions = {}): Promise<Demo> {
    const demo = await startDemo({ port: 0, practiceProgram: this.#program.url, ...options });
    this.#demos.push(demo);
    return demo;
  }

  /** A window of its own, like another person's browser, once it is connected. */
  async openWindow(url: string, name?: string): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 } });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    page.on("pageerror", (error) => this.#problems.push(String(error)));
    page.on("console", (message) => {
      const isProblem = message.type() === "error" || message.type() === "warning";
      if (isProblem && !EXPECTED.test(message.text())) this.#problems.push(message.text());
    });
    await page.goto(url);
    await page.locator("#link-state[data-phase=connected]").waitFor();
    if (name !== undefined) {
      await page.locator("#name").fill(name);
      await page.locator("#name").press("Enter");
      await page.locator("#visitors").getByText(name, { exact: true }).waitFor();
    }
    return page;
  }

  /** Between two tests. */
  async clear(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    await Promise.all(this.#demos.splice(0).map((demo) => demo.close()));
    const found = this.#problems.splice(0);
    if (found.length > 0) throw new Error(`the page complained: ${found.join("; ")}`);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#program.remove();
  }
}
