import { describe, expect, it } from "vitest";

import { ExpiringMap } from "./expiring-map.ts";
import { Offsets } from "./offsets.ts";
import { NumberedRing } from "./ring.ts";

describe("offsets", () => {
  const offsets = new Offsets("aB-_1234");

  it.each([1, 35, 36, 1_000_000, 2 ** 40, Number.MAX_SAFE_INTEGER])("name the place %d", (place) => {
    expect(offsets.parse(offsets.format(place))).toBe(place);
  });

  it.each([
    "",
    "aB-_1234",
    "aB-_1234-",
    "aB-_1234--1",
    "aB-_1234-0",
    "aB-_1234-01",
    "aB-_1234-1.5",
    "aB-_1234-A",
    "aB-_1234- 1",
    "aB-_1234-1 ",
    "aB-_1234-zzzzzzzzzzz",
    `aB-_1234-${"1".repeat(1000)}`,
    "AB-_1234-1",
    "other-1",
    "-1",
  ])("are not what somebody else wrote: %s", (text) => {
    expect(offsets.parse(text)).toBeUndefined();
  });
});

describe("a numbered ring", () => {
  it("finds what it holds by its number, also when numbers have more than 32 bits", () => {
    const first = 2 ** 40 + 5;
    const ring = new NumberedRing<string>(first);
    expect(ring.shift()).toBeUndefined();
    ring.push(`item ${first}`);
    for (let n = first + 1; n < first + 100; n++) {
      ring.push(`item ${n}`);
      if (n % 3 === 0) expect(ring.shift()).toBe(`item ${ring.first - 1}`);
      expect(ring.get(ring.first)).toBe(`item ${ring.first}`);
      expect(ring.get(n)).toBe(`item ${n}`);
    }
    expect(ring.next).toBe(first + 100);
    expect(ring.size).toBe(ring.next - ring.first);
    expect(ring.get(ring.first - 1)).toBeUndefined();
    expect(ring.get(ring.next)).toBeUndefined();
  });
});

describe("an expiring map", () => {
  it("forgets what is too old", () => {
    const map = new ExpiringMap<string>({ maxEntries: 10, maxAge: 100 });
    map.set("a", "A", 0);
    map.set("b", "B", 50);
    map.expire(100);
    expect(map.get("a")).toBe("A");
    map.expire(101);
    expect(map.get("a")).toBeUndefined();
    expect(map.take("b", 150)).toBe("B");
    expect(map.take("b", 150)).toBeUndefined();
    map.set("c", "C", 200);
    expect(map.take("c", 301)).toBeUndefined();
    expect(map.size).toBe(0);
  });

  it("forgets the oldest when it is full; what is set again is young", () => {
    const map = new ExpiringMap<string>({ maxEntries: 2, maxAge: 100 });
    map.set("a", "A", 0);
    map.set("b", "B", 1);
    map.set("a", "A2", 2);
    map.set("c", "C", 3);
    expect([map.get("a"), map.get("b"), map.get("c")]).toEqual(["A2", undefined, "C"]);
    map.delete("a");
    expect(map.size).toBe(1);
    map.expire(103);
    expect(map.size).toBe(1);
  });

  it("may have no room at all", () => {
    const map = new ExpiringMap<string>({ maxEntries: 0, maxAge: 100 });
    map.set("a", "A", 0);
    expect(map.size).toBe(0);
  });
});
