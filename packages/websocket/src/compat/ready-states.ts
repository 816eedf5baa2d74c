/** The states of a WebSocket, as the WHATWG interface names and numbers them. */
const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;

/** Defines the constants the way interfaces of the web platform have them: visible, not to be changed. */
export function defineReadyStates(target: object): void {
  for (const [name, value] of Object.entries(STATES))
    Object.defineProperty(target, name, { value, enumerable: true });
}

/** Makes accessors of a class visible, as those of interfaces of the web platform are. */
export function makeEnumerable(prototype: object, names: readonly string[]): void {
  for (const name of names) Object.defineProperty(prototype, name, { enumerable: true });
}
