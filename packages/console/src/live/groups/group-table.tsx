import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Group, Listing } from "../../contract/index.ts";
import { usePolled } from "../feed/use-polled.ts";
import { Pager } from "../parts/pager.tsx";
import { PAGE_SIZE } from "../parts/paging.ts";
import { useSettled } from "../parts/use-settled.ts";
import { formatCount } from "../../ui/index.ts";

interface Wanted {
  readonly search?: string;
  readonly offset: number;
  readonly limit: number;
}

export interface GroupTableProps {
  /** "namespace" or "room". */
  readonly noun: string;
  /** What the groups are of, besides the search. */
  readonly of: string;
  readonly load: (wanted: Wanted) => Promise<Listing<Group>>;
  /** The columns after the count of sockets. */
  readonly children?: (group: Group) => ComponentChildren;
  readonly onOpen: (group: Group) => void;
  readonly emptyText: string;
}

/** Namespaces or rooms with their counts, the largest first. */
export function GroupTable({ noun, of, load, children, onOpen, emptyText }: GroupTableProps) {
  const [search, setSearch] = useState("");
  const [offset, setOffset] = useState(0);
  const text = useSettled(search.trim());
  const { value, problem, isOutdated } = usePolled(
    () => load({ ...(text !== "" && { search: text }), offset, limit: PAGE_SIZE }),
    { key: JSON.stringify([of, text, offset]) },
  );
  return (
    <>
      <div class="lv-tools">
        <input
          class="ui-input lv-search"
          type="search"
          aria-label={`Search ${noun}s`}
          placeholder={`Search ${noun}s`}
          value={search}
          onInput={(event) => {
            setSearch(event.currentTarget.value);
            setOffset(0);
          }}
        />
        <Pager offset={offset} total={value?.total} noun={noun} onMove={setOffset} />
      </div>
      {problem !== undefined && <p class="ui-problem">{problem}</p>}
      <table class="lv-table" aria-busy={isOutdated}>
        <thead>
          <tr>
            <th scope="col">{noun === "room" ? "Room" : "Namespace"}</th>
            <th scope="col" class="ui-number">
              Sockets
            </th>
            {children !== undefined && (
              <th scope="col" class="ui-number">
                Rooms
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {value?.rows.map((group) => (
            <tr key={group.name}>
              <td class="lv-name">
                <button type="button" class="lv-link" onClick={() => onOpen(group)}>
                  {group.name === "" ? "(no name)" : group.name}
                </button>
              </td>
              <td class="ui-number">{formatCount(group.sockets)}</td>
              {children !== undefined && <td class="ui-number">{children(group)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {value?.total === 0 && (
        <p class="lv-nothing">{text === "" ? emptyText : `No ${noun} has “${text}” in its name.`}</p>
      )}
    </>
  );
}
