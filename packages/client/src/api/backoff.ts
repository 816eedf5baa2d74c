/** How long to wait before reconnecting: some of the options of a Manager. */
export interface Backoff {
  readonly reconnectionDelay: number;
  readonly reconnectionDelayMax: number;
  readonly randomizationFactor: number;
}

/** What a timer can count to: more would fire at once. */
const longestTimer = 0x7fff_ffff;

/**
 * Milliseconds to wait after so many failures: twice as long each time, up to a maximum, more or less by chance. The first
 * decimal of the random number decides whether it is more or less, as in the published client; there the maximum holds
 * for the result (`capsResult`), so that all clients of a server that is away for long come back in step.
 */
export const backoffDelay = (
  { reconnectionDelay, reconnectionDelayMax, randomizationFactor }: Backoff,
  failures: number,
  capsResult: boolean,
): number => {
  const random = Math.random();
  // More doublings than that no timer could wait for, and infinity cannot be reckoned with.
  let delay = reconnectionDelay * 2 ** Math.min(failures, 31);
  if (!capsResult) delay = Math.min(delay, reconnectionDelayMax);
  const deviation = Math.floor(random * randomizationFactor * delay);
  delay += (random * 10) & 1 ? deviation : -deviation;
  return Math.min(delay, capsResult ? reconnectionDelayMax : Infinity, longestTimer);
};
