import type { Sample } from "../../contract/index.ts";
import type { ChartLine, ChartSpec } from "./chart-specs.ts";

/** What a chart shows, for those who do not see it. */
export function describeChart({ title, lines, format }: ChartSpec, samples: readonly Sample[]): string {
  if (samples.length === 0) return `${title}: nothing has been measured yet.`;
  const describe = ({ label, pick }: ChartLine): string => {
    const values = samples.map(pick);
    const range = `from ${format(Math.min(...values))} to ${format(Math.max(...values))}`;
    return `${label} ${format(values.at(-1)!)} now, ${range} in the last five minutes`;
  };
  return `${title}: ${lines.map(describe).join("; ")}.`;
}
