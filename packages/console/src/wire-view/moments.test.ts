import { expect, it } from "vitest";
import { barLength, calendarTime, formatMoment } from "./moments.ts";

it.each([
  [0, "0.000"],
  [12.4, "0.012"],
  [12_345, "12.345"],
  [59_999.6, "1:00.000"],
  [125_007, "2:05.007"],
  [-3, "0.000"],
])("formats %d as %s", (milliseconds, text) => expect(formatMoment(milliseconds)).toBe(text));

it("draws longer bars for longer times, and none longer than its column", () => {
  const lengths = [0, 5, 50, 5000, 25_000, 90_000].map(barLength);
  expect(lengths).toEqual(lengths.toSorted((one, other) => one - other));
  expect(lengths[0]).toBe(0);
  expect(lengths.at(-1)).toBe(1);
});

it("tells times of the page from times of the calendar", () => {
  expect(calendarTime(5, 1_700_000_000_000)).toBe(1_700_000_000_005);
  expect(calendarTime(1_700_000_000_005, 1)).toBe(1_700_000_000_005);
});
