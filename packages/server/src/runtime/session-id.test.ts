import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";

import { describe, expect, it } from "vitest";

import { createIdGenerator } from "./session-id.ts";

const decode = (id: string): Buffer => Buffer.from(id, "base64url");

describe("createIdGenerator", () => {
  it("makes 20 characters of the URL-safe alphabet", () => {
    const generate = createIdGenerator(randomBytes);
    for (let left = 500; left > 0; left--) expect(generate()).toMatch(/^[\w-]{20}$/);
  });

  it("uses each random byte once, in the order in which they came", () => {
    const drawn: Buffer[] = [];
    const generate = createIdGenerator((size) => {
      const bytes = randomBytes(size);
      drawn.push(Buffer.from(bytes));
      return bytes;
    });
    const ids = Array.from({ length: 1_000 }, generate);
    const used = Buffer.concat(ids.map(decode));
    expect(used.equals(Buffer.concat(drawn).subarray(0, used.length))).toBe(true);
    expect(drawn.length).toBeLessThan(20);
  });

  it("does not repeat itself in 100,000, and no bit leans to a side", () => {
    const count = 100_000;
    const generate = createIdGenerator(randomBytes);
    const seen = new Set<string>();
    const ones = new Array<number>(120).fill(0);
    for (let left = count; left > 0; left--) {
      const id = generate();
      seen.add(id);
      const bytes = decode(id);
      for (let bit = 0; bit < 120; bit++) ones[bit]! += (bytes[bit >> 3]! >> (bit & 7)) & 1;
    }
    expect(seen.size).toBe(count);
    // Seven standard deviations: one false alarm in thousands of millions of runs.
    const tolerance = (7 * Math.sqrt(count)) / 2;
    for (const number of ones) expect(Math.abs(number - count / 2)).toBeLessThan(tolerance);
  });

  it("refuses a source that gives fewer bytes than it was asked for", () => {
    expect(() => createIdGenerator(() => new Uint8Array(3))()).toThrow("got 3");
  });

  it("passes on what the source throws, and works again afterwards", () => {
    let fails = true;
    const generate = createIdGenerator((size) => {
      if (fails) throw new Error("no entropy");
      return randomBytes(size);
    });
    expect(generate).toThrow("no entropy");
    fails = false;
    expect(generate()).toHaveLength(20);
  });
});
