import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { TokenBucket } from "./rate-limit.ts";

describe("TokenBucket", () => {
  it("lets a burst through, then says how long to wait", () => {
    const bucket = new TokenBucket({ burst: 2, perSecond: 4 }, 1000);
    expect([bucket.take(1000), bucket.take(1000), bucket.take(1000)]).toEqual([0, 0, 250]);
    expect(bucket.take(1249)).toBe(1);
    expect(bucket.take(1250)).toBe(0);
  });

  it("survives a clock that is set back", () => {
    const bucket = new TokenBucket({ burst: 1, perSecond: 1 }, 5000);
    expect(bucket.take(5000)).toBe(0);
    expect(bucket.take(1000)).toBe(1000);
    expect(bucket.take(2000)).toBe(0);
  });

  it("never lets more through than burst + rate x time", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 200 }), (pauses) => {
        const bucket = new TokenBucket({ burst: 5, perSecond: 3 }, 0);
        let now = 0;
        let passed = 0;
        for (const pause of pauses) {
          now += pause;
          if (bucket.take(now) === 0) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(5 + (now * 3) / 1000);
      }),
    );
  });
});
