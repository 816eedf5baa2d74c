export { Emitter } from "./emitter.ts";
export type { DefaultEventsMap, EventNames, EventParams, EventsMap } from "./typed-events.ts";
