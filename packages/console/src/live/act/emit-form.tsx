import { useState } from "preact/hooks";
import type { Target } from "../../contract/index.ts";
import { Button, Field } from "../../ui/index.ts";
import { readArguments } from "./read-arguments.ts";
import type { Acting } from "./use-act.ts";

export interface ActFormProps {
  readonly target: Target;
  readonly name: string;
  readonly acting: Acting;
}

export function EmitForm({ target, name, acting: { act, isBusy } }: ActFormProps) {
  const [event, setEvent] = useState("");
  const [text, setText] = useState("");
  const read = readArguments(text);
  const submit = (submission: Event) => {
    submission.preventDefault();
    if ("args" in read)
      act({ action: "emit", target, event, args: read.args }, `“${event}” was emitted to ${name}.`);
  };
  return (
    <form class="lv-form" aria-label="Emit an event" onSubmit={submit}>
      <h3>Emit an event</h3>
      <Field label="Event">
        <input
          required
          autoComplete="off"
          placeholder="notice"
          value={event}
          onInput={({ currentTarget }) => setEvent(currentTarget.value)}
        />
      </Field>
      <Field
        label="Arguments, a JSON list"
        hint="Leave it empty for an event without arguments."
        problem={"problem" in read ? read.problem : undefined}
      >
        <textarea
          rows={2}
          spellcheck={false}
          placeholder='["text", {"any": "JSON"}]'
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </Field>
      <Button type="submit" disabled={isBusy || "problem" in read}>
        Emit to {name}
      </Button>
    </form>
  );
}
