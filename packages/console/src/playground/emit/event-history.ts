import { signal } from "@preact/signals";

/** More would be a list nobody reads. */
export const MAX_REMEMBERED = 30;

/** Names of events that were emitted, the last one first. */
export const eventHistory = signal<readonly string[]>([]);

/** Puts a name in front of those that were emitted before. */
export function rememberEvent(history: readonly string[], name: string): readonly string[] {
  return [name, ...history.filter((one) => one !== name)].slice(0, MAX_REMEMBERED);
}
