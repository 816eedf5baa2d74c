import { formatDuration } from "../../ui/index.ts";

/** "9 s", "3 min": how long something has been there, in whole seconds, and never less than one. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds < 60 ? `${seconds} s` : formatDuration(milliseconds);
}
