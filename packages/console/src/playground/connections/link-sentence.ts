import type { LinkState, TransportName } from "../../link/index.ts";
import { formatDuration } from "../../ui/index.ts";
import { TRANSPORT_LABELS } from "./transport-labels.ts";

/** How a connection stands. */
export interface Standing {
  readonly state: LinkState;
  readonly transport: TransportName | undefined;
  readonly isUpgrading: boolean;
  readonly isRecovered: boolean;
  /** How many attempts to connect again there were. */
  readonly attempts: number;
  /** Milliseconds until the next one. */
  readonly nextAttemptIn: number | undefined;
}

/** The state in one word, and its tone. */
export const STATES = {
  connected: { word: "connected", tone: "good" },
  connecting: { word: "connecting", tone: "wait" },
  waiting: { word: "waiting", tone: "wait" },
  closed: { word: "not connected", tone: "neutral" },
} as const satisfies Record<LinkState, object>;

/** What the library does right now, in a sentence. */
export function describeStanding(standing: Standing): string {
  const { state, transport, isUpgrading, isRecovered, attempts, nextAttemptIn } = standing;
  const by = transport === undefined ? "" : ` by ${TRANSPORT_LABELS[transport]}`;
  switch (state) {
    case "connected":
      if (isUpgrading) return `Connected${by}, trying whether a better transport works.`;
      return isRecovered ? `Connected again${by}.` : `Connected${by}.`;
    case "connecting":
      return attempts === 0 ? "Connecting." : `Attempt ${attempts} to connect again.`;
    case "waiting":
      return `Attempt ${attempts + 1} to connect again${describeWait(nextAttemptIn)}.`;
    case "closed":
      return "The library does not try to connect.";
  }
}

/** Tenths of a second while one may wait for them. */
function describeWait(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "";
  return milliseconds < 10_000
    ? ` in ${(milliseconds / 1000).toFixed(1)} s`
    : ` in ${formatDuration(milliseconds)}`;
}
