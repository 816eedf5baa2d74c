import { describe, expect, it } from "vitest";

import { BadSidGuard } from "./bad-sid-guard.ts";

function create(maxUnknownSidsPerSecond: number, maxAddresses?: number) {
  const time = { now: 500 };
  const guard = new BadSidGuard({ maxUnknownSidsPerSecond, maxAddresses, now: () => time.now });
  /** What is said to so many reports. */
  const report = (address: string | undefined, times: number) =>
    Array.from({ length: times }, () => guard.report(address)).filter(Boolean).length;
  return { guard, time, report };
}

describe("unknown session ids", () => {
  it("are put up with, and above the limit cost the connection", () => {
    const { report } = create(1000);
    expect(report("a", 999)).toBe(0);
    expect(report("a", 1)).toBe(0);
    expect(report("a", 1)).toBe(1);
    expect(report("a", 100)).toBe(100);
  });

  it("are counted by address", () => {
    const { report } = create(2);
    expect(report("a", 3)).toBe(1);
    expect(report("b", 2)).toBe(0);
    expect(report(undefined, 3)).toBe(1);
  });

  it("are forgotten after a second", () => {
    const { guard, time, report } = create(2);
    expect(report("a", 3)).toBe(1);
    time.now += 999;
    expect(report("a", 1)).toBe(1);
    time.now += 1;
    expect(report("a", 2)).toBe(0);
    expect(guard.size).toBe(1);
    time.now += 5000;
    expect(report("b", 2)).toBe(0);
    expect(guard.size).toBe(1);
  });

  it("of more addresses than the table holds are counted together", () => {
    const { guard, time, report } = create(3, 2);
    for (const address of ["a", "b"]) report(address, 1);
    expect(guard.size).toBe(2);
    expect([report("c", 1), report("d", 1), report("e", 1)]).toEqual([0, 0, 0]);
    expect(report("f", 1)).toBe(1);
    expect(guard.size).toBe(2);
    expect(report("a", 2)).toBe(0);
    time.now += 1000;
    for (const address of ["a", "b"]) report(address, 1);
    expect(report("f", 3)).toBe(0);
    expect(guard.size).toBe(2);
  });

  it("may be without limit", () => {
    expect(create(Infinity).report("a", 5000)).toBe(0);
  });

  it("come from at most ten thousand addresses that are told apart", () => {
    const { guard, report } = create(1);
    for (let index = 0; index < 10_001; index++) report(`address ${index}`, 1);
    expect(guard.size).toBe(10_000);
  });
});
