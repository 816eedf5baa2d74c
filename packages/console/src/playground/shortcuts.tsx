import type { RefObject } from "preact";
import { Button } from "../ui/index.ts";

const SHORTCUTS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["Ctrl or ⌘", "Enter"], "Emits the event, or sends the answer, that is being written"],
  [["↑", "↓", "Page ↑", "Page ↓", "Home", "End"], "Move through the log, once it has the focus"],
  [["Esc"], "Closes the details of an entry"],
  [["/"], "Goes to the search of the log, where the log is shown"],
  [["?"], "Shows this list"],
];

/** Which keys do what. */
export function ShortcutsDialog({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }) {
  return (
    <dialog ref={dialog} class="ui-card pg-shortcuts" aria-labelledby="pg-shortcuts-title">
      <h2 id="pg-shortcuts-title">Keys of the playground</h2>
      <dl>
        {SHORTCUTS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={() => dialog.current?.close()}>Close</Button>
    </dialog>
  );
}

/** Is something being typed, where a key is only a character? */
export function isTyping({ target }: Event): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, dialog") !== null;
}
