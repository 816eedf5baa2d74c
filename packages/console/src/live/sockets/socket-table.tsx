import type { SocketRow } from "../../contract/index.ts";
import { formatCount } from "../../ui/index.ts";
import { TRANSPORT_LABELS } from "../overview/figures.ts";
import { formatAge } from "../parts/format-age.ts";
import { lookInto } from "../place.ts";

export interface SocketTableProps {
  readonly namespace: string;
  readonly rows: readonly SocketRow[];
  /** By the clock of the server, which may differ from ours. */
  readonly now: number;
  readonly isBusy: boolean;
  /** Does the reader point at a row, which should then stay where it is? */
  readonly onHold: (isHeld: boolean) => void;
}

/** One page of sockets. */
export function SocketTable({ namespace, rows, now, isBusy, onHold }: SocketTableProps) {
  return (
    <table class="lv-table lv-sockets" aria-busy={isBusy}>
      <thead>
        <tr>
          <th scope="col">Socket</th>
          <th scope="col" class="lv-optional">
            Address
          </th>
          <th scope="col">Transport</th>
          <th scope="col" class="ui-number">
            Age
          </th>
          <th scope="col" class="ui-number lv-optional">
            Rooms
          </th>
          <th scope="col" class="ui-number">
            Waiting
          </th>
        </tr>
      </thead>
      <tbody
        onPointerEnter={() => onHold(true)}
        onPointerLeave={() => onHold(false)}
        onFocusIn={() => onHold(true)}
        onFocusOut={() => onHold(false)}
      >
        {rows.map(({ id, address, transport, connectedAt, rooms, queued }) => (
          <tr key={id}>
            <td class="lv-name">
              <button type="button" class="lv-link ui-mono" onClick={() => lookInto({ namespace, id })}>
                {id}
              </button>
            </td>
            <td class="ui-mono lv-optional">{address}</td>
            <td>{TRANSPORT_LABELS[transport] ?? transport}</td>
            <td class="ui-number">{formatAge(now - connectedAt)}</td>
            <td class="ui-number lv-optional">{formatCount(rooms)}</td>
            <td class="ui-number">{formatCount(queued)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
