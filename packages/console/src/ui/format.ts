const UNITS = ["B", "KB", "MB", "GB"];

/** "999 B", "1.2 KB", "340 MB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** "12 ms", "1.4 s", "3 min", "2 h". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** "12:30:05.123", in the reader's time zone. */
export function formatTime(at: number): string {
  return `${TIME.format(at)}.${String(Math.floor(at) % 1000).padStart(3, "0")}`;
}

/** "12,345". */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString("en-GB");
}
