import { effect, signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";

/** The demo keeps its choice under the same name: the two pages look alike. */
const KEY = "sockeye-theme";
const ORDER: readonly Theme[] = ["auto", "light", "dark"];

const chosen = signal<Theme>(read());

/** The colours that the reader chose; "auto" follows the system. */
export const theme = chosen;

export function nextTheme(): void {
  chosen.value = ORDER[(ORDER.indexOf(chosen.value) + 1) % ORDER.length]!;
  try {
    localStorage.setItem(KEY, chosen.value);
  } catch {
    // Storage can be forbidden; the choice then lasts as long as the page.
  }
}

/** Before the first paint, so that nothing flashes. */
export function applyTheme(): void {
  effect(() => {
    document.documentElement.dataset["theme"] = chosen.value;
  });
}

function read(): Theme {
  try {
    const stored = localStorage.getItem(KEY) as Theme;
    return ORDER.includes(stored) ? stored : "auto";
  } catch {
    return "auto";
  }
}
