/** Names and payloads come from anybody: they are text on the page, whatever they look like. */
import { expect, it } from "vitest";
import type { Page } from "playwright-core";
import { describeConsole } from "./stage/describe-console.ts";
import {
  compose,
  connectTo,
  goTo,
  head,
  logLines,
  openLine,
  setupForm,
  startConnecting,
} from "./stage/playground.ts";
import { readShownWire } from "./stage/shown-wire.ts";

const MARKUP = '<img src=x onerror="window.isTaken = true">';
const NAMESPACE = "/<img src=y>";

/** Elements that the texts above would have made, or what their script would have done. */
async function expectNoMarkup(page: Page): Promise<void> {
  expect(await page.locator('img[src="x"], img[src="y"]').count()).toBe(0);
  expect(await page.evaluate("window.isTaken")).toBe(undefined);
}

describeConsole("untrusted texts", (stage) => {
  it("are no markup in the log, in what is listened to and in suggestions", async () => {
    const { page, console } = await stage.openConsole();
    console.io.on("connection", (socket) => {
      socket.on(MARKUP, (...args: unknown[]) => (args.pop() as (text: string) => void)(MARKUP));
    });
    await connectTo(page, console.origin);
    await page.getByRole("button", { name: "Named ones" }).click();
    await page.getByLabel("Name of an event to listen to").fill(MARKUP);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Listen to ${MARKUP} no more` }).waitFor();
    console.io.emit(MARKUP, MARKUP, { [MARKUP]: MARKUP });
    const detail = await openLine(page, `received${MARKUP}`);
    expect(await detail.locator(".pg-detail-title").textContent()).toBe(MARKUP);
    await expectNoMarkup(page);
    await compose(
      page,
      MARKUP,
      [{ kind: "File", file: { name: `${MARKUP}.png`, bytes: Buffer.from(MARKUP) } }],
      {
        wantsAck: true,
      },
    );
    await page.getByRole("button", { name: "Emit", exact: true }).click();
    await logLines(page, `acknowledged${MARKUP}`).waitFor();
    await expectNoMarkup(page);
  });

  it("are no markup when they say why a server refuses, and in names of set-ups", async () => {
    const { page, console } = await stage.openConsole();
    console.io.of(NAMESPACE).use((_socket, next) => {
      next(Object.assign(new Error(MARKUP), { data: { [MARKUP]: MARKUP } }));
    });
    await startConnecting(page, console.origin, {
      namespace: NAMESPACE,
      auth: `{"<img src=y>": "<img src=y>"}`,
    });
    await head(page)
      .getByRole("status")
      .getByText(`The server refuses the connection: “${MARKUP}”`)
      .waitFor();
    await page.getByLabel("Save this set-up as").fill(MARKUP);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: MARKUP, exact: true }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: MARKUP, exact: true }).click();
    expect(await setupForm(page).getByLabel("Namespace").inputValue()).toBe(NAMESPACE);
    await expectNoMarkup(page);
  });

  it("are no markup in the wire view, in titles and in fields", async () => {
    const { page, console } = await stage.openConsole();
    await connectTo(page, console.origin, { query: `a=${encodeURIComponent(MARKUP)}` });
    await logLines(page, "Changed from").waitFor();
    console.io.emit(MARKUP, MARKUP, { [MARKUP]: MARKUP });
    await logLines(page, `received${MARKUP}`).waitFor();
    await goTo(page, "Wire");
    const shown = await readShownWire(page);
    expect(shown.filter(({ title }) => title.includes(MARKUP)).map(({ kind }) => kind)).toEqual([
      "socket",
      "event",
    ]);
    await expectNoMarkup(page);
  });
});
