import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly label: ComponentChildren;
}

export interface TabsProps<Name extends string> {
  /** What the tabs are about, for screen readers. */
  readonly label: string;
  readonly tabs: readonly Tab<Name>[];
  readonly selected: Name;
  readonly onSelect: (name: Name) => void;
  /** The panel of the selected one. */
  readonly children: ComponentChildren;
  readonly panelClass?: string;
}

/** Tabs as the ARIA practices have them: arrow keys move, one stop of the Tab key. */
export function Tabs<Name extends string>(props: TabsProps<Name>) {
  const { label, tabs, selected, onSelect, children, panelClass } = props;
  const id = useId();
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const from = tabs.findIndex(({ name }) => name === selected);
    const to = Number.isFinite(step)
      ? (from + step + tabs.length) % tabs.length
      : step < 0
        ? 0
        : tabs.length - 1;
    onSelect(tabs[to]!.name);
    document.getElementById(`${id}-${tabs[to]!.name}`)?.focus();
  };
  return (
    <>
      <div class="ui-tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map(({ name, label: text }) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            aria-selected={name === selected}
            aria-controls={`${id}-panel`}
            tabIndex={name === selected ? 0 : -1}
            onClick={() => onSelect(name)}
          >
            {text}
          </button>
        ))}
      </div>
      <div
        id={`${id}-panel`}
        role="tabpanel"
        aria-labelledby={`${id}-${selected}`}
        class={panelClass}
        // A stop of its own: what has no control in it is scrolled by keys as well.
        tabIndex={0}
      >
        {children}
      </div>
    </>
  );
}
