import type { Sample } from "../contract/index.ts";
import { round, type ProcessReading } from "./process-meter.ts";
import type { Totals } from "./totals.ts";

/** What samples are made from. */
export interface SampleSources {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly totals: () => Totals;
  readonly process: () => ProcessReading;
}

/** Makes rates of sums: each sample tells what has happened since the one before, or since the sampler was made. */
export class Sampler {
  readonly #sources: SampleSources;
  #before: Totals;
  #at: number;

  constructor(sources: SampleSources) {
    this.#sources = sources;
    this.#before = sources.totals();
    this.#at = sources.now();
    // The meter counts from here, too.
    sources.process();
  }

  take(): Sample {
    const { now, totals, process } = this.#sources;
    const at = now();
    const current = totals();
    const before = this.#before;
    // A clock may be set back: then the rates of this one sample are those of a second.
    const seconds = at > this.#at ? (at - this.#at) / 1000 : 1;
    const rate = (name: keyof Totals["traffic"]): number =>
      round((current.traffic[name] - before.traffic[name]) / seconds, 1);
    const closes = increases(current.closes, before.closes);
    const closed = Object.values(closes).reduce((sum, count) => sum + count, 0);
    this.#before = current;
    this.#at = at;
    return {
      at,
      connections: current.connections,
      transports: Object.fromEntries(current.transports),
      sockets: current.sockets,
      messagesIn: rate("messagesIn"),
      messagesOut: rate("messagesOut"),
      bytesIn: rate("bytesIn"),
      bytesOut: rate("bytesOut"),
      ...process(),
      queued: current.queued,
      closes,
      // A page that has just come was counted as a client until it said who it is.
      opened: Math.max(0, current.connections - before.connections + closed),
    };
  }
}

function increases(
  current: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number>,
): Readonly<Record<string, number>> {
  const increased = [...current].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
  return Object.fromEntries(increased.filter(([, count]) => count > 0));
}
