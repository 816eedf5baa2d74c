import { EventEmitter } from "node:events";

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

type AnyFunction = (...args: any[]) => any;

/** `any` is the only type to which an intersection with `1` makes no difference for a supertype of `0`. */
type IfAny<Type, Yes, No> = 0 extends Type & 1 ? Yes : No;

type LastParam<Map extends EventsMap, Name extends EventNames<Map>> = Last<Parameters<Map[Name]>>;

/**
 * `Yes` for a map in which some event is untyped, or ends in an argument of type `any`: that one may be an
 * acknowledgement or not, and it is deliberately asked of all names at once, because existing code compiles that way.
 */
type IfUntyped<Map extends EventsMap, Name extends EventNames<Map>, Yes, No> = IfAny<
  LastParam<Map, Name> | Map[Name],
  Yes,
  No
>;

/** The names of the events whose last argument is an acknowledgement. */
export type EventNamesWithAck<
  Map extends EventsMap,
  Name extends EventNames<Map> = EventNames<Map>,
> = IfUntyped<Map, Name, Name, NamesWithTypedAck<Map, Name>>;

type NamesWithTypedAck<Map extends EventsMap, Name extends EventNames<Map>> = Name extends unknown
  ? Parameters<Map[Name]> extends never[]
    ? never
    : LastParam<Map, Name> extends AnyFunction
      ? Name
      : never
  : never;

/** The names of the events whose last argument is data, and of those without arguments. */
export type EventNamesWithoutAck<
  Map extends EventsMap,
  Name extends EventNames<Map> = EventNames<Map>,
> = IfUntyped<Map, Name, Name, Exclude<Name, NamesWithTypedAck<Map, Name>>>;

/** The names of the events whose acknowledgement gets an error first, as `timeout()` makes them. */
export type EventNamesWithError<
  Map extends EventsMap,
  Name extends EventNamesWithAck<Map> = EventNamesWithAck<Map>,
> = IfUntyped<Map, Name, Name, NamesWithTypedError<Map, Name>>;

type NamesWithTypedError<Map extends EventsMap, Name extends EventNames<Map>> = Name extends unknown
  ? ParametersOrNever<LastParam<Map, Name>>[0] extends Error
    ? Name
    : never
  : never;

type ParametersOrNever<Type> = Type extends (...args: infer Params) => any ? Params : never;

/** The events that can be emitted to many peers without asking for answers. */
export type RemoveAcknowledgements<Map extends EventsMap> = {
  [Name in EventNamesWithoutAck<Map>]: Map[Name];
};

/** The names of the events of an application, and of those that the emitter itself emits. */
export type ReservedOrUserEventNames<ReservedEvents extends EventsMap, UserEvents extends EventsMap> =
  | EventNames<ReservedEvents>
  | EventNames<UserEvents>;

/** The listener of an event; where both maps have the name, the emitter's own wins. */
export type ReservedOrUserListener<
  ReservedEvents extends EventsMap,
  UserEvents extends EventsMap,
  Name extends ReservedOrUserEventNames<ReservedEvents, UserEvents>,
> = OrUntypedListener<
  Name extends EventNames<ReservedEvents>
    ? ReservedEvents[Name]
    : Name extends EventNames<UserEvents>
      ? UserEvents[Name]
      : never
>;

/** In generic code the compiler may find no listener at all (`never`), which nothing could be assigned to. */
type OrUntypedListener<Listener> = [Listener] extends [never]
  ? (...args: any[]) => void | Promise<void>
  : Listener;

/** Whatever emits typed events, an `EventEmitter` or not. */
export interface TypedEventBroadcaster<EmitEvents extends EventsMap> {
  emit<Name extends EventNames<EmitEvents>>(ev: Name, ...args: EventParams<EmitEvents, Name>): boolean;
}

/** The type of the last of several values. */
export type Last<Values extends readonly unknown[]> = Values extends readonly [infer Head, ...infer Rest]
  ? Rest extends readonly []
    ? Head
    : Last<Rest>
  : Values extends readonly (infer Element)[]
    ? Element
    : never;

/** All of several values but the last. */
export type AllButLast<Values extends any[]> = Values extends [...infer Rest, unknown] ? Rest : any[];

/** What comes after the error, or first where there is none. */
export type FirstNonErrorTuple<Values extends unknown[]> = Values[0] extends Error ? Values[1] : Values[0];

/** What an acknowledgement resolves to. */
export type FirstNonErrorArg<Ack> = Ack extends (...args: infer Params) => any
  ? FirstNonErrorTuple<Params>
  : any;

/** Each value many times. */
export type MultiplyArray<Values extends unknown[]> = { [Index in keyof Values]: Values[Index][] };

/** The first of several values: what is left is matched again, so that its label survives. */
type OnlyFirst<Values extends any[]> = Values extends []
  ? []
  : Values extends [any, ...infer Rest]
    ? Values extends [...infer First, ...Rest]
      ? First
      : never
    : never;

/** Arguments of an event, its acknowledgement getting an error first (unless it does already). */
export type PrependTimeoutError<Args extends any[]> = {
  [Index in keyof Args]: Args[Index] extends (...args: infer Params) => infer Result
    ? Params[0] extends Error
      ? Args[Index]
      : (err: Error, ...args: Params) => Result
    : Args[Index];
};

