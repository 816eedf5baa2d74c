/** The page as a page: usable by everybody, calm, small, and on its own. */
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { startDemo, type Demo } from "../../examples/demo/demo-server.ts";
import { buildPracticeProgram } from "../../examples/demo/testing/practice-program.ts";
import { describeConsole } from "./stage/describe-console.ts";
import { eventually } from "./stage/eventually.ts";
import { countSamples, findFaults, findOverflow, resize, walkByTab, weigh } from "./stage/page-checks.ts";
import { connectTo, emit, goTo, head, logLines } from "./stage/playground.ts";

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };

/** In light and dark colours, wide and narrow. */
async function expectNoFaults(page: Page): Promise<void> {
  for (const viewport of [WIDE, NARROW]) {
    await resize(page, viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect.soft(await findFaults(page), `${colorScheme}, ${viewport.width} px`).toEqual([]);
    }
    expect.soft(await findOverflow(page), `${viewport.width} px`).toEqual([]);
  }
  await resize(page, WIDE);
}

/** The figures are there: what was a skeleton is a chart. */
const chart = (page: Page): Locator => page.getByRole("figure").first();

describeConsole("the page", (stage) => {
  async function serveDemo(): Promise<Demo> {
    const program = await buildPracticeProgram();
    const demo = await startDemo({ port: 0, practiceProgram: program.url });
    stage.atEnd(async () => {
      await demo.close();
      await program.remove();
    });
    return demo;
  }

  describe(
    "has nothing that axe calls serious, nor scrolls sideways on a phone:",
    { timeout: 60_000 },
    () => {
      it("the demo", async () => {
        const { url } = await serveDemo();
        const page = await stage.openPage(url);
        await page.locator("#link-state[data-phase=connected]").waitFor();
        await page.getByLabel("Message").fill("hello");
        await page.getByRole("button", { name: "Send", exact: true }).click();
        await page.locator(".entry[data-state=sent]").waitFor();
        await expectNoFaults(page);
      });

      it("the playground, empty and with a log", async () => {
        const { page, console } = await stage.openConsole({ withPractice: true });
        await page.getByRole("button", { name: "Connect to the practice server" }).waitFor();
        await expectNoFaults(page);
        await connectTo(page, console.practice?.url ?? "");
        await emit(page, "echo", [{ kind: "JSON", text: '{"fish": "sockeye"}' }], { wantsAck: true });
        await emit(page, "ask");
        await logLines(page, "question").click();
        await page.getByText("It wants an answer").waitFor();
        await expectNoFaults(page);
      });

      it.each(["Set-up", "Log", "Emit"])(
        "the playground's tab %s, where one is shown at a time",
        async (tab) => {
          const { page, console } = await stage.openConsole({ withPractice: true });
          await connectTo(page, console.practice?.url ?? "");
          await resize(page, NARROW);
          await page.getByRole("tab", { name: tab }).click();
          await expectNoFaults(page);
        },
      );

      it("the wire, empty, with lines, and with one that is looked into", async () => {
        const { page, console } = await stage.openConsole({ withPractice: true });
        await goTo(page, "Wire");
        await expectNoFaults(page);
        await goTo(page, "Playground");
        await connectTo(page, console.practice?.url ?? "");
        await emit(page, "binary", [], { wantsAck: true });
        await logLines(page, "acknowledged").waitFor();
        await goTo(page, "Wire");
        await expectNoFaults(page);
        await page.getByRole("treeitem").getByText("BINARY_ACK").first().click();
        await page.getByRole("heading", { name: /^BINARY_ACK/ }).waitFor();
        await expectNoFaults(page);
      });

      it("the live server: overview, lists, one socket", async () => {
        const { url, consoleUrl } = await serveDemo();
        const visitor = await stage.openPage(url);
        await visitor.locator("#link-state[data-phase=connected]").waitFor();
        const page = await stage.openPage(`${consoleUrl}#live`);
        await chart(page).waitFor();
        await expectNoFaults(page);
        await page.getByRole("tab", { name: "Namespaces and rooms" }).click();
        await page.getByRole("table").first().waitFor();
        await expectNoFaults(page);
        await page.getByRole("tab", { name: "Sockets" }).click();
        await page.getByRole("table").getByRole("button").first().click();
        await page.getByRole("heading", { name: "Handshake" }).waitFor();
        await expectNoFaults(page);
      });

      it("the live server, locked", async () => {
        const { page } = await stage.openConsole({ auth: { token: "open sesame" } });
        await goTo(page, "Live server");
        await page.getByLabel("Token").waitFor();
        await expectNoFaults(page);
      });
    },
  );

  describe("works without a mouse:", () => {
    it("the first stop leads past the header", async () => {
      const { page } = await stage.openConsole();
      await page.getByRole("button", { name: "Connect to this page's server" }).waitFor();
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
      await page.keyboard.press("Enter");
      expect(await page.evaluate("document.activeElement.id")).toBe("main");
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.closest('main') !== null")).toBe(true);
    });

    it("views are chosen by keyboard, and told", async () => {
      const { page } = await stage.openConsole();
      const views = page.getByRole("navigation", { name: "Views" });
      for (const [name, hash] of [
        ["Wire", "#wire"],
        ["Live server", "#live"],
        ["Playground", "#playground"],
      ] as const) {
        const link = views.getByRole("link", { name });
        await link.focus();
        await page.keyboard.press("Enter");
        await eventually(() => link.getAttribute("aria-current")).toBe("page");
        expect(new URL(page.url()).hash).toBe(hash);
      }
      await page.goBack();
      await eventually(() => views.locator("[aria-current=page]").textContent()).toBe("Live server");
    });

    it.each(["Playground", "Wire", "Live server"] as const)(
      "each control of %s is a stop of the Tab key",
      async (view) => {
        const { page, console } = await stage.openConsole({ withPractice: true });
        await connectTo(page, console.practice?.url ?? "");
        await emit(page, "binary", [], { wantsAck: true });
        await logLines(page, "acknowledged").click();
        await goTo(page, view);
        if (view === "Wire") await page.getByRole("treeitem").first().click();
        if (view === "Live server") await chart(page).waitFor();
        expect(await walkByTab(page)).toEqual({ unreached: [], unseen: [] });
      },
    );
  });

  it("has the headers that keep foreign scripts out, and breaks no rule of them", async () => {
    const { page, console } = await stage.openConsole({ withPractice: true });
    const headers = (await page.reload())?.headers() ?? {};
    expect(headers["content-security-policy"]).toContain("script-src 'self'; style-src 'self'");
    await page.evaluate(`{
      window.violations = [];
      document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
    }`);
    await connectTo(page, console.practice?.url ?? "");
    await emit(page, "binary", [], { wantsAck: true });
    await logLines(page, "acknowledged").click();
    await page.getByRole("img").first().waitFor();
    await goTo(page, "Wire");
    await page.getByRole("treeitem").first().click();
    await goTo(page, "Live server");
    await chart(page).waitFor();
    expect(await page.evaluate("violations")).toEqual([]);
  });

  it("asks nobody but its own server, and weighs less than 150 KB on the wire", async () => {
    const { console } = await stage.openConsole();
    const page = await stage.openPage("about:blank");
    const asked = new Set<string>();
    const weights: Promise<number>[] = [];
    const note = (url: string): unknown => asked.add(new URL(url.replace(/^ws/, "http")).origin);
    page.on("websocket", (socket) => note(socket.url()));
    page.on("request", (request) => note(request.url()));
    page.on("requestfinished", (request) => {
      if (request.url().startsWith(console.url)) weights.push(weigh(request));
    });
    await page.goto(console.url, { waitUntil: "networkidle" });
    await page.getByRole("button", { name: "Connect to this page's server" }).click();
    await head(page).getByText("Connected by WebSocket").waitFor();
    await goTo(page, "Wire");
    await goTo(page, "Live server");
    await chart(page).waitFor();
    expect([...asked]).toEqual([console.origin]);
    const total = (await Promise.all(weights)).reduce((sum, weight) => sum + weight, 0);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThan(150_000);
  });

  it("keeps everything in its place while samples come", async () => {
    const console = await stage.serveConsole();
    const page = await stage.openPage("about:blank");
    const samples = countSamples(page);
    await page.goto(console.url);
    await page.getByText("Talk to any Socket.IO server").waitFor();
    await page.evaluate(`{
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources } of list.getEntries())
          if (!hadRecentInput) shifts.push({ value, what: sources.map(({ node }) => node?.className).join() });
      }).observe({ type: "layout-shift" });
    }`);
    // By the address: a shift right after a click would be forgiven.
    await page.evaluate("location.hash = 'live'");
    await eventually(samples).toBeGreaterThan(3);
    const shifts = await page.evaluate<{ value: number }[]>("shifts");
    const total = shifts.reduce((sum, { value }) => sum + value, 0);
    expect(total, JSON.stringify(shifts)).toBeLessThan(0.05);
  });
});
