import type { Sample } from "../../contract/index.ts";

/** A sample of a server on which nothing happens. */
export function sampleAt(at: number, change: Partial<Sample> = {}): Sample {
  return {
    at,
    connections: 0,
    transports: {},
    sockets: 0,
    messagesIn: 0,
    messagesOut: 0,
    bytesIn: 0,
    bytesOut: 0,
    lag: 0,
    cpu: 0,
    rss: 0,
    heap: 0,
    queued: 0,
    closes: {},
    opened: 0,
    ...change,
  };
}
