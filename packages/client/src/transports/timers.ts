/** What {@link installTimerFunctions} gives to an object. */
export interface Timers {
  setTimeoutFn: typeof setTimeout;
  clearTimeoutFn: typeof clearTimeout;
}

/** The timers of before a mock clock came. */
const native = { setTimeout, clearTimeout };

/** Gives an object the timers that it shall use: those of the page at this moment, or the native ones. */
export const installTimerFunctions = (
  target: object,
  opts: { useNativeTimers?: boolean | undefined },
): void => {
  const timers = opts.useNativeTimers ? native : globalThis;
  (target as Timers).setTimeoutFn = timers.setTimeout.bind(globalThis);
  (target as Timers).clearTimeoutFn = timers.clearTimeout.bind(globalThis);
};
