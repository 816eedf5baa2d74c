import { connectToPractice, emitSuggestion } from "./playground-scene.mjs";

/**
 * Connects, emits and is answered in bytes, and looks into the answer.
 *
 * @param {import("playwright-core").Page} page of the console
 */
export async function playWire(page) {
  await connectToPractice(page);
  await emitSuggestion(page, "echo");
  await emitSuggestion(page, "subscribe");
  await emitSuggestion(page, "binary");
  await page.locator(".pg-entry-progress").getByText("answered").nth(2).waitFor();
  await page.getByRole("link", { name: "Wire" }).click();
  await page.getByRole("treeitem").getByText("BINARY_ACK").click();
}
