import type { WireLine } from "../link/index.ts";
import type { Layer } from "../wire/index.ts";

/** What is known of the heartbeat of a connection. */
export interface Heartbeat {
  /** Milliseconds, from the server's handshake; by default until one was seen. */
  readonly pingInterval: number;
  readonly pingTimeout: number;
  /** When the last ping or handshake arrived, in the clock of the records. */
  readonly lastAt: number | undefined;
}

/** What servers have that say nothing else. */
export const DEFAULT_HEARTBEAT: Heartbeat = { pingInterval: 25_000, pingTimeout: 20_000, lastAt: undefined };

/** Brings what was known up to date: the last handshake and the last ping among the lines. */
export function readHeartbeat(lines: readonly WireLine[], before: Heartbeat): Heartbeat {
  let lastAt: number | undefined;
  for (let index = lines.length - 1; index >= 0; index--) {
    const signs = signsIn(lines[index]!);
    if (signs === undefined) continue;
    lastAt ??= signs.at;
    if (signs.handshake !== undefined) return { ...signs.handshake, lastAt };
  }
  return { ...before, lastAt: lastAt ?? before.lastAt };
}

/** How long after the last ping the library gives the connection up. */
export function patienceOf({ pingInterval, pingTimeout }: Heartbeat): number {
  return pingInterval + pingTimeout;
}

interface Signs {
  readonly at: number;
  readonly handshake: Pick<Heartbeat, "pingInterval" | "pingTimeout"> | undefined;
}

const knownSigns = new WeakMap<WireLine, Signs | undefined>();

/** Handshakes and pings in a line, looked for once. */
function signsIn(line: WireLine): Signs | undefined {
  if (!knownSigns.has(line)) knownSigns.set(line, findSigns(line));
  return knownSigns.get(line);
}

function findSigns({ record, layer }: WireLine): Signs | undefined {
  const at = (record.kind === "http" && record.endedAt) || record.at;
  const packets = receivedPackets(layer);
  const handshake = packets.map(readHandshake).find((found) => found !== undefined);
  if (handshake === undefined && !packets.some(({ title }) => title === "ping")) return undefined;
  return { at, handshake };
}

function receivedPackets(layer: Layer): readonly Layer[] {
  if (layer.kind === "engine") return layer.direction === "in" ? [layer] : [];
  return layer.children.flatMap(receivedPackets);
}

/** The digit of the packet that opens a session. */
const OPEN = 0x30;

function readHandshake({ bytes }: Layer): Signs["handshake"] {
  if (bytes[0] !== OPEN) return undefined;
  try {
    const said: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(1)));
    if (typeof said !== "object" || said === null) return undefined;
    const { pingInterval, pingTimeout } = said as Readonly<Record<string, unknown>>;
    if (typeof pingInterval !== "number" || typeof pingTimeout !== "number") return undefined;
    return { pingInterval, pingTimeout };
  } catch {
    return undefined;
  }
}
