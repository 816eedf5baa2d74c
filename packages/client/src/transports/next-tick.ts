/**
 * Calls when what runs now has ended: who has sent or created something can listen before. Not by a timer, nor by
 * queueMicrotask, which users' mock clocks hold back.
 */
export const nextTick = (callback: () => void, _setTimeoutFn?: unknown): void => {
  void Promise.resolve().then(callback);
};
