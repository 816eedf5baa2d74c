import { signal } from "@preact/signals";

export type ViewName = "playground" | "wire" | "live";

const VIEWS: readonly ViewName[] = ["playground", "wire", "live"];

/** The view that is shown: `#wire` in the address. Behind it a view may keep what is its own (`#playground?…`). */
export const view = signal<ViewName>(read());

/** Goes to a view. The browser's "back" comes back. */
export function goTo(name: ViewName): void {
  if (name !== view.value) location.hash = name;
}

export function followAddress(): void {
  addEventListener("hashchange", () => {
    view.value = read();
  });
}

function read(): ViewName {
  const name = location.hash.slice(1).split("?", 1)[0];
  return VIEWS.find((one) => one === name) ?? "playground";
}
