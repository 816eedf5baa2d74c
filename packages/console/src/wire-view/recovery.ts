import type { LogEntry } from "../link/index.ts";

/** How long the last interruption took, which is over; `undefined` if there was none, or it lasts. */
export function lastInterruption(log: readonly LogEntry[]): number | undefined {
  const back = log.findLast(({ kind }) => kind === "connected" || kind === "disconnected");
  if (back?.kind !== "connected") return undefined;
  let gone: LogEntry | undefined;
  for (let index = log.indexOf(back) - 1; index >= 0; index--) {
    const entry = log[index]!;
    if (entry.kind === "connected") break;
    if (entry.kind === "disconnected") gone = entry;
  }
  return gone === undefined ? undefined : back.at - gone.at;
}

/** How many events were emitted since the connection was lost; they are sent when it is back. */
export function waitingEmits(log: readonly LogEntry[]): number {
  let count = 0;
  for (let index = log.length - 1; index >= 0; index--) {
    const { kind } = log[index]!;
    if (kind === "disconnected" || kind === "connected") break;
    if (kind === "emitted") count++;
  }
  return count;
}
