/** Since the start, to the millisecond: "0.012", "12.345", "2:05.007". */
export function formatMoment(milliseconds: number): string {
  const rounded = Math.max(0, Math.round(milliseconds));
  const minutes = Math.floor(rounded / 60_000);
  const seconds = ((rounded % 60_000) / 1000).toFixed(3);
  return minutes === 0 ? seconds : `${minutes}:${seconds.padStart(6, "0")}`;
}

/** The longest that a bar tells apart; a long poll lasts 25 s by default. */
const LONGEST = 30_000;

/** How much of its column the bar of a duration takes, 0 to 1. Short ones are drawn out, so that 5 ms and 50 ms differ. */
export function barLength(milliseconds: number): number {
  return Math.sqrt(Math.min(Math.max(milliseconds, 0), LONGEST) / LONGEST);
}

/** Above it a time is one of the calendar, below it one since the page was opened. */
const CALENDAR = 1e12;

/** The time of a record as one of the calendar. */
export function calendarTime(at: number, pageOpenedAt: number): number {
  return at >= CALENDAR ? at : pageOpenedAt + at;
}
