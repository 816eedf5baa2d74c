import { formatArgument, type LogEntry } from "../../link/index.ts";
import { formatDuration, formatTime } from "../../ui/index.ts";
import { ENTRY_KINDS } from "./entry-kinds.ts";

/** Arguments on one line, cut off where they are longer than anybody reads. */
export function formatArguments(args: readonly unknown[], maxLength: number): string {
  let text = "";
  for (const [index, arg] of args.entries()) {
    if (text.length > maxLength) return `${text.slice(0, maxLength)}…`;
    text += (index > 0 ? ", " : "") + formatArgument(arg, { maxLength });
  }
  return text;
}

/** How it goes on with an event that wants an answer, or has not left yet. */
export interface Progress {
  readonly text: string;
  readonly tone: "neutral" | "good" | "wait" | "bad";
}

export function describeProgress({ kind, ack, delivery, roundTrip }: LogEntry): Progress | undefined {
  if (kind === "received") return RECEIVED[ack ?? "none"];
  if (kind === "acknowledged" && roundTrip !== undefined)
    return { text: `after ${formatDuration(roundTrip)}`, tone: "neutral" };
  if (kind !== "emitted") return undefined;
  if (delivery === "waiting") return { text: "waits for the connection", tone: "wait" };
  if (delivery === "dropped") return { text: "not sent", tone: "bad" };
  if (ack === "awaited") return { text: "waits for its answer", tone: "wait" };
  if (ack === "late") return { text: "no answer", tone: "bad" };
  if (ack === "done") return { text: `answered${describeRoundTrip(roundTrip)}`, tone: "good" };
  return undefined;
}

const RECEIVED: Readonly<Record<NonNullable<LogEntry["ack"]>, Progress | undefined>> = {
  none: undefined,
  awaited: undefined,
  wanted: { text: "wants an answer", tone: "wait" },
  done: { text: "you answered", tone: "good" },
  late: { text: "too late to answer", tone: "bad" },
};

function describeRoundTrip(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "" : ` in ${formatDuration(milliseconds)}`;
}

/** Much is copied to be read elsewhere, but not without a bound. */
const COPIED_LENGTH = 100_000;

/** An entry as a line of text. */
export function formatEntry(entry: LogEntry): string {
  const { at, kind, title, args } = entry;
  const { sign, word } = ENTRY_KINDS[kind];
  const progress = describeProgress(entry);
  return [
    `${formatTime(at)} ${sign} ${word} ${title}`,
    args.length === 0 ? "" : ` ${formatArguments(args, COPIED_LENGTH)}`,
    progress === undefined ? "" : ` (${progress.text})`,
  ].join("");
}

export function formatEntries(entries: readonly LogEntry[]): string {
  return entries.map(formatEntry).join("\n");
}
