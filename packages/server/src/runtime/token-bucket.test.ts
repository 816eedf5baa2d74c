import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { TokenBucket } from "./token-bucket.ts";

function create(ratePerSecond: number, burst: number) {
  const time = { now: 1000 };
  const bucket = new TokenBucket({ ratePerSecond, burst, now: () => time.now });
  /** How many pass of so many. */
  const passed = (attempts: number) =>
    Array.from({ length: attempts }, () => bucket.take()).filter(Boolean).length;
  return { time, passed };
}

describe("a token bucket", () => {
  it("lets a burst through and then the rate", () => {
    const { time, passed } = create(2000, 4000);
    expect(passed(5000)).toBe(4000);
    time.now += 0.4;
    expect(passed(1)).toBe(0);
    time.now += 0.1;
    expect(passed(2)).toBe(1);
    time.now += 1000;
    expect(passed(5000)).toBe(2000);
    time.now += 3_600_000;
    expect(passed(5000)).toBe(4000);
  });

  it("is not confused by a clock that goes backwards", () => {
    const full = create(1000, 10);
    full.time.now -= 500;
    expect(full.passed(11)).toBe(10);
    const { time, passed } = create(1000, 10);
    expect(passed(11)).toBe(10);
    time.now -= 500;
    expect(passed(1)).toBe(0);
    time.now += 500;
    expect(passed(1)).toBe(0);
    time.now += 1;
    expect(passed(2)).toBe(1);
  });

  it("lets one through at least after a rest, however low the rate", () => {
    const { time, passed } = create(0.1, 0.2);
    expect(passed(2)).toBe(1);
    time.now += 9_999;
    expect(passed(1)).toBe(0);
    time.now += 1;
    expect(passed(2)).toBe(1);
  });

  it("may have no limit", () => {
    const { time, passed } = create(Infinity, Infinity);
    expect(passed(10_000)).toBe(10_000);
    time.now += 1;
    expect(passed(10_000)).toBe(10_000);
  });

  it.each([0, -1, Number.NaN])("cannot have the rate %d", (rate) => {
    expect(() => create(rate, 1)).toThrow(RangeError);
  });

  it("never lets more through than the burst and the rate together", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(30))), (steps) => {
        const { time, passed } = create(100, 20);
        let total = 0;
        for (const [pause, attempts] of steps) {
          time.now += pause;
          total += passed(attempts);
          expect(total).toBeLessThanOrEqual(20 + (time.now - 1000) / 10 + 1e-6);
        }
      }),
    );
  });
});
