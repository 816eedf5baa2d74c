import type { Locator, Page } from "playwright-core";

/** What the form of the playground is filled with. What is not given stays as it is. */
export interface FormSetup {
  readonly namespace?: string;
  readonly path?: string;
  readonly auth?: string;
  readonly query?: string;
  readonly forcesPolling?: boolean;
  readonly reconnects?: boolean;
}

/** An argument as one types it. */
export interface TypedArgument {
  readonly kind: "JSON" | "Text" | "Hex" | "File";
  readonly text?: string;
  readonly file?: { readonly name: string; readonly bytes: Buffer };
}

export interface EmitChoices {
  readonly wantsAck?: boolean;
  readonly timeout?: number;
}

/** The form for a new connection. */
export const setupForm = (page: Page): Locator => page.getByRole("region", { name: "New connection" });

/** The state of the connection that is shown. */
export const head = (page: Page): Locator => page.getByRole("region", { name: /^Connection to / });

/** The lines of the log that contain a text. */
export const logLines = (page: Page, text: string | RegExp = ""): Locator =>
  page.getByRole("list", { name: "Log" }).getByRole("button").filter({ hasText: text });

/** The sentence that says why there is no connection, or not the one that was wanted. */
export const trouble = (page: Page): Locator => head(page).getByRole("status").locator("strong");

export async function fillSetup(page: Page, url: string, setup: FormSetup = {}): Promise<void> {
  const form = setupForm(page);
  await form.getByLabel("Server", { exact: true }).fill(url);
  if (setup.namespace !== undefined) await form.getByLabel("Namespace").fill(setup.namespace);
  if (setup.path !== undefined) await form.getByLabel("Path").fill(setup.path);
  if (setup.auth !== undefined) await form.getByLabel("Auth (JSON)").fill(setup.auth);
  const { query, forcesPolling, reconnects } = setup;
  if (query === undefined && forcesPolling === undefined && reconnects === undefined) return;
  const queryField = form.getByLabel("Query", { exact: true });
  if (!(await queryField.isVisible())) await form.getByText("Query, transports and more").click();
  if (query !== undefined) await queryField.fill(query);
  if (forcesPolling !== undefined) await form.getByLabel("Force HTTP polling").setChecked(forcesPolling);
  if (reconnects !== undefined) await form.getByLabel("Connect again by itself").setChecked(reconnects);
}

/** Connects, and does not wait for what comes of it. */
export async function startConnecting(page: Page, url: string, setup: FormSetup = {}): Promise<void> {
  await fillSetup(page, url, setup);
  await setupForm(page).getByRole("button", { name: "Connect", exact: true }).click();
}

/** Connects, and waits until that is done: the line of the log says as whom. */
export async function connectTo(page: Page, url: string, setup: FormSetup = {}): Promise<void> {
  await startConnecting(page, url, setup);
  await logLines(page, "Connected as ").waitFor();
}

/** Fills the form for emitting. */
export async function compose(
  page: Page,
  event: string,
  args: readonly TypedArgument[],
  { wantsAck = false, timeout }: EmitChoices = {},
): Promise<void> {
  const form = page.getByRole("form", { name: "Emit" });
  await form.getByLabel("Event", { exact: true }).fill(event);
  const removers = form.getByRole("button", { name: /^Remove argument/ });
  while ((await removers.count()) > 0) await removers.first().click();
  for (const [index, { kind, text, file }] of args.entries()) {
    await form.getByRole("button", { name: "Add argument" }).click();
    await form.getByLabel(`Kind of argument ${index + 1}`).selectOption({ label: kind });
    const field = form.getByLabel(`Argument ${index + 1}`, { exact: true });
    if (file === undefined) await field.fill(text ?? "");
    else
      await field.setInputFiles({
        name: file.name,
        mimeType: "application/octet-stream",
        buffer: file.bytes,
      });
  }
  await form.getByLabel("Wants an answer").setChecked(wantsAck);
  if (wantsAck) await form.getByLabel(/^within/).fill(timeout === undefined ? "" : String(timeout));
}

/** Emits an event, and does not wait for what comes of it. */
export async function emit(
  page: Page,
  event: string,
  args: readonly TypedArgument[] = [],
  choices: EmitChoices = {},
): Promise<void> {
  await compose(page, event, args, choices);
  await page.getByRole("form", { name: "Emit" }).getByRole("button", { name: "Emit", exact: true }).click();
}

/** Goes to a view of the console by its link in the header. */
export async function goTo(page: Page, view: "Playground" | "Wire" | "Live server"): Promise<void> {
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: view }).click();
}

/** Opens the line of the log that contains a text, and returns what is said of it. */
export async function openLine(page: Page, text: string | RegExp): Promise<Locator> {
  await logLines(page, text).click();
  const detail = page.getByRole("region", { name: "Selected entry" });
  await detail.waitFor();
  return detail;
}
