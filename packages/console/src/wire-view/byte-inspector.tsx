import { useMemo, useState } from "preact/hooks";
import { Badge, Button, formatBytes, formatCount, Notice } from "../ui/index.ts";
import type { Layer } from "../wire/index.ts";
import { ByteTable } from "./byte-table.tsx";
import { createFieldPointer } from "./field-pointer.ts";
import { FieldTable } from "./field-table.tsx";
import { DIRECTIONS, LAYER_NAMES } from "./layer-names.ts";
import { useIsWide } from "./use-width.ts";

/** How many bytes, and how many fields, are shown at first and more at each step. */
const BYTES_STEP = 4096;
const FIELDS_STEP = 200;

/** As wide as 16 bytes in hex and in text are. */
const WIDE = 560;

/** One layer: what it is, its bytes, and what each of its fields says. */
export function ByteInspector({ layer }: { readonly layer: Layer }) {
  const [box, isWide] = useIsWide<HTMLDivElement>(WIDE);
  const { arrow, word } = DIRECTIONS[layer.direction];
  return (
    <div ref={box} class="wv-bytes" data-layer={layer.kind}>
      <header class="wv-bytes-header">
        <h2>{layer.title}</h2>
        <p class="ui-row">
          <Badge>{LAYER_NAMES[layer.kind]}</Badge>
          <Badge>
            {arrow} {word}
          </Badge>
          <Badge>{formatBytes(layer.bytes.length)}</Badge>
        </p>
      </header>
      <p>{layer.explanation}</p>
      {layer.problem !== undefined && <Notice tone="bad">{layer.problem}</Notice>}
      {layer.derived && layer.bytes.length > 0 && (
        <p class="ui-hint">
          <span class="wv-run wv-derived-sample" data-derived="true" aria-hidden="true" /> Hatched bytes are
          not shown by the browser; they are told from what it does show.
        </p>
      )}
      {layer.bytes.length > 0 && <Contents key={layer} layer={layer} perRow={isWide ? 16 : 8} />}
    </div>
  );
}

/** The bytes and the fields; each shows which belong together. */
function Contents({ layer, perRow }: { readonly layer: Layer; readonly perRow: number }) {
  const [steps, setSteps] = useState(1);
  const pointer = useMemo(createFieldPointer, [layer]);
  const limit = steps * BYTES_STEP;
  const hasMore = layer.bytes.length > limit || layer.fields.length > steps * FIELDS_STEP;
  return (
    <>
      <ByteTable layer={layer} perRow={perRow} limit={limit} pointer={pointer} />
      <FieldTable fields={layer.fields.slice(0, steps * FIELDS_STEP)} pointer={pointer} />
      {hasMore && (
        <p class="ui-row">
          <Button onClick={() => setSteps(steps + 1)}>Show more</Button>
          <span class="ui-hint">
            The first {formatBytes(Math.min(limit, layer.bytes.length))} of {formatBytes(layer.bytes.length)}{" "}
            and {formatCount(Math.min(steps * FIELDS_STEP, layer.fields.length))} of{" "}
            {formatCount(layer.fields.length)} fields are shown.
          </span>
        </p>
      )}
    </>
  );
}
