/** The log of the playground: what is found in it, and what can be done with it. */
import { expect, it } from "vitest";
import type { Page } from "playwright-core";
import { clipboard } from "./stage/clipboard.ts";
import { describeConsole } from "./stage/describe-console.ts";
import { eventually } from "./stage/eventually.ts";
import { connectTo, emit, logLines, openLine } from "./stage/playground.ts";

const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole("region", { name: "Log" }).getByRole("button", { name, exact: true }).click();

describeConsole("the log", (stage) => {
  /** A connection to a server that says what it is told to, and answers. */
  async function openTalk() {
    const { page, console } = await stage.openConsole();
    console.io.on("connection", (socket) => {
      socket.on("greet", (name: string, answer?: (text: string) => void) => answer?.(`hello ${name}`));
    });
    await connectTo(page, console.origin);
    await logLines(page, "Changed from").waitFor();
    return { page, io: console.io, origin: console.origin };
  }

  it("finds words, and leaves out what is not wanted", async () => {
    const { page, io } = await openTalk();
    io.emit("fish", "salmon", 1);
    io.emit("fish", "trout", 2);
    await emit(page, "greet", [{ kind: "JSON", text: '"trout"' }]);
    await logLines(page, "emitted").waitFor();
    await page.getByLabel("Search the log").fill("TROUT fish");
    await eventually(() => logLines(page).count()).toBe(1);
    await logLines(page, 'fish "trout"').waitFor();
    await page.getByLabel("Search the log").fill("");
    await press(page, "← Received");
    await press(page, "● Connection");
    await eventually(() => logLines(page).count()).toBe(1);
    await logLines(page, "emittedgreet").waitFor();
    await press(page, "→ Emitted");
    await page.getByText("Nothing fits").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await logLines(page, "salmon").waitFor();
  });

  it("stands still while it is paused, and counts what comes", async () => {
    const { page, io } = await openTalk();
    await press(page, "Pause");
    for (let number = 1; number <= 3; number++) io.emit("fish", number);
    await page.getByRole("button", { name: "Paused, 3 new" }).waitFor();
    expect(await logLines(page, "fish").count()).toBe(0);
    await press(page, "Paused, 3 new");
    await eventually(() => logLines(page, "fish").count()).toBe(3);
  });

  it("is cleared, and goes on", async () => {
    const { page, io } = await openTalk();
    await press(page, "Clear");
    await page.getByText("Nothing has happened yet").waitFor();
    io.emit("fish");
    await logLines(page, "fish").waitFor();
    expect(await logLines(page).count()).toBe(1);
  });

  it("is copied as text, as far as it is shown", async () => {
    const { page, io } = await openTalk();
    io.emit("fish", { kind: "salmon" });
    io.emit("bird");
    await logLines(page, "bird").waitFor();
    await page.getByLabel("Search the log").fill("salmon");
    await eventually(() => logLines(page).count()).toBe(1);
    await press(page, "Copy all");
    await page.getByText("Copied").waitFor();
    expect(await clipboard(page)).toMatch(/^\d\d:\d\d:\d\d\.\d{3} ← received fish \{"kind":"salmon"\}$/);
  });

  it("emits an entry again, in the way it was emitted", async () => {
    const { page } = await openTalk();
    await emit(page, "greet", [{ kind: "JSON", text: '"Ada"' }], { wantsAck: true, timeout: 15_000 });
    const detail = await openLine(page, 'emittedgreet "Ada"answered');
    await detail.getByText("timeout 15000 ms").waitFor();
    await detail.getByRole("button", { name: "Emit again" }).click();
    await eventually(() => logLines(page, /acknowledgedgreet "hello Ada"/).count()).toBe(2);
  });

  it("is saved as JSON, bytes and all", async () => {
    const { page, io, origin } = await openTalk();
    io.emit("fish", { scale: Buffer.from([0, 255]) });
    await logLines(page, "fish").waitFor();
    const download = page.waitForEvent("download");
    await press(page, "Export");
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^log-127\.0\.0\.1-\d+\.json$/);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    const saved = JSON.parse(Buffer.concat(chunks).toString()) as { setup: object; entries: object[] };
    expect(saved.setup).toMatchObject({ url: origin, namespace: "/" });
    expect(saved.entries.at(-1)).toMatchObject({
      kind: "received",
      title: "fish",
      args: [{ scale: { $hex: "00ff" } }],
    });
  });
});
