import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import UPlot from "uplot";
import type { Sample } from "../../contract/index.ts";
import { formatTime } from "../../ui/index.ts";
import { CHART_HEIGHT, chartOptions } from "./chart-options.ts";
import type { ChartSpec } from "./chart-specs.ts";
import { toColumns } from "./columns.ts";
import { describeChart } from "./describe-chart.ts";
import { useColourVersion } from "./use-colours.ts";

export interface ChartProps {
  readonly spec: ChartSpec;
  readonly samples: readonly Sample[];
}

/** Lines over the last five minutes; a legend with the latest values, or those under the cursor. */
export function Chart({ spec, samples }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot>(undefined);
  const [cursor, setCursor] = useState<number>();
  const colours = useColourVersion();
  const columns = useMemo(
    () =>
      toColumns(
        samples,
        spec.lines.map(({ pick }) => pick),
      ),
    [samples, spec],
  );
  useLayoutEffect(() => {
    const element = box.current!;
    const plot = new UPlot(chartOptions(spec, element, setCursor), columns, element);
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: CHART_HEIGHT }),
    );
    observer.observe(element);
    chart.current = plot;
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [spec, colours]);
  useLayoutEffect(() => chart.current!.setData(columns), [columns]);
  const [times, ...values] = columns;
  const index = cursor === undefined || times[cursor] === undefined ? times.length - 1 : cursor;
  return (
    <figure class="ui-card lv-chart">
      <figcaption>
        <h3>{spec.title}</h3>
        <span class="lv-chart-time">
          {index === times.length - 1 ? "now" : formatTime(times[index]! * 1000).slice(0, 8)}
        </span>
        <span class="ui-unseen">{describeChart(spec, samples)}</span>
      </figcaption>
      <div ref={box} class="lv-chart-box" aria-hidden="true" />
      <ul class="lv-legend" aria-hidden="true">
        {spec.lines.map(({ label, colour }, place) => (
          <li key={label}>
            <span class="lv-swatch" style={{ background: `var(${colour})` }} />
            {label}
            <b>{formatValue(values[place]?.[index], spec)}</b>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function formatValue(value: number | null | undefined, { format }: ChartSpec): string {
  return value === null || value === undefined ? "–" : format(value);
}
