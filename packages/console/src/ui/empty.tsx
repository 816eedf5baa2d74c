import type { ComponentChildren } from "preact";

/** Where there is nothing yet: says what would be here, and how it gets here. */
export function Empty({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="ui-empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
