import type { Locator, Page } from "playwright-core";

export type FaultButton =
  | "Cut the network"
  | "Block WebSocket"
  | "Go deaf"
  | "100 ms"
  | "Kill the server"
  | "Restart the server"
  | "Back to normal";

/** A button of the wire view. */
export const faultButton = (page: Page, name: FaultButton): Locator =>
  page.getByRole("group", { name: "Faults to try" }).getByRole("button", { name, exact: true });
