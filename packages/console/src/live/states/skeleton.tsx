import { CHARTS } from "../overview/chart-specs.ts";
import { FIGURES } from "../overview/figures.ts";

/** The overview before there is anything in it: the same boxes in the same places. */
export function Skeleton() {
  return (
    <div class="lv-overview" aria-hidden="true">
      <div class="lv-figures">
        {FIGURES.map(({ label }) => (
          <div key={label} class="ui-skeleton lv-figure" />
        ))}
      </div>
      <div class="lv-charts">
        {CHARTS.map(({ title }) => (
          <div key={title} class="ui-skeleton lv-chart" />
        ))}
      </div>
    </div>
  );
}