/** Arguments of an event, its acknowledgement getting the first value of every answer. */
export type ExpectMultipleResponses<Args extends any[]> = {
  [Index in keyof Args]: Args[Index] extends (...args: infer Params) => infer Result
    ? Params extends [Error] // or any, of which nothing could be inferred below
      ? (err: Error) => Result
      : Params extends [Error, ...infer Values]
        ? (err: Error, ...args: OnlyFirst<MultiplyArray<Values>>) => Result
        : (...args: OnlyFirst<MultiplyArray<Params>>) => Result
    : Args[Index];
};

/**
 * Events after `timeout()`: the sender's acknowledgement has an error first, which the receiver knows nothing of.
 *
 * @example
 * ```ts
 * interface Events {
 *   ask: (question: string, answer: (text: string) => void) => void;
 * }
 * socket.timeout(1_000).emit("ask", "why?", (error, text) => {});
 * ```
 */
export type DecorateAcknowledgements<Events> = {
  [Name in keyof Events]: Events[Name] extends (...args: infer Params) => infer Result
    ? (...args: PrependTimeoutError<Params>) => Result
    : Events[Name];
};

/** Events that go to many: an acknowledgement gets a list. */
export type DecorateAcknowledgementsWithMultipleResponses<Events> = {
  [Name in keyof Events]: Events[Name] extends (...args: infer Params) => infer Result
    ? (...args: ExpectMultipleResponses<Params>) => Result
    : Events[Name];
};

/** Events that go to many and may time out: an acknowledgement gets an error, and a list. */
export type DecorateAcknowledgementsWithTimeoutAndMultipleResponses<Events> = {
  [Name in keyof Events]: Events[Name] extends (...args: infer Params) => infer Result
    ? (...args: ExpectMultipleResponses<PrependTimeoutError<Params>>) => Result
    : Events[Name];
};

/**
 * The types of an emitter whose events are known. `addListener`, `off` and the other methods of `EventEmitter` stay
 * as loose as they are there: so they are in socket.io.
 */
declare abstract class TypedEmitter<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  // oxlint-disable-next-line typescript/no-empty-object-type -- no events, and not every string as in `Record`
  ReservedEvents extends EventsMap = {},
>
  extends EventEmitter
  implements TypedEventBroadcaster<EmitEvents>
{
  constructor(options?: { captureRejections?: boolean | undefined });

  /** Adds a listener of an event. */
  on<Name extends ReservedOrUserEventNames<ReservedEvents, ListenEvents>>(
    ev: Name,
    listener: ReservedOrUserListener<ReservedEvents, ListenEvents, Name>,
  ): this;

  /** Adds a listener of the next such event only. */
  once<Name extends ReservedOrUserEventNames<ReservedEvents, ListenEvents>>(
    ev: Name,
    listener: ReservedOrUserListener<ReservedEvents, ListenEvents, Name>,
  ): this;

  /** Emits an event; a class may send it to its peers instead. */
  emit<Name extends EventNames<EmitEvents>>(ev: Name, ...args: EventParams<EmitEvents, Name>): boolean;

  /** Calls the listeners of one of the emitter's own events, whatever the class has made of `emit`. */
  protected emitReserved<Name extends EventNames<ReservedEvents>>(
    ev: Name,
    ...args: EventParams<ReservedEvents, Name>
  ): boolean;

  /** Calls the listeners of an event that a peer has named, whatever the class has made of `emit`. */
  protected emitUntyped(ev: string, ...args: any[]): boolean;

  /** The listeners of an event. */
  listeners<Name extends ReservedOrUserEventNames<ReservedEvents, ListenEvents>>(
    event: Name,
  ): ReservedOrUserListener<ReservedEvents, ListenEvents, Name>[];
}

/**
 * Where an emitter keeps its listeners. Node makes an object without prototype for it, which V8 takes for a hash table: more than
 * 200 bytes for each socket. One that comes from a constructor has a hidden class, and takes what its listeners take.
 */
const ListenerTable = function ListenerTable() {} as unknown as new () => object;
Object.defineProperty(ListenerTable, "prototype", { value: Object.freeze(Object.create(null) as object) });

/** Nothing but names for what `EventEmitter` does: a method that calls `super.emit` would copy the arguments of each event. */
class PlainEmitter extends EventEmitter {
  constructor(options?: { captureRejections?: boolean | undefined }) {
    super(options);
    (this as { _events?: object })._events = new ListenerTable();
  }

  static {
    // oxlint-disable-next-line typescript/unbound-method -- becomes a method again in the next line
    const local = { value: EventEmitter.prototype.emit, writable: true, configurable: true };
    Object.defineProperties(this.prototype, { emitReserved: local, emitUntyped: local });
    Object.defineProperty(this, "name", { value: "StrictEventEmitter" });
  }
}

/**
 * An `EventEmitter` with the types of its events.
 *
 * @typeParam ListenEvents - the application's events, for `on` and `once`
 * @typeParam EmitEvents - the application's events, for `emit`
 * @typeParam ReservedEvents - the events that the class itself emits, with `emitReserved`
 */
export const StrictEventEmitter = PlainEmitter as unknown as typeof TypedEmitter;

/** An instance of the class of that name. */
export type StrictEventEmitter<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  // oxlint-disable-next-line typescript/no-empty-object-type -- as above
  ReservedEvents extends EventsMap = {},
> = TypedEmitter<ListenEvents, EmitEvents, ReservedEvents>;
