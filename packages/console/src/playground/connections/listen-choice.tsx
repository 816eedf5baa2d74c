import { useState } from "preact/hooks";
import type { Link } from "../../link/index.ts";
import { Button } from "../../ui/index.ts";
import { deskOf } from "./link-desk.ts";
import { addNames, type Listening, removeName, wantedNames } from "./listening.ts";

/** Which events are written into the log: all, or those that are named. */
export function ListenChoice({ link }: { readonly link: Link }) {
  const { listening } = deskOf(link);
  const { isToAll, names } = listening.value;
  const listen = (next: Listening) => {
    listening.value = next;
    link.listenTo(wantedNames(next));
  };
  return (
    <div class="pg-listen" role="group" aria-label="Listen to">
      <span class="ui-label" aria-hidden="true">
        Listen to
      </span>
      <span class="pg-switch">
        <Button size="small" pressed={isToAll} onClick={() => listen({ isToAll: true, names })}>
          All events
        </Button>
        <Button size="small" pressed={!isToAll} onClick={() => listen({ isToAll: false, names })}>
          Named ones
        </Button>
      </span>
      {!isToAll && (
        <>
          {names.map((name) => (
            <span key={name} class="pg-chip">
              <code>{name}</code>
              <button
                type="button"
                aria-label={`Listen to ${name} no more`}
                onClick={() => listen(removeName(listening.value, name))}
              >
                ×
              </button>
            </span>
          ))}
          <NameInput onAdd={(typed) => listen(addNames(listening.value, typed))} />
          {names.length === 0 && <span class="ui-hint">Nothing is heard until an event is named.</span>}
        </>
      )}
    </div>
  );
}

function NameInput({ onAdd }: { readonly onAdd: (typed: string) => void }) {
  const [typed, setTyped] = useState("");
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    onAdd(typed);
    setTyped("");
  };
  return (
    <form class="pg-name-input" onSubmit={add}>
      <input
        class="ui-input"
        aria-label="Name of an event to listen to"
        placeholder="Event"
        autoComplete="off"
        spellcheck={false}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" size="small">
        Add
      </Button>
    </form>
  );
}
