import type { SocketQuery } from "../../contract/index.ts";
import { TRANSPORT_NAMES } from "../../link/index.ts";
import { Field } from "../../ui/index.ts";
import { TRANSPORT_LABELS } from "../overview/figures.ts";
import { changeFilter, socketFilter } from "../place.ts";

const SORT_LABELS: Readonly<Record<SocketQuery["sort"], string>> = {
  newest: "Newest first",
  oldest: "Oldest first",
  queue: "Most waiting first",
};

export interface SocketFiltersProps {
  readonly namespaces: readonly string[];
  readonly namespace: string;
}

/** Narrows the list of sockets. */
export function SocketFilters({ namespaces, namespace }: SocketFiltersProps) {
  const { room, transport, search, sort } = socketFilter.value;
  // One that has just gone, or is small, is still the one that is shown.
  const names = namespaces.includes(namespace) ? namespaces : [namespace, ...namespaces];
  return (
    <div class="lv-filters" role="search" aria-label="Sockets">
      <Field label="Search">
        <input
          type="search"
          placeholder="Id, address or room"
          value={search}
          onInput={(event) => changeFilter({ search: event.currentTarget.value })}
        />
      </Field>
      <Field label="Namespace">
        <select
          value={namespace}
          onChange={(event) => changeFilter({ namespace: event.currentTarget.value, room: "" })}
        >
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </Field>
      <Field label="Room">
        <input
          placeholder="Any, or its exact name"
          value={room}
          onInput={(event) => changeFilter({ room: event.currentTarget.value })}
        />
      </Field>
      <Field label="Transport">
        <select
          value={transport}
          onChange={(event) => changeFilter({ transport: event.currentTarget.value })}
        >
          <option value="">Any</option>
          {TRANSPORT_NAMES.map((name) => (
            <option key={name} value={name}>
              {TRANSPORT_LABELS[name]}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Order">
        <select
          value={sort}
          onChange={(event) => changeFilter({ sort: event.currentTarget.value as SocketQuery["sort"] })}
        >
          {Object.entries(SORT_LABELS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Field>
    </div>
  );
}
