/** Set-ups of the playground: typed, saved, shared; several at a time; and all of it by keyboard. */
import { expect, it } from "vitest";
import type { Locator, Page } from "playwright-core";
import { clipboard } from "./stage/clipboard.ts";
import { describeConsole } from "./stage/describe-console.ts";
import { eventually } from "./stage/eventually.ts";
import { compose, connectTo, fillSetup, head, logLines, setupForm } from "./stage/playground.ts";

const SECRET = "salmon-run-42";
const AUTH = `{"token": "${SECRET}"}`;

const stored = (page: Page): Promise<string> =>
  page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })");

const hasFocus = (control: Locator): Promise<boolean> =>
  control.evaluate((element) => element === document.activeElement);

/** What is said below a field. */
const note = (field: Locator): Promise<string> =>
  field.evaluate((element) => {
    const id = element.getAttribute("aria-describedby") ?? "";
    return document.querySelector(`[id="${id}"]`)?.textContent ?? "";
  });

describeConsole("set-ups", (stage) => {
  it("have mistakes in JSON shown while it is typed", async () => {
    const { page, console } = await stage.openConsole();
    const auth = setupForm(page).getByLabel("Auth (JSON)");
    await auth.pressSequentially('{"a": 1');
    expect(await auth.getAttribute("aria-invalid")).toBe("true");
    expect(await note(auth)).toMatch(/^This is not JSON: /);
    await auth.pressSequentially("}");
    expect(await auth.getAttribute("aria-invalid")).toBe(null);
    await connectTo(page, console.origin);
    await compose(page, "greet", [{ kind: "JSON", text: "" }]);
    const argument = page.getByRole("textbox", { name: "Argument 1" });
    await argument.pressSequentially("[1, tru");
    expect(await argument.getAttribute("aria-invalid")).toBe("true");
    expect(await note(argument)).toBe('Texts take double quotation marks: "tru" (column 5)');
    await argument.pressSequentially("e]");
    expect(await argument.getAttribute("aria-invalid")).toBe(null);
  });

  it("have wrong digits of bytes shown, which are not emitted", async () => {
    const { page, console } = await stage.openConsole();
    await connectTo(page, console.origin);
    await compose(page, "greet", [{ kind: "Hex", text: "0g" }]);
    const argument = page.getByRole("textbox", { name: "Argument 1" });
    expect(await note(argument)).toBe("Hexadecimal digits are 0 to 9 and a to f, not this one (column 2)");
    await page.getByRole("button", { name: "Emit", exact: true }).click();
    await eventually(() => hasFocus(argument)).toBe(true);
    expect(await logLines(page, "greet").count()).toBe(0);
  });

  it("have a query that cannot be decoded shown, and what to write instead", async () => {
    const { page } = await stage.openConsole();
    await fillSetup(page, "http://127.0.0.1:1", { query: "a%" });
    await setupForm(page).getByText("“a%” cannot be decoded: write a % as %25.").waitFor();
    await fillSetup(page, "http://127.0.0.1:1", { query: "a%25" });
    await setupForm(page).getByText("cannot be decoded").waitFor({ state: "detached" });
  });

  it("are connected several at a time, each with a log of its own", async () => {
    const { page, console } = await stage.openConsole();
    console.io.of("/admin").on("connection", (socket) => socket.emit("welcome", socket.handshake.auth));
    await connectTo(page, console.origin);
    await connectTo(page, console.origin, { namespace: "/admin", auth: AUTH });
    await logLines(page, `welcome {"token":"${SECRET}"}`).waitFor();
    const connections = page.getByRole("region", { name: "Connections" });
    const names = connections.getByRole("button", { name: /^\d/ });
    await eventually(() => names.count()).toBe(2);
    await names.first().click();
    await logLines(page, "Connected as").waitFor();
    expect(await logLines(page, "welcome").count()).toBe(0);
    await connections.getByRole("button", { name: /^Close the connection 2/ }).click();
    await eventually(() => names.count()).toBe(1);
    await eventually(() => console.io.of("/admin").sockets.size).toBe(0);
    expect(console.io.of("/").sockets.size).toBe(1);
  });

  it("listen to all events, or to those that are named", async () => {
    const { page, console } = await stage.openConsole();
    await connectTo(page, console.origin);
    await page.getByRole("button", { name: "Named ones" }).click();
    await page.getByLabel("Name of an event to listen to").fill("fish");
    await page.keyboard.press("Enter");
    console.io.emit("bird");
    console.io.emit("fish");
    await logLines(page, "fish").waitFor();
    expect(await logLines(page, "bird").count()).toBe(0);
    await page.getByRole("button", { name: "Listen to fish no more" }).click();
    await page.getByRole("button", { name: "All events" }).click();
    console.io.emit("bird");
    await logLines(page, "bird").waitFor();
  });

  it("are saved in the browser, with auth only when that is asked for", async () => {
    const { page, console } = await stage.openConsole();
    await fillSetup(page, console.origin, {
      namespace: "/admin",
      auth: AUTH,
      query: `a=1&token=${SECRET}`,
    });
    await page.getByLabel("Save this set-up as").fill("mine");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "mine", exact: true }).waitFor();
    expect(await stored(page)).toContain("/admin");
    expect(await stored(page)).not.toContain(SECRET);
    await page.reload();
    expect(await setupForm(page).getByLabel("Namespace").inputValue()).toBe("/");
    await page.getByRole("button", { name: "mine", exact: true }).click();
    expect(await setupForm(page).getByLabel("Namespace").inputValue()).toBe("/admin");
    expect(await setupForm(page).getByLabel("Auth (JSON)").inputValue()).toBe("");
    await setupForm(page).getByLabel("Auth (JSON)").fill(AUTH);
    await page.getByLabel("Save this set-up as").fill("mine");
    await page.getByLabel("Save auth too").check();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("with auth").waitFor();
    expect(await stored(page)).toContain(SECRET);
    await page.getByRole("button", { name: "Remove the saved set-up mine" }).click();
    await eventually(() => stored(page)).not.toContain(SECRET);
  });

  it("are shared by a link that has no secrets in it, and connects to nothing", async () => {
    const { page, console } = await stage.openConsole();
    await fillSetup(page, console.origin, {
      namespace: "/admin",
      path: "/other",
      auth: AUTH,
      query: `a=1&token=${SECRET}`,
      forcesPolling: true,
    });
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText("Copied").waitFor();
    const link = await clipboard(page);
    expect(link).toContain("#playground?url=");
    expect(link).not.toContain(SECRET);
    expect(page.url()).not.toContain(SECRET);
    const other = await stage.openPage(link);
    await other.getByText("This set-up came with the link.").waitFor();
    const form = setupForm(other);
    expect(await form.getByLabel("Server", { exact: true }).inputValue()).toBe(console.origin);
    expect(await form.getByLabel("Namespace").inputValue()).toBe("/admin");
    expect(await form.getByLabel("Path").inputValue()).toBe("/other");
    expect(await form.getByLabel("Query", { exact: true }).inputValue()).toBe("a=1");
    expect(await form.getByLabel("Force HTTP polling").isChecked()).toBe(true);
    expect(await head(other).count()).toBe(0);
  });

  it("are filled in, connected, emitted to and looked at without a mouse", async () => {
    const { page, console } = await stage.openConsole();
    console.io.on("connection", (socket) => {
      socket.on("greet", (name: string, answer: (text: string) => void) => answer(`hello ${name}`));
    });
    await tabTo(page, setupForm(page).getByLabel("Server", { exact: true }));
    await page.keyboard.press("Control+A");
    await page.keyboard.type(console.origin);
    await page.keyboard.press("Enter");
    await logLines(page, "Connected as").waitFor();
    await tabTo(page, page.getByLabel("Event", { exact: true }));
    await page.keyboard.type("greet");
    await tabTo(page, page.getByRole("textbox", { name: "Argument 1" }));
    await page.keyboard.press("Control+A");
    await page.keyboard.type('"Ada"');
    await tabTo(page, page.getByLabel("Wants an answer"));
    await page.keyboard.press("Space");
    await page.keyboard.press("Control+Enter");
    await logLines(page, 'acknowledgedgreet "hello Ada"').waitFor();
    await tabTo(page, page.getByRole("list", { name: "Log" }));
    await page.keyboard.press("End");
    const detail = page.getByRole("region", { name: "Selected entry" });
    await detail.getByText('"hello Ada"').waitFor();
    await page.keyboard.press("ArrowUp");
    await detail.getByText('"Ada"', { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await detail.waitFor({ state: "detached" });
    await page.keyboard.press("/");
    await page.keyboard.type("hello");
    await eventually(() => logLines(page).count()).toBe(1);
  });
});

/** More than the page has stops. */
const MAX_STOPS = 80;

/** Presses the Tab key until a control has the focus. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let stop = 0; stop < MAX_STOPS; stop++) {
    await page.keyboard.press("Tab");
    if (await hasFocus(control)) return;
  }
  throw new Error(`the Tab key does not reach ${String(control)}`);
}
