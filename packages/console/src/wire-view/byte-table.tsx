import { useMemo } from "preact/hooks";
import type { Layer } from "../wire/index.ts";
import { byteRows, formatOffset, type ByteRun } from "./byte-rows.ts";
import type { FieldPointer } from "./field-pointer.ts";

export interface ByteTableProps {
  readonly layer: Layer;
  readonly perRow: number;
  /** How many bytes are shown. */
  readonly limit: number;
  readonly pointer: FieldPointer;
}

/** The bytes of a layer in hex and as text, tinted field by field. */
export function ByteTable({ layer, perRow, limit, pointer }: ByteTableProps) {
  const rows = useMemo(() => byteRows(layer, { perRow, limit }), [layer, perRow, limit]);
  return (
    <div class="wv-dump">
      <table aria-label="Bytes">
        <thead>
          <tr>
            <th scope="col">At</th>
            <th scope="col">Bytes, in hex</th>
            <th scope="col">As text</th>
          </tr>
        </thead>
        <tbody onPointerLeave={() => pointer.point(undefined)}>
          {rows.map(({ offset, runs }) => (
            <tr key={offset}>
              <th scope="row">{formatOffset(offset)}</th>
              <td>
                <Runs runs={runs} show="hex" pointer={pointer} />
              </td>
              <td>
                <Runs runs={runs} show="text" pointer={pointer} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Runs(props: {
  readonly runs: readonly ByteRun[];
  readonly show: "hex" | "text";
  readonly pointer: FieldPointer;
}) {
  const { runs, show, pointer } = props;
  return (
    <>
      {runs.map((run, index) => (
        <span
          key={index}
          class="wv-run"
          data-tint={run.field < 0 ? undefined : run.field % 2}
          data-derived={run.isDerived}
          data-pointed={pointer.isAt(run.field)}
          onPointerEnter={() => pointer.point(run.field)}
        >
          {show === "hex" ? `${run.hex} ` : run.text}
        </span>
      ))}
    </>
  );
}
