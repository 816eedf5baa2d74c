import type { Sample } from "../../contract/index.ts";
import type { Figure } from "./figures.ts";
import { sparklinePath } from "./sparkline.ts";

const SIZE = { width: 120, height: 22 };
/** A minute. */
const COUNT = 60;

export interface FigureCardProps {
  readonly figure: Figure;
  readonly samples: readonly Sample[];
}

/** One number, what it was in the last minute, and what it means. */
export function FigureCard({ figure: { label, pick, format, note }, samples }: FigureCardProps) {
  const latest = samples.at(-1);
  return (
    <div class="ui-card lv-figure">
      <dt>{label}</dt>
      <dd class="lv-figure-value">{latest === undefined ? "–" : format(pick(latest))}</dd>
      <dd class="lv-figure-note" title={latest && note(latest)}>
        {latest === undefined ? "\u00A0" : note(latest)}
      </dd>
      <dd class="lv-sparkline" aria-hidden="true">
        <svg viewBox={`0 -1 ${SIZE.width} ${SIZE.height + 2}`} preserveAspectRatio="none">
          <path d={sparklinePath(samples.slice(-COUNT).map(pick), COUNT, SIZE)} />
        </svg>
      </dd>
    </div>
  );
}
