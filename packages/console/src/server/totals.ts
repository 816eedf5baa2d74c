import type { Traffic } from "@sockeye/server/engine";
import type { LiveServer } from "./live-server.ts";

/** Where a server stands: what is there now, and the sums of what has been since it was made. */
export interface Totals {
  readonly connections: number;
  /** Connections by transport. */
  readonly transports: ReadonlyMap<string, number>;
  readonly sockets: number;
  readonly traffic: Traffic;
  /** Bytes that wait for clients. */
  readonly queued: number;
  /** Connections that have ended, by reason. */
  readonly closes: ReadonlyMap<string, number>;
}

export function readTotals(server: LiveServer): Totals {
  const { clientsCount, transportCounts, traffic, bufferedBytes, closes } = server.engine;
  let sockets = 0;
  for (const namespace of server.namespaces()) sockets += namespace.sockets.size;
  return {
    connections: clientsCount,
    transports: transportCounts,
    sockets,
    traffic,
    queued: bufferedBytes,
    closes,
  };
}
