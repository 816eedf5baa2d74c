/** How long to wait before reconnecting: some of the options of a Manager. */
export interface Backoff {
  readonly reconnectionDelay: number;
  readonly reconnectionDelayMax: number;
  readonly randomizationFactor: number;
}

/** What a timer can count to: more would fire at once, and infinity cannot be reckoned with. */
const longestTimer = 2e9;

/**
 * Milliseconds to wait after so many failures: twice as long each time, up to a maximum, more or less by chance. The first
 * decimal of the random number decides whether it is more or less, as in the published client; there the maximum holds
 * for the result (`capsResult`), so that all clients of a server that is away for long come back in step.
 */
export const backoffDelay = (options: Backoff, failures: number, capsResult: boolean): number => {
  const random = Math.random();
  const cap = (delay: number, isHere: boolean): number =>
    Math.min(delay, longestTimer, isHere ? options.reconnectionDelayMax : delay);
  const delay = cap(options.reconnectionDelay * 2 ** failures, !capsResult);
  const deviation = Math.floor(random * options.randomizationFactor * delay);
  return cap(delay + ((random * 10) & 1 ? deviation : -deviation), capsResult);
};
