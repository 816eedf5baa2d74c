import type { Transport } from "../transport.ts";
import type { TransportOptions } from "../transport-options.ts";

const EVENTS = ["open", "error", "packet", "close", "poll", "pollComplete", "drain"] as const;

/** What a transport has told: names of events with what came with them. */
export type Trace = unknown[][];

/** Writes down all that a transport tells. */
export function record(transport: Transport): Trace {
  const trace: Trace = [];
  for (const event of EVENTS) transport.on(event, (...args: unknown[]) => void trace.push([event, ...args]));
  return trace;
}

/** The options of a transport as a session would give them. */
export function options(changes: object = {}): TransportOptions {
  return {
    hostname: "host",
    port: "80",
    secure: false,
    path: "/engine.io/",
    query: { EIO: "4" },
    socket: { binaryType: "arraybuffer" },
    timestampRequests: false,
    timestampParam: "t",
    ...changes,
  };
}

/** The packets among what was told. */
export function packetsOf(trace: Trace): unknown[] {
  return trace.filter(([event]) => event === "packet").map(([, packet]) => packet);
}

/** Waits for an event. */
export function once(transport: Transport, event: (typeof EVENTS)[number]): Promise<void> {
  return new Promise((resolve) => void transport.once(event, () => resolve()));
}

/** Waits until promises that are ready have been dealt with. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
