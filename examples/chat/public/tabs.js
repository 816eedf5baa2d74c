import { find } from "./dom.js";

const PANES = ["chat", "echo"];

/**
 * Tabs as the ARIA practices have them: one tab stop, arrows move. The address remembers the pane (`#echo`).
 * @param {(pane: string) => void} onShow
 */
export function startTabs(onShow) {
  const tabs = PANES.map((pane) => find(`tab-${pane}`, HTMLButtonElement));

  /** @param {string} wanted */
  function show(wanted) {
    const pane = PANES.includes(wanted) ? wanted : "chat";
    for (const [index, tab] of tabs.entries()) {
      const selected = PANES[index] === pane;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
      find(PANES[index] ?? "", HTMLElement).hidden = !selected;
    }
    onShow(pane);
  }

  /** @param {number} index */
  function choose(index) {
    const tab = tabs[(index + tabs.length) % tabs.length];
    const pane = PANES[(index + tabs.length) % tabs.length] ?? "chat";
    history.replaceState(null, "", `#${pane}`);
    show(pane);
    tab?.focus();
  }

  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(index));
    tab.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight") choose(index + 1);
      else if (event.key === "ArrowLeft") choose(index - 1);
      else if (event.key === "Home") choose(0);
      else if (event.key === "End") choose(tabs.length - 1);
      else return;
      event.preventDefault();
    });
  }
  addEventListener("hashchange", () => show(location.hash.slice(1)));
  show(location.hash.slice(1));
}
