import type { Listener } from "./catch-all-emitter.ts";

/** What can be listened to, whatever the types of its events are. */
interface Listenable {
  on(event: never, listener: never): unknown;
  off(event: never, listener: never): unknown;
}

/** Listens to several events, until the function is called that it returns. */
export const subscribe = (
  emitter: Listenable,
  listeners: Readonly<Record<string, Listener>>,
): (() => void) => {
  const change = (method: "on" | "off"): void => {
    for (const [event, listener] of Object.entries(listeners))
      emitter[method](event as never, listener as never);
  };
  change("on");
  return () => change("off");
};
