import type uPlot from "uplot";
import { formatTime } from "../../ui/index.ts";
import { WINDOW_SECONDS } from "../feed/samples.ts";
import type { ChartSpec } from "./chart-specs.ts";
import { roundUp } from "./columns.ts";
import { colourOf } from "./use-colours.ts";

export const CHART_HEIGHT = 150;

/** All charts show the same time, and the cursor in all of them when it is in one. */
const SYNC = "live";

/** How a chart is drawn: no legend and no zoom, as the window moves on and the legend is ours. */
export function chartOptions(
  { lines, format, least }: ChartSpec,
  box: HTMLElement,
  onCursor: (index: number | undefined) => void,
): uPlot.Options {
  const muted = colourOf("--muted", box);
  const line = colourOf("--line", box);
  const axis = { stroke: muted, font: "11px system-ui, sans-serif", ticks: { show: false }, gap: 4 };
  return {
    width: box.clientWidth,
    height: CHART_HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, sync: { key: SYNC } },
    scales: {
      x: { range: (_chart, _first, last) => [last - WINDOW_SECONDS, last] },
      y: { range: (_chart, _least, most) => [0, roundUp(most, least)] },
    },
    axes: [
      {
        ...axis,
        size: 22,
        space: 80,
        grid: { show: false },
        values: ({ scales }, times) => times.map((time) => labelTime(time, scales["x"]!.min!)),
        incrs: [60, 120],
      },
      {
        ...axis,
        size: 58,
        splits: (_chart, _axis, _least, most) => [0, most / 2, most],
        grid: { stroke: line, width: 1 },
        values: (_chart, values) => values.map(format),
      },
    ],
    series: [
      {},
      ...lines.map(({ label, colour }) => ({
        label,
        stroke: colourOf(colour, box),
        width: 1.5,
        points: { show: false },
      })),
    ],
    hooks: { setCursor: [({ cursor: { idx } }) => onCursor(idx ?? undefined)] },
  };
}

/** In seconds. A label at the left edge would lie on those of the other axis. */
const EDGE = 20;

function labelTime(time: number, start: number): string {
  return time - start < EDGE ? "" : formatTime(time * 1000).slice(0, 5);
}
