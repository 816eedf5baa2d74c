/** @typedef {import("playwright-core").Page} Page */

/**
 * Connects to the practice server: a subscription, answers, a question that was answered, and a picture.
 *
 * @param {Page} page of the console
 */
export async function playPlayground(page) {
  await connectToPractice(page);
  await emitSuggestion(page, "subscribe");
  await emitSuggestion(page, "echo");
  await entry(page, "time").first().waitFor();
  await emitSuggestion(page, "ask");
  await entry(page, "question").click();
  await page.locator(".pg-log").getByRole("textbox", { name: "Argument 1" }).fill('"Tea, please"');
  await page.getByRole("button", { name: "Answer", exact: true }).click();
  await entry(page, "answered").waitFor();
  await emitSuggestion(page, "join");
  await emitSuggestion(page, "slow");
  await emitSuggestion(page, "binary");
  await entry(page, "binary").locator(".pg-entry-progress").getByText("answered").waitFor();
  await entry(page, "binary").last().click();
}

/** @param {Page} page */
export async function connectToPractice(page) {
  await page.getByRole("button", { name: "Connect to the practice server" }).click();
  await page.locator(".pg-head").getByText("WebSocket").waitFor();
}

/** @param {Page} page @param {string} name */
export async function emitSuggestion(page, name) {
  await page
    .getByRole("group", { name: "Events of the practice server" })
    .getByRole("button", { name, exact: true })
    .click();
  await page.getByRole("button", { name: "Emit", exact: true }).click();
}

/** @param {Page} page @param {string} event */
const entry = (page, event) =>
  page.locator(".pg-entry", { has: page.locator(".pg-entry-event").getByText(event, { exact: true }) });
