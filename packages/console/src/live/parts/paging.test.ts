import { describe, expect, it } from "vitest";
import { formatAge } from "./format-age.ts";
import { describePage, pageStart } from "./paging.ts";

describe("pageStart", () => {
  it.each([
    [0, 0, 0],
    [0, 117, 0],
    [50, 117, 50],
    [60, 117, 50],
    [150, 117, 100],
    [50, 50, 0],
  ])("of row %d of %d is %d", (offset, total, start) => expect(pageStart(offset, total)).toBe(start));
});

describe("describePage", () => {
  it.each([
    [0, 0, "No sockets"],
    [0, 1, "1 socket"],
    [0, 50, "50 sockets"],
    [50, 10_000, "51 to 100 of 10,000 sockets"],
    [100, 117, "101 to 117 of 117 sockets"],
  ])("at %d of %d", (offset, total, text) => expect(describePage(offset, total, "socket")).toBe(text));
});

describe("formatAge", () => {
  it.each([
    [-5, "1 s"],
    [9_400, "9 s"],
    [59_400, "59 s"],
    [60_000, "1 min"],
    [7_300_000, "2 h"],
  ])("%d is %s", (milliseconds, text) => expect(formatAge(milliseconds)).toBe(text));
});
