// oxlint-disable typescript/no-explicit-any -- as in the published types: what an event carries is up to its map
/** Names of events, each with the type of its listener. */
export interface EventsMap {
  [event: string]: any;
}

/** What is meant when no map is given: any name, any data. */
export interface DefaultEventsMap {
  [event: string]: (...args: any[]) => void;
}

/** The names in a map of events. */
export type EventNames<Map extends EventsMap> = keyof Map & (string | symbol);

/** What the listener of an event receives: what its emitter has to pass. */
export type EventParams<Map extends EventsMap, Name extends EventNames<Map>> = Parameters<Map[Name]>;

/** The names of events that may be listened to: those that the class emits itself, and those of the user. */
export type ListenableNames<Reserved extends EventsMap, Listen extends EventsMap> =
  | EventNames<Reserved>
  | EventNames<Listen>;

/** The listener of such an event. Of a name that is in neither map nothing is known. */
export type ListenerOf<
  Reserved extends EventsMap,
  Listen extends EventsMap,
  Name extends ListenableNames<Reserved, Listen>,
> = OrUntyped<
  Name extends EventNames<Reserved> ? Reserved[Name] : Name extends EventNames<Listen> ? Listen[Name] : never
>;

type OrUntyped<Type> = [Type] extends [never] ? (...args: any[]) => void | Promise<void> : Type;
