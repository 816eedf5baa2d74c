import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BodyMemory } from "./body-memory.ts";

describe("the memory of a body", () => {
  it("holds what was appended, whatever the pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (pieces) => {
        const memory = new BodyMemory(10_000);
        for (const piece of pieces) memory.append(piece);
        expect(memory.content.equals(Buffer.concat(pieces))).toBe(true);
        expect(memory.length).toBe(memory.content.length);
      }),
    );
  });

  it("grows with what comes: never to more than twice of it, and not beyond the limit", () => {
    const memory = new BodyMemory(1000);
    let largest = 0;
    for (let bytes = 1; bytes <= 1000; bytes++) {
      memory.append(Uint8Array.of(bytes));
      expect(memory.capacity).toBeLessThanOrEqual(Math.min(1000, 2 * bytes));
      largest = Math.max(largest, memory.capacity);
    }
    expect(largest).toBe(1000);
  });

  it("is empty when it was cleared", () => {
    const memory = new BodyMemory(10);
    memory.append(Uint8Array.of(1, 2));
    memory.clear();
    expect([memory.length, memory.capacity, memory.content.length]).toEqual([0, 0, 0]);
  });
});
