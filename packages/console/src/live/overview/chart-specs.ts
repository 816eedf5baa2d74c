import { formatBytes } from "../../ui/index.ts";
import type { Pick } from "./columns.ts";
import { formatLag, formatRate, formatShare, TRANSPORT_LABELS } from "./figures.ts";

/** A line of a chart. */
export interface ChartLine {
  readonly label: string;
  readonly pick: Pick;
  /** The name of a design token. */
  readonly colour: string;
}

export interface ChartSpec {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  /** The axis goes at least as far. */
  readonly least: number;
}

export const CHARTS: readonly ChartSpec[] = [
  {
    title: "Messages per second",
    format: formatRate,
    least: 10,
    lines: [
      { label: "in", pick: (sample) => sample.messagesIn, colour: "--river" },
      { label: "out", pick: (sample) => sample.messagesOut, colour: "--accent" },
    ],
  },
  {
    title: "Data per second",
    format: formatBytes,
    least: 1000,
    lines: [
      { label: "in", pick: (sample) => sample.bytesIn, colour: "--river" },
      { label: "out", pick: (sample) => sample.bytesOut, colour: "--accent" },
    ],
  },
  {
    title: "Connections by transport",
    format: formatRate,
    least: 10,
    lines: [
      transportLine("websocket", "--layer-websocket"),
      transportLine("polling", "--layer-http"),
      transportLine("webtransport", "--layer-engine"),
    ],
  },
  {
    title: "Event-loop lag",
    format: formatLag,
    least: 20,
    lines: [{ label: "longest wait", pick: (sample) => sample.lag, colour: "--wait" }],
  },
  {
    title: "Processor",
    format: formatShare,
    least: 0.1,
    lines: [{ label: "of one core", pick: (sample) => sample.cpu, colour: "--accent" }],
  },
  {
    title: "Memory",
    format: formatBytes,
    least: 10_000_000,
    lines: [
      { label: "process", pick: (sample) => sample.rss, colour: "--river" },
      { label: "heap", pick: (sample) => sample.heap, colour: "--layer-engine" },
    ],
  },
];

function transportLine(name: string, colour: string): ChartLine {
  return { label: TRANSPORT_LABELS[name]!, pick: ({ transports }) => transports[name] ?? 0, colour };
}
