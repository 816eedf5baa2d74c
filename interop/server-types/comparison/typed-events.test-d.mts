/* oxlint-disable typescript/no-explicit-any -- any is among what is compared */
import type * as our from "our-typed-events";
import type * as published from "published-typed-events";
import { same } from "../exactly.mts";

/** Events of every kind that the helper types tell apart. */
interface Zoo {
  none: () => void;
  data: (one: string, two: number) => void;
  list: (...values: number[]) => void;
  listAfter: (one: string, ...values: number[]) => void;
  listBefore: (...args: [...values: number[], answer: (text: string) => void]) => void;
  optional: (one?: string) => void;
  optionalSecond: (one: string, two?: number) => void;
  nothing: (never: never) => void;
  unknown: (value: unknown) => void;
  either: (...args: [a: string] | [b: number, c: (text: string) => void]) => void;
  ack: (answer: (text: string) => void) => void;
  ackAfter: (one: string, answer: (text: string, more: number) => void) => void;
  ackOfNothing: (answer: () => void) => void;
  ackOfList: (answer: (...values: number[]) => void) => void;
  ackOfOptional: (answer: (text?: string) => void) => void;
  ackOfAny: (answer: (value: any) => void) => void;
  ackOfAnyThings: (answer: (...values: any[]) => void) => void;
  ackOfNever: (answer: (value: never) => void) => void;
  ackOfUnknown: (answer: (value: unknown) => void) => void;
  ackOfUnion: (answer: (...args: [a: string] | [error: Error, b: number]) => void) => void;
  ackWithResult: (answer: (text: string) => Promise<number>) => boolean;
  optionalAck: (one: string, answer?: (text: string) => void) => void;
  error: (answer: (error: Error) => void) => void;
  errorAnd: (one: string, answer: (error: Error, text: string, more: number) => void) => void;
  ownError: (answer: (error: TypeError, text: string) => void) => void;
  errorOrNot: (answer: (error: Error | null, text: string) => void) => void;
  optionalError: (answer: (error?: Error) => void) => void;
  callbackFirst: (first: (text: string) => void, one: string) => void;
  twoCallbacks: (first: (text: string) => void, second: (value: number) => void) => void;
  async: (one: string) => Promise<void>;
}

interface WithSymbol {
  [Symbol.iterator]: (answer: (text: string) => void) => void;
  7: (one: string) => void;
}
interface WithPattern {
  [name: `room:${string}`]: (answer: (text: string) => void) => void;
  plain: (one: string) => void;
}
/** One untyped event changes what is known of the others. */
interface WithAny extends Zoo {
  any: any;
}
interface WithAnyArgument extends Zoo {
  anyArgument: (value: any) => void;
}
interface WithAnyList extends Zoo {
  anyList: (...values: any[]) => void;
}
type Maps = [
  Zoo,
  WithSymbol,
  WithPattern,
  WithAny,
  WithAnyArgument,
  WithAnyList,
  our.DefaultEventsMap,
  our.EventsMap,
  // oxlint-disable-next-line typescript/no-empty-object-type -- a map without events
  {},
  any,
];

same<our.DefaultEventsMap, published.DefaultEventsMap>(true);
same<our.EventsMap, published.EventsMap>(true);

