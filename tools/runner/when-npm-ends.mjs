const INTERVAL_MS = 500;

/**
 * Calls back when the npm that started us is gone: between it and us there may be a shell that does not pass a signal on,
 * and nothing must be left behind.
 *
 * @param {() => void} callback
 */
export function whenNpmEnds(callback) {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, INTERVAL_MS);
  timer.unref();
}
