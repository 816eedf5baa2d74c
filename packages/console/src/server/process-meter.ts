import { monitorEventLoopDelay, type IntervalHistogram } from "node:perf_hooks";

/** What the process has spent since it was looked at last. */
export interface ProcessReading {
  /** The longest wait of the event loop, in milliseconds. */
  readonly lag: number;
  /** Share of one core. */
  readonly cpu: number;
  readonly rss: number;
  readonly heap: number;
}

/** How often, in milliseconds, the event loop is asked how late it is. What it measures includes that. */
const RESOLUTION = 20;

/** Measures the process, from when it is made until `stop`. */
export class ProcessMeter {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  #usedCpu = process.cpuUsage();
  #readAt = process.hrtime.bigint();

  constructor() {
    this.#delay.enable();
  }

  read(): ProcessReading {
    const now = process.hrtime.bigint();
    const elapsed = Number(now - this.#readAt) / 1_000;
    const { user, system } = process.cpuUsage(this.#usedCpu);
    const lag = Math.max(0, this.#delay.max / 1_000_000 - RESOLUTION);
    this.#delay.reset();
    this.#usedCpu = process.cpuUsage();
    this.#readAt = now;
    const { rss, heapUsed } = process.memoryUsage();
    return { lag: round(lag, 1), cpu: round((user + system) / elapsed, 3), rss, heap: heapUsed };
  }

  stop(): void {
    this.#delay.disable();
  }
}

/** To so many decimals: the digits behind mean nothing, and would be sent. */
export function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
