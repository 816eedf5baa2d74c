import type { ComponentChild, ComponentChildren, VNode } from "preact";
import { cloneElement } from "preact";
import { useId } from "preact/hooks";

export interface FieldProps {
  readonly label: string;
  /** One input, select or textarea. */
  readonly children: VNode<Record<string, unknown>>;
  readonly hint?: ComponentChildren;
  /** What is wrong with it, in a sentence. */
  readonly problem?: string | undefined;
}

/** A labelled control, with what is wrong with it said below and told to screen readers. */
export function Field({ label, children, hint, problem }: FieldProps) {
  const id = useId();
  const note: ComponentChild = problem ?? hint;
  return (
    <div class="ui-field">
      <label class="ui-label" for={id}>
        {label}
      </label>
      {cloneElement(children, {
        id,
        "aria-invalid": problem === undefined ? undefined : true,
        "aria-describedby": note === undefined ? undefined : `${id}-note`,
      })}
      {note !== undefined && (
        <p id={`${id}-note`} class={problem === undefined ? "ui-hint" : "ui-problem"}>
          {note}
        </p>
      )}
    </div>
  );
}
