import type { Sample } from "../../contract/index.ts";
import { formatBytes, formatCount, formatDuration } from "../../ui/index.ts";
import { closedIn } from "../feed/samples.ts";
import type { Pick } from "./columns.ts";

/** A number of the overview, and how it came about. */
export interface Figure {
  readonly label: string;
  readonly pick: Pick;
  readonly format: (value: number) => string;
  readonly note: (sample: Sample) => string;
}

export const TRANSPORT_LABELS: Readonly<Record<string, string>> = {
  polling: "Polling",
  websocket: "WebSocket",
  webtransport: "WebTransport",
};

/** "12", "1.5": below ten, a tenth makes a difference. */
export function formatRate(value: number): string {
  return value > 0 && value < 10 ? String(Number(value.toFixed(1))) : formatCount(value);
}

export function formatLag(value: number): string {
  return value === 0 ? "0 ms" : formatDuration(value);
}

export function formatShare(value: number): string {
  return `${formatRate(value * 100)} %`;
}

/** "90 % by WebSocket": what most connections are by. The chart has the others. */
export function describeTransports({ connections, transports }: Sample): string {
  const [most] = Object.entries(transports).sort(([, one], [, other]) => other - one);
  if (connections === 0 || most === undefined) return "nobody is connected";
  const [name, count] = most;
  return `${Math.round((count / connections) * 100)} % by ${TRANSPORT_LABELS[name] ?? name}`;
}

const say = (text: string) => () => text;

export const FIGURES: readonly Figure[] = [
  {
    label: "Connections",
    pick: (sample) => sample.connections,
    format: formatCount,
    note: describeTransports,
  },
  {
    label: "Sockets",
    pick: (sample) => sample.sockets,
    format: formatCount,
    note: say("one per namespace"),
  },
  { label: "Messages in", pick: (sample) => sample.messagesIn, format: formatRate, note: say("per second") },
  {
    label: "Messages out",
    pick: (sample) => sample.messagesOut,
    format: formatRate,
    note: say("per second"),
  },
  { label: "Data in", pick: (sample) => sample.bytesIn, format: formatBytes, note: say("per second") },
  { label: "Data out", pick: (sample) => sample.bytesOut, format: formatBytes, note: say("per second") },
  {
    label: "Opened",
    pick: (sample) => sample.opened,
    format: formatCount,
    note: say("in this second"),
  },
  { label: "Closed", pick: closedIn, format: formatCount, note: say("in this second") },
  {
    label: "Waiting",
    pick: (sample) => sample.queued,
    format: formatBytes,
    note: say("for clients to read"),
  },
  {
    label: "Event-loop lag",
    pick: (sample) => sample.lag,
    format: formatLag,
    note: say("longest wait"),
  },
  { label: "Processor", pick: (sample) => sample.cpu, format: formatShare, note: say("of one core") },
  {
    label: "Memory",
    pick: (sample) => sample.rss,
    format: formatBytes,
    note: ({ heap }) => `${formatBytes(heap)} of it heap`,
  },
];
