import { find } from "./dom.js";

/** Where there is no room for both, chat and whiteboard take turns. */
export function startPanes() {
  const buttons = {
    chat: find("show-chat", HTMLButtonElement),
    board: find("show-board", HTMLButtonElement),
  };
  for (const [pane, button] of Object.entries(buttons)) {
    button.addEventListener("click", () => {
      document.body.dataset.pane = pane;
      for (const other of Object.values(buttons))
        other.setAttribute("aria-pressed", String(other === button));
    });
  }
}