// What is asked of whole maps. (Two steps: a comparison within a mapped type would be put off.)
type OurOfMaps = {
  [Index in keyof Maps]: {
    names: our.EventNames<Maps[Index]>;
    withAck: our.EventNamesWithAck<Maps[Index]>;
    withoutAck: our.EventNamesWithoutAck<Maps[Index]>;
    withError: our.EventNamesWithError<Maps[Index]>;
    without: our.RemoveAcknowledgements<Maps[Index]>;
    timeout: our.DecorateAcknowledgements<Maps[Index]>;
    multiple: our.DecorateAcknowledgementsWithMultipleResponses<Maps[Index]>;
    both: our.DecorateAcknowledgementsWithTimeoutAndMultipleResponses<Maps[Index]>;
    operator: our.DecorateAcknowledgements<our.DecorateAcknowledgementsWithMultipleResponses<Maps[Index]>>;
    twice: our.DecorateAcknowledgements<our.DecorateAcknowledgements<Maps[Index]>>;
    errorsOfOperator: our.EventNamesWithError<
      our.DecorateAcknowledgements<our.DecorateAcknowledgementsWithMultipleResponses<Maps[Index]>>
    >;
    namesWithReserved: our.ReservedOrUserEventNames<{ own: () => void }, Maps[Index]>;
  };
};
type PublishedOfMaps = {
  [Index in keyof Maps]: {
    names: published.EventNames<Maps[Index]>;
    withAck: published.EventNamesWithAck<Maps[Index]>;
    withoutAck: published.EventNamesWithoutAck<Maps[Index]>;
    withError: published.EventNamesWithError<Maps[Index]>;
    without: published.RemoveAcknowledgements<Maps[Index]>;
    timeout: published.DecorateAcknowledgements<Maps[Index]>;
    multiple: published.DecorateAcknowledgementsWithMultipleResponses<Maps[Index]>;
    both: published.DecorateAcknowledgementsWithTimeoutAndMultipleResponses<Maps[Index]>;
    operator: published.DecorateAcknowledgements<
      published.DecorateAcknowledgementsWithMultipleResponses<Maps[Index]>
    >;
    twice: published.DecorateAcknowledgements<published.DecorateAcknowledgements<Maps[Index]>>;
    errorsOfOperator: published.EventNamesWithError<
      published.DecorateAcknowledgements<published.DecorateAcknowledgementsWithMultipleResponses<Maps[Index]>>
    >;
    namesWithReserved: published.ReservedOrUserEventNames<{ own: () => void }, Maps[Index]>;
  };
};
same<OurOfMaps[0], PublishedOfMaps[0]>(true);
same<OurOfMaps[1], PublishedOfMaps[1]>(true);
same<OurOfMaps[2], PublishedOfMaps[2]>(true);
same<OurOfMaps[3], PublishedOfMaps[3]>(true);
same<OurOfMaps[4], PublishedOfMaps[4]>(true);
same<OurOfMaps[5], PublishedOfMaps[5]>(true);
same<OurOfMaps[6], PublishedOfMaps[6]>(true);
same<OurOfMaps[7], PublishedOfMaps[7]>(true);
same<OurOfMaps[8], PublishedOfMaps[8]>(true);
same<OurOfMaps[9], PublishedOfMaps[9]>(true);

// What is asked of one event.
type OurOfEvents = {
  [Name in keyof Zoo]: {
    params: our.EventParams<Zoo, Name>;
    last: our.Last<Parameters<Zoo[Name]>>;
    allButLast: our.AllButLast<Parameters<Zoo[Name]>>;
    first: our.FirstNonErrorTuple<Parameters<Zoo[Name]>>;
    resolved: our.FirstNonErrorArg<our.Last<Parameters<Zoo[Name]>>>;
    multiplied: our.MultiplyArray<Parameters<Zoo[Name]>>;
    listener: our.ReservedOrUserListener<{ none: (own: boolean) => void }, Zoo, Name>;
  };
};
type PublishedOfEvents = {
  [Name in keyof Zoo]: {
    params: published.EventParams<Zoo, Name>;
    last: published.Last<Parameters<Zoo[Name]>>;
    allButLast: published.AllButLast<Parameters<Zoo[Name]>>;
    first: published.FirstNonErrorTuple<Parameters<Zoo[Name]>>;
    resolved: published.FirstNonErrorArg<published.Last<Parameters<Zoo[Name]>>>;
    multiplied: published.MultiplyArray<Parameters<Zoo[Name]>>;
    listener: published.ReservedOrUserListener<{ none: (own: boolean) => void }, Zoo, Name>;
  };
};
same<OurOfEvents, PublishedOfEvents>(true);
same<our.FirstNonErrorArg<string>, published.FirstNonErrorArg<string>>(true);
same<our.ReservedOrUserListener<Zoo, Zoo, never>, published.ReservedOrUserListener<Zoo, Zoo, never>>(true);

// The emitter's methods, and nothing else.
type OurEmitter = our.StrictEventEmitter<WithSymbol, Zoo, { own: (at: number) => void }>;
type PublishedEmitter = published.StrictEventEmitter<WithSymbol, Zoo, { own: (at: number) => void }>;
same<keyof OurEmitter, keyof PublishedEmitter>(true);
type Reserved = { own: (at: number) => void };
declare const events: OurEmitter & PublishedEmitter;
events.on("own", (at) => at.toFixed());
same<Parameters<OurEmitter["on"]>, Parameters<PublishedEmitter["on"]>>(true);
same<Parameters<OurEmitter["once"]>, Parameters<PublishedEmitter["once"]>>(true);
same<Parameters<OurEmitter["emit"]>, Parameters<PublishedEmitter["emit"]>>(true);
same<Parameters<OurEmitter["listeners"]>, Parameters<PublishedEmitter["listeners"]>>(true);
same<ReturnType<OurEmitter["listeners"]>, ReturnType<PublishedEmitter["listeners"]>>(true);
same<our.TypedEventBroadcaster<Zoo>, published.TypedEventBroadcaster<Zoo>>(true);
export type DefaultOfReserved = our.StrictEventEmitter<Zoo, Zoo>;
export type { Reserved };
