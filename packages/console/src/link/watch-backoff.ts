import type { Manager } from "@sockeye/client";

/**
 * Tells how long a Manager waits before its next attempt. It tells nobody itself, and chance has a part in it, so that the
 * timer is watched that it sets when a connection was lost or could not be made.
 */
export function watchBackoff(manager: Manager, onWait: (milliseconds: number) => void): void {
  const { setTimeoutFn } = manager;
  let isLost = false;
  manager.on("close", () => (isLost = true));
  manager.on("error", () => (isLost = true));
  manager.on("open", () => (isLost = false));
  const watched = (callback: () => void, milliseconds: number): ReturnType<typeof setTimeout> => {
    // Timers of acknowledgements go the same way, but not before that of the attempt.
    if (isLost && manager._reconnecting) {
      isLost = false;
      onWait(milliseconds);
    }
    return setTimeoutFn(callback, milliseconds);
  };
  Object.assign(manager, { setTimeoutFn: watched });
}
