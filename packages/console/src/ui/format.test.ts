import { describe, expect, it } from "vitest";
import { formatBytes, formatCount, formatDuration, formatTime } from "./format.ts";

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1200, "1.2 KB"],
    [340_000_000, "340 MB"],
    [5_000_000_000_000, "5000 GB"],
  ])("%d is %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe("formatDuration", () => {
  it.each([
    [0.25, "0.3 ms"],
    [12, "12 ms"],
    [1400, "1.4 s"],
    [59_000, "59 s"],
    [200_000, "3 min"],
    [7_300_000, "2 h"],
    [200_000_000, "2 d"],
  ])("%d is %s", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
});

it("formats times to the millisecond, and counts with separators", () => {
  expect(formatTime(1_700_000_000_007)).toMatch(/^\d\d:\d\d:\d\d\.007$/);
  expect(formatCount(12_345.4)).toBe("12,345");
});
