import { Empty } from "../ui/index.ts";
import type { Layer } from "../wire/index.ts";
import { ByteInspector } from "./byte-inspector.tsx";
import { LAYER_NAMES } from "./layer-names.ts";
import { carriedBy, partsOf, type Row } from "./unit.ts";

export interface InspectorProps {
  readonly row: Row | undefined;
  readonly onSelect: (row: Row) => void;
}

/** What is selected, with the way to it from the ground up, and what it carries. */
export function Inspector({ row, onSelect }: InspectorProps) {
  if (row === undefined)
    return (
      <section class="wv-inspector" aria-label="Bytes">
        <Empty title="Every byte, explained">
          <p>Select a line, and its bytes appear here, field by field, on each layer.</p>
        </Empty>
      </section>
    );
  const open = (layer: Layer) => {
    const found = [row.unit.row, ...partsOf(row.unit)].find((one) => one.layer === layer);
    if (found !== undefined) onSelect(found);
  };
  const { steps, branches } = wayThrough(row);
  return (
    <section class="wv-inspector" aria-label="Bytes">
      <nav class="wv-steps" aria-label="Layers, from the ground up">
        <ol>
          {steps.map((layer) => (
            <li key={layer}>
              <Step layer={layer} isCurrent={layer === row.layer} onOpen={open} />
            </li>
          ))}
        </ol>
      </nav>
      {branches.length > 0 && <Branches branches={branches} onOpen={open} />}
      <ByteInspector layer={row.layer} />
    </section>
  );
}

/** The layers below, this one, and those above as long as there is but one; then those to choose from. */
function wayThrough({ path, layer }: Row): {
  readonly steps: readonly Layer[];
  readonly branches: readonly Layer[];
} {
  const steps = [...path];
  let branches = carriedBy(layer);
  while (branches.length === 1) {
    steps.push(branches[0]!);
    branches = carriedBy(branches[0]!);
  }
  return { steps, branches };
}

interface StepProps {
  readonly layer: Layer;
  readonly isCurrent: boolean;
  readonly onOpen: (layer: Layer) => void;
}

function Step({ layer, isCurrent, onOpen }: StepProps) {
  return (
    <button
      type="button"
      class="wv-step"
      data-layer={layer.kind}
      aria-current={isCurrent ? "step" : undefined}
      onClick={() => onOpen(layer)}
    >
      <span class="wv-step-floor">{LAYER_NAMES[layer.kind]}</span>
      <span class="wv-step-title">{layer.title}</span>
    </button>
  );
}

/** A polling answer may carry thousands; the time line has them all. */
const MAX_BRANCHES = 12;

function Branches({
  branches,
  onOpen,
}: {
  readonly branches: readonly Layer[];
  readonly onOpen: StepProps["onOpen"];
}) {
  return (
    <div class="wv-branches">
      <h3>Carries {branches.length}</h3>
      <ul>
        {branches.slice(0, MAX_BRANCHES).map((layer, index) => (
          <li key={index}>
            <Step layer={layer} isCurrent={false} onOpen={onOpen} />
          </li>
        ))}
        {branches.length > MAX_BRANCHES && (
          <li class="ui-hint">and {branches.length - MAX_BRANCHES} more, in the time line</li>
        )}
      </ul>
    </div>
  );
}
