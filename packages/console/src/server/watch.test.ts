import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Sample } from "../contract/index.ts";
import { ProcessMeter } from "./process-meter.ts";
import { Sampler } from "./sampler.ts";
import type { Totals } from "./totals.ts";
import { Watch } from "./watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Samples that are told from each other by their times. */
function createWatch(): { readonly watch: Watch; readonly log: string[] } {
  const log: string[] = [];
  const watch = new Watch(() => {
    log.push("start");
    let at = 0;
    return { take: () => ({ at: ++at }) as Sample, stop: () => log.push("stop") };
  });
  return { watch, log };
}

describe("watching", () => {
  it("takes one sample a second for all, and none for nobody", () => {
    const { watch, log } = createWatch();
    const seen: string[] = [];
    const one = ({ at }: Sample): void => void seen.push(`one ${at}`);
    const other = ({ at }: Sample): void => void seen.push(`other ${at}`);
    expect(vi.getTimerCount()).toBe(0);
    watch.add(one);
    watch.add(one);
    vi.advanceTimersByTime(1_000);
    watch.add(other);
    vi.advanceTimersByTime(1_000);
    watch.remove(one);
    vi.advanceTimersByTime(1_000);
    watch.remove(one);
    watch.remove(other);
    vi.advanceTimersByTime(5_000);
    expect(seen).toEqual(["one 1", "one 2", "other 2", "other 3"]);
    expect(log).toEqual(["start", "stop"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("keeps five minutes, while somebody watches", () => {
    const { watch, log } = createWatch();
    const watcher = (): void => {};
    watch.add(watcher);
    vi.advanceTimersByTime(301_000);
    expect([watch.history.length, watch.history[0]?.at, watch.history.at(-1)?.at]).toEqual([300, 2, 301]);
    watch.remove(watcher);
    expect(watch.history).toEqual([]);
    watch.add(watcher);
    vi.advanceTimersByTime(1_000);
    expect(watch.history.map(({ at }) => at)).toEqual([1]);
    watch.remove(watcher);
    expect(log).toEqual(["start", "stop", "start", "stop"]);
  });
});

const NOTHING: Totals = {
  connections: 0,
  transports: new Map(),
  sockets: 0,
  traffic: { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 },
  queued: 0,
  closes: new Map(),
};
const IDLE = { lag: 0, cpu: 0, rss: 1, heap: 1 };

describe("a sample", () => {
  it("has rates of sums, and what has come and gone since the one before", () => {
    let at = 0;
    let totals = NOTHING;
    const sampler = new Sampler({ now: () => at, totals: () => totals, process: () => IDLE });
    at = 2_000;
    totals = {
      connections: 5,
      transports: new Map([["polling", 5]]),
      sockets: 6,
      traffic: { messagesIn: 1, messagesOut: 20, bytesIn: 3, bytesOut: 4_000 },
      queued: 7,
      closes: new Map([["ping timeout", 2]]),
    };
    expect(sampler.take()).toEqual({
      at: 2_000,
      connections: 5,
      transports: { polling: 5 },
      sockets: 6,
      messagesIn: 0.5,
      messagesOut: 10,
      bytesIn: 1.5,
      bytesOut: 2_000,
      ...IDLE,
      queued: 7,
      closes: { "ping timeout": 2 },
      opened: 7,
    });
    at = 3_000;
    totals = {
      ...totals,
      connections: 4,
      closes: new Map([
        ["ping timeout", 2],
        ["forced close", 1],
      ]),
    };
    expect(sampler.take()).toMatchObject({ messagesOut: 0, closes: { "forced close": 1 }, opened: 0 });
  });

  it("survives a clock that is set back", () => {
    let at = 5_000;
    let totals = NOTHING;
    const sampler = new Sampler({ now: () => at, totals: () => totals, process: () => IDLE });
    at = 4_000;
    totals = { ...NOTHING, traffic: { ...NOTHING.traffic, messagesIn: 3 } };
    expect(sampler.take()).toMatchObject({ at: 4_000, messagesIn: 3 });
  });
});

describe("the meter of the process", () => {
  it("says how much of a core and of memory it uses, and how late its event loop is", () => {
    const meter = new ProcessMeter();
    const { lag, cpu, rss, heap } = meter.read();
    meter.stop();
    expect([lag >= 0, cpu >= 0, rss > heap, heap > 0]).toEqual([true, true, true, true]);
  });
});
