import { describe, expect, it } from "vitest";

import {
  InflightBudget,
  inflightBudgetDefaults,
  type InflightBudgetOptions,
  type Reservation,
} from "./inflight-budget.ts";
import { uncaughtIn } from "./testing/uncaught.ts";

interface SetUp {
  readonly budget: InflightBudget;
  readonly granted: string[];
  readonly reserve: (name: string, bytes: number) => Reservation | undefined;
}

function setUp(options?: InflightBudgetOptions): SetUp {
  const budget = new InflightBudget(options);
  const granted: string[] = [];
  return { budget, granted, reserve: (name, bytes) => budget.reserve(bytes, () => granted.push(name)) };
}

describe("InflightBudget", () => {
  it("grants at once while there is room", () => {
    const { budget, granted, reserve } = setUp({ maxInflightBytes: 100 });
    reserve("a", 40);
    reserve("b", 60);
    expect(granted).toEqual(["a", "b"]);
    expect([budget.usedBytes, budget.waiting]).toEqual([100, 0]);
  });

  it("lets the others wait and grants in the order of arrival; a small one does not overtake", () => {
    const { budget, granted, reserve } = setUp({ maxInflightBytes: 100 });
    const a = reserve("a", 60);
    const b = reserve("b", 60);
    reserve("c", 10);
    reserve("d", 40);
    expect(granted).toEqual(["a"]);
    expect(budget.waiting).toBe(3);
    a?.release();
    expect(granted).toEqual(["a", "b", "c"]);
    expect(budget.usedBytes).toBe(70);
    b?.release();
    expect(granted).toEqual(["a", "b", "c", "d"]);
    expect(budget.usedBytes).toBe(50);
  });

  it("counts a release once", () => {
    const { budget, reserve } = setUp({ maxInflightBytes: 100 });
    const a = reserve("a", 60);
    reserve("b", 40);
    a?.release();
    a?.release();
    expect(budget.usedBytes).toBe(40);
  });

  it("forgets who leaves while waiting, and serves whom that one kept waiting", () => {
    const { budget, granted, reserve } = setUp({ maxInflightBytes: 100 });
    reserve("a", 60);
    const b = reserve("b", 60);
    reserve("c", 40);
    b?.release();
    b?.release();
    expect(granted).toEqual(["a", "c"]);
    expect([budget.usedBytes, budget.waiting]).toEqual([100, 0]);
  });

  it("takes one that is larger than the budget when it is alone", () => {
    const { granted, reserve } = setUp({ maxInflightBytes: 100 });
    const a = reserve("a", 1);
    const b = reserve("b", 1_000);
    reserve("c", 1);
    expect(granted).toEqual(["a"]);
    a?.release();
    expect(granted).toEqual(["a", "b"]);
    b?.release();
    expect(granted).toEqual(["a", "b", "c"]);
  });

  it("refuses when too many wait", () => {
    const { budget, granted, reserve } = setUp({ maxInflightBytes: 100, maxInflightWaiting: 2 });
    const a = reserve("a", 100);
    reserve("b", 100);
    reserve("c", 100);
    expect(reserve("d", 1)).toBeUndefined();
    expect(budget.waiting).toBe(2);
    a?.release();
    expect(reserve("e", 100)).toBeDefined();
    expect(granted).toEqual(["a", "b"]);
  });

  it("lets nobody wait when told so", () => {
    const { granted, reserve } = setUp({ maxInflightBytes: 100, maxInflightWaiting: 0 });
    reserve("a", 60);
    expect(reserve("b", 60)).toBeUndefined();
    expect(reserve("c", 40)).toBeDefined();
    expect(granted).toEqual(["a", "c"]);
  });

  it("takes releases and reservations from within the call, ten thousand deep", () => {
    const budget = new InflightBudget({ maxInflightBytes: 1, maxInflightWaiting: 20_000 });
    const first = budget.reserve(1, () => {});
    let granted = 0;
    const next = (): void =>
      void budget.reserve(1, (reservation) => {
        if (++granted < 20_000 && granted > 10_000) next();
        reservation.release();
      });
    for (let left = 10_001; left > 0; left--) next();
    first?.release();
    expect(granted).toBe(20_000);
    expect([budget.usedBytes, budget.waiting]).toEqual([0, 0]);
  });

  it("serves the others when a callback throws, and keeps its reservation", async () => {
    const { budget, granted, reserve } = setUp({ maxInflightBytes: 100 });
    const mistake = new Error("mistake");
    const errors = await uncaughtIn(() => {
      budget.reserve(60, () => {
        throw mistake;
      });
      reserve("b", 40);
    });
    expect(errors).toEqual([mistake]);
    expect(granted).toEqual(["b"]);
    expect(budget.usedBytes).toBe(100);
  });

  it("has defaults, and no limit with Infinity", () => {
    expect(inflightBudgetDefaults).toEqual({ maxInflightBytes: 67_108_864, maxInflightWaiting: 10_000 });
    const { granted, reserve } = setUp();
    for (let left = 64; left > 0; left--) reserve("MiB", 2 ** 20);
    reserve("more", 1);
    expect(granted).toHaveLength(64);
    const open = setUp({ maxInflightBytes: Infinity });
    open.reserve("a", 2 ** 40);
    open.reserve("b", 2 ** 40);
    expect(open.granted).toHaveLength(2);
  });

  it("refuses what makes no sense", () => {
    expect(() => new InflightBudget({ maxInflightBytes: -1 })).toThrow("maxInflightBytes");
    expect(() => new InflightBudget({ maxInflightWaiting: Number.NaN })).toThrow("maxInflightWaiting");
    expect(() => new InflightBudget().reserve(-1, () => {})).toThrow("bytes");
  });
});
