import { useComputed } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { leadsToPractice, type Link } from "../../link/index.ts";
import { Button, Field } from "../../ui/index.ts";
import { ArgumentList } from "./argument-list.tsx";
import { composerDraft, emitDraft } from "./composer-draft.ts";
import { EmitChoices } from "./emit-choices.tsx";
import { isEmitKey } from "./emit-key.ts";
import { eventHistory } from "./event-history.ts";
import { findEventProblem } from "./event-name.ts";
import { SuggestionStrip } from "./suggestion-strip.tsx";

/** Emits events. What was typed stays, to be emitted again. */
export function Composer({ link }: { readonly link: Link }) {
  const form = useRef<HTMLFormElement>(null);
  const { args, wasTried } = composerDraft;
  const emit = () => {
    if (!emitDraft(link)) focusProblem(form.current!);
  };
  return (
    <form
      ref={form}
      class="pg-composer"
      aria-label="Emit"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        emit();
      }}
      onKeyDown={(event) => {
        if (!isEmitKey(event)) return;
        event.preventDefault();
        emit();
      }}
    >
      {leadsToPractice(link.setup) && <SuggestionStrip />}
      <div class="pg-event">
        <EventField />
        <Button type="submit" tone="primary" title="Ctrl+Enter, or ⌘+Enter">
          Emit
        </Button>
      </div>
      <ArgumentList
        drafts={args.value}
        onChange={(drafts) => (args.value = drafts)}
        wasTried={wasTried.value}
      >
        <EmitChoices />
      </ArgumentList>
      <WhatHappens link={link} />
    </form>
  );
}

function EventField() {
  const listId = useId();
  const { event, wasTried, teaches } = composerDraft;
  const name = event.value;
  const problem = name !== "" || wasTried.value ? findEventProblem(name) : undefined;
  return (
    <>
      <Field label="Event" problem={problem}>
        <input
          class="pg-code"
          list={listId}
          autoComplete="off"
          spellcheck={false}
          placeholder="message"
          value={name}
          onInput={({ currentTarget }) => {
            event.value = currentTarget.value;
            teaches.value = undefined;
          }}
        />
      </Field>
      <datalist id={listId}>
        {eventHistory.value.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}

/** Says before it is emitted what becomes of an event that cannot leave. */
function WhatHappens({ link }: { readonly link: Link }) {
  const isConnected = useComputed(() => link.state.value === "connected");
  const { isVolatile, teaches } = composerDraft;
  return (
    <p class="ui-hint pg-outlook">
      {isConnected.value
        ? teaches.value
        : isVolatile.value
          ? "Not connected: a volatile event is lost."
          : "Not connected: the event is kept, and sent with the next connection."}
    </p>
  );
}

/** As soon as it is marked as such. */
function focusProblem(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid]")?.focus());
}
