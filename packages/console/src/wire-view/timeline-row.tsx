import { formatBytes, formatDuration } from "../ui/index.ts";
import type { Layer, LayerKind } from "../wire/index.ts";
import { DIRECTIONS, LAYER_NAMES, shortTitle } from "./layer-names.ts";
import { barLength, formatMoment } from "./moments.ts";
import { shownParts } from "./timeline-rows.ts";
import type { Row, Unit } from "./unit.ts";

export interface TimelineRowProps {
  readonly row: Row;
  /** When the time line begins. */
  readonly start: number;
  /** The unit shown before. */
  readonly before: Unit | undefined;
  readonly isOpen: boolean | undefined;
  readonly hiddenKinds: ReadonlySet<LayerKind>;
  readonly onSelect: (row: Row) => void;
  readonly onToggle: (row: Row) => void;
}

/** A unit with times, direction, size and all its layers, or one of these layers. */
export function TimelineRow(props: TimelineRowProps) {
  const { row, isOpen, onSelect } = props;
  const { unit, layer } = row;
  if (row !== unit.row) return <LayerRow row={row} />;
  if (unit.record.kind === "note") return <NoteRow {...props} />;
  const { arrow, word } = DIRECTIONS[layer.direction];
  return (
    <div class="wv-row" data-direction={layer.direction}>
      <Turner row={row} isOpen={isOpen} onToggle={props.onToggle} />
      <Times {...props} />
      <span class="wv-row-direction">
        <span aria-hidden="true">{arrow}</span> {word}
      </span>
      <span class="wv-row-size ui-number">{formatBytes(layer.bytes.length)}</span>
      <Duration unit={unit} />
      <Chain row={row} hiddenKinds={props.hiddenKinds} onSelect={onSelect} />
    </div>
  );
}

/** For the mouse; keys open the row itself. */
function Turner({ row, isOpen, onToggle }: Pick<TimelineRowProps, "row" | "isOpen" | "onToggle">) {
  return (
    <span
      class="wv-row-turner"
      data-open={isOpen}
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        onToggle(row);
      }}
      onDblClick={(event) => event.stopPropagation()}
    />
  );
}

function Times({ row, start, before }: TimelineRowProps) {
  const { at } = row.unit;
  return (
    <>
      <span class="wv-row-time ui-number">{formatMoment(at - start)}</span>
      <span class="wv-row-since ui-number">
        {before && `+${formatDuration(Math.max(0, at - before.at))}`}
      </span>
    </>
  );
}

function Duration({ unit: { duration, isUnderWay } }: { readonly unit: Unit }) {
  return (
    <span class="wv-row-duration">
      {isUnderWay && <span class="wv-bar" data-under-way />}
      {isUnderWay && "waits"}
      {duration !== undefined && (
        <span class="wv-bar" style={{ width: `${Math.max(2, barLength(duration) * 100)}%` }} />
      )}
      {duration !== undefined && formatDuration(duration)}
    </span>
  );
}

/** One packet has no more; of more, not all fit, and none gives way. */
const FEW_CHIPS = 4;

/** More would not fit in any row. */
const MAX_CHIPS = 12;

/** The layers of a unit, in order. */
function Chain({ row, hiddenKinds, onSelect }: Pick<TimelineRowProps, "row" | "hiddenKinds" | "onSelect">) {
  const parts = shownParts(row.unit, hiddenKinds);
  const chips = hiddenKinds.has(row.layer.kind) ? parts : [row, ...parts];
  return (
    <span
      class="wv-chain"
      data-many={chips.length > FEW_CHIPS}
      onDblClick={(event) => event.stopPropagation()}
    >
      {chips.slice(0, MAX_CHIPS).map((chip) => (
        <span
          key={chip.key}
          class="wv-chip"
          data-layer={chip.layer.kind}
          data-problem={chip.layer.problem !== undefined}
          title={`${LAYER_NAMES[chip.layer.kind]}: ${chip.layer.title}`}
          onClick={(event) => {
            event.stopPropagation();
            onSelect(chip);
          }}
        >
          <LayerWords layer={chip.layer} words={shortTitle(chip.layer)} />
        </span>
      ))}
      {chips.length > MAX_CHIPS && <span class="wv-more">and {chips.length - MAX_CHIPS} more</span>}
    </span>
  );
}

/** What it is, and a mark in words where something is wrong. */
function LayerWords({ layer, words }: { readonly layer: Layer; readonly words: string }) {
  return (
    <>
      {layer.problem !== undefined && (
        <span class="wv-flaw" role="img" aria-label="problem">
          !
        </span>
      )}
      {words}
    </>
  );
}

function LayerRow({ row: { layer, path } }: { readonly row: Row }) {
  return (
    <div class="wv-row wv-row-layer" style={{ "--wv-depth": path.length - 1 }}>
      <span class="wv-chip" data-layer={layer.kind} data-problem={layer.problem !== undefined}>
        <LayerWords layer={layer} words={layer.title} />
      </span>
      <span class="wv-row-floor">{LAYER_NAMES[layer.kind]}</span>
      <span class="wv-row-size ui-number">{formatBytes(layer.bytes.length)}</span>
    </div>
  );
}

/** What the library, or a fault, did. */
function NoteRow(props: TimelineRowProps) {
  const { record, layer } = props.row.unit;
  return (
    <div class="wv-row wv-row-note" data-tone={record.kind === "note" ? record.tone : undefined}>
      <span class="wv-row-turner" aria-hidden="true" />
      <Times {...props} />
      <span class="wv-note">{layer.title}</span>
    </div>
  );
}
