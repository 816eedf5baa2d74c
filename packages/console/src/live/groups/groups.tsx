import { signal } from "@preact/signals";
import { consoleChannel } from "../../link/index.ts";
import { formatCount } from "../../ui/index.ts";
import { showSocketsOf } from "../place.ts";
import { useNamespaces } from "../parts/use-namespaces.ts";
import { GroupTable } from "./group-table.tsx";

/** The namespace whose rooms are shown; the largest, until another one is chosen. */
const chosen = signal<string | undefined>(undefined);

/** What clients connect to, and what they were put into. */
export function Groups() {
  const namespaces = useNamespaces();
  const namespace = chosen.value ?? namespaces[0];
  return (
    <div class="lv-pair lv-groups">
      <section class="ui-card lv-panel">
        <h2>Namespaces</h2>
        <p class="ui-hint">What clients connect to. A name leads to the sockets.</p>
        <GroupTable
          noun="namespace"
          of=""
          load={(wanted) => consoleChannel.ask("namespaces", wanted)}
          onOpen={({ name }) => showSocketsOf(name)}
          emptyText="There is no namespace yet."
        >
          {({ name, rooms = 0 }) => (
            <button
              type="button"
              class="lv-link"
              aria-label={`${formatCount(rooms)} rooms of ${name}`}
              aria-pressed={name === namespace}
              onClick={() => (chosen.value = name)}
            >
              {formatCount(rooms)}
            </button>
          )}
        </GroupTable>
      </section>
      <section class="ui-card lv-panel">
        <h2>Rooms {namespace !== undefined && <span class="lv-name">of {namespace}</span>}</h2>
        <p class="ui-hint">What the server put sockets into. The rooms of single sockets are left out.</p>
        {namespace !== undefined && (
          <GroupTable
            key={namespace}
            noun="room"
            of={namespace}
            load={(wanted) => consoleChannel.ask("rooms", { ...wanted, namespace })}
            onOpen={({ name }) => showSocketsOf(namespace, name)}
            emptyText="No socket is in a room here."
          />
        )}
      </section>
    </div>
  );
}
