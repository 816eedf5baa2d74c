import type { LinkState, TransportName } from "../link/index.ts";
import { formatCount, formatDuration } from "../ui/index.ts";
import { patienceOf, type Heartbeat } from "./heartbeat.ts";

/** What a connection is at, at one moment. */
export interface Snapshot {
  readonly state: LinkState;
  readonly transport: TransportName | undefined;
  readonly upgrading: boolean;
  readonly attempts: number;
  /** Milliseconds until the next attempt begins, while it waits. */
  readonly nextAttemptIn: number | undefined;
  readonly heartbeat: Heartbeat;
  /** Milliseconds since the last ping or handshake. */
  readonly silence: number | undefined;
  readonly waitingEmits: number;
}

export const TRANSPORT_WORDS: Readonly<Record<TransportName, string>> = {
  polling: "HTTP long-polling",
  websocket: "WebSocket",
  webtransport: "WebTransport",
};

/** What the library does right now, in a sentence or two. */
export function describeActivity(snapshot: Snapshot): string {
  const sentences = [describeState(snapshot)];
  if (snapshot.state !== "connected" && snapshot.waitingEmits > 0)
    sentences.push(
      snapshot.waitingEmits === 1
        ? "1 event waits to be sent."
        : `${formatCount(snapshot.waitingEmits)} events wait to be sent.`,
    );
  return sentences.join(" ");
}

function describeState(snapshot: Snapshot): string {
  switch (snapshot.state) {
    case "connected":
      return `${describeTransport(snapshot)} ${describeHeartbeat(snapshot)}`;
    case "connecting":
      return snapshot.attempts === 0
        ? "Connects for the first time."
        : `Attempt ${snapshot.attempts} to reconnect is under way.`;
    case "waiting":
      return describeWait(snapshot);
    case "closed":
      return "Closed. The library does nothing until you connect again in the playground.";
  }
}

function describeTransport({ transport, upgrading }: Snapshot): string {
  const words = transport === undefined ? "" : ` by ${TRANSPORT_WORDS[transport]}`;
  return upgrading ? `Connected${words}, and tries a better transport.` : `Connected${words}.`;
}

function describeHeartbeat({ heartbeat, silence }: Snapshot): string {
  const patience = patienceOf(heartbeat);
  if (silence === undefined) return `A ping is expected at least every ${formatDuration(patience)}.`;
  if (silence >= patience) return "The server's ping is overdue, so the library gives the connection up.";
  return `Last ping ${inSeconds(silence)} ago; without another within ${inSeconds(patience - silence)} it gives up.`;
}

function describeWait({ attempts, nextAttemptIn }: Snapshot): string {
  const past = attempts === 0 ? "The connection broke off." : `Attempt ${attempts} failed.`;
  if (nextAttemptIn === undefined) return past;
  return `${past} The next attempt begins in ${formatDuration(Math.max(0, nextAttemptIn))}.`;
}

/** Whole seconds, because it is counted in them. */
function inSeconds(milliseconds: number): string {
  return `${Math.max(0, Math.round(milliseconds / 1000))} s`;
}

/** How it went when it is over. */
export function describeRecovery(took: number, recovered: boolean): string {
  return recovered
    ? `Back after ${formatDuration(took)}. The server recovered the session: same id, same rooms, nothing missed.`
    : `Back after ${formatDuration(took)} with a new session: rooms and missed events are up to the application.`;
}
