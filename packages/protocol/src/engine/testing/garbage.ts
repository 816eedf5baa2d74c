import fc from "fast-check";
import { expect } from "vitest";
import type { Dialect } from "../dialect.ts";
import {
  describePacket,
  isDefinedAnswer,
  nearlyBinaryPayload,
  nearlyPayload,
  readAll,
} from "./codec-arbitraries.ts";

/** Garbage has a defined answer, an error is the last one, and `other`, which has another byte codec, gives the same. */
export function checkGarbage(dialect: Dialect, other: Dialect): void {
  const payloads = fc.oneof(nearlyPayload, nearlyBinaryPayload, fc.uint8Array());
  fc.assert(
    fc.property(payloads, (payload) => {
      expect(isDefinedAnswer(dialect.decodeFrame(payload))).toBe(true);
      const all = readAll(dialect.readPayload(payload), payload.length + 1);
      expect(all.every(isDefinedAnswer)).toBe(true);
      expect(all.slice(0, -1).some((decoded) => "code" in decoded)).toBe(false);
      const same = readAll(other.readPayload(payload));
      expect(all.map(describePacket)).toEqual(same.map(describePacket));
    }),
    { numRuns: 2000 },
  );
}
