import { Emitter as UntypedEmitter } from "@sockeye/protocol/emitter";
import type { EventNames, EventParams, EventsMap, ListenableNames, ListenerOf } from "./typed-events.ts";

/** What client, managers and transports emit their events with: the methods that users of socket.io-client know. */
export interface TypedEmitter<
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  ReservedEvents extends EventsMap,
> {
  /** Calls a listener for each event of that name. */
  on<Name extends ListenableNames<ReservedEvents, ListenEvents>>(
    event: Name,
    listener: ListenerOf<ReservedEvents, ListenEvents, Name>,
  ): this;
  /** The same as {@link TypedEmitter.on}. */
  addEventListener<Name extends ListenableNames<ReservedEvents, ListenEvents>>(
    event: Name,
    listener: ListenerOf<ReservedEvents, ListenEvents, Name>,
  ): this;
  /** Calls a listener for the next event of that name. */
  once<Name extends ListenableNames<ReservedEvents, ListenEvents>>(
    event: Name,
    listener: ListenerOf<ReservedEvents, ListenEvents, Name>,
  ): this;
  /** Removes a listener, or all of an event, or all. */
  off<Name extends ListenableNames<ReservedEvents, ListenEvents>>(
    event?: Name,
    listener?: ListenerOf<ReservedEvents, ListenEvents, Name>,
  ): this;
  /** The same as {@link TypedEmitter.off}. */
  removeListener<Name extends ListenableNames<ReservedEvents, ListenEvents>>(
    event?: Name,
    listener?: ListenerOf<ReservedEvents, ListenEvents, Name>,
  ): this;
  /** The same as {@link TypedEmitter.off}. */
  removeEventListener<Name extends ListenableNames<ReservedEvents, ListenEvents>>(
    event?: Name,
    listener?: ListenerOf<ReservedEvents, ListenEvents, Name>,
  ): this;
  /** The same as {@link TypedEmitter.off} without a listener. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as in the published types
  removeAllListeners<Name extends ListenableNames<ReservedEvents, ListenEvents>>(event?: Name): this;
  /** Calls those that listen. */
  emit<Name extends EventNames<EmitEvents>>(event: Name, ...args: EventParams<EmitEvents, Name>): this;
  /** @internal Emits an event that the class emits itself, even where `emit` sends. */
  emitReserved<Name extends EventNames<ReservedEvents>>(
    event: Name,
    ...args: EventParams<ReservedEvents, Name>
  ): this;
  /** @internal The same, by a name that is short in the bundles. */
  _emit<Name extends EventNames<ReservedEvents>>(
    event: Name,
    ...args: EventParams<ReservedEvents, Name>
  ): this;
  /** Those that are called for an event. */
  listeners<Name extends ListenableNames<ReservedEvents, ListenEvents>>(
    event: Name,
  ): ListenerOf<ReservedEvents, ListenEvents, Name>[];
  /** Is anything called for an event? */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as in the published types
  hasListeners<Name extends ListenableNames<ReservedEvents, ListenEvents>>(event: Name): boolean;
}

/** The emitter of the protocol core with the types above. */
export const Emitter = UntypedEmitter as unknown as new <
  ListenEvents extends EventsMap,
  EmitEvents extends EventsMap,
  // oxlint-disable-next-line typescript/no-generated-empty-object-type -- no events but those of the user
  ReservedEvents extends EventsMap = Record<never, never>,
>() => TypedEmitter<ListenEvents, EmitEvents, ReservedEvents>;
