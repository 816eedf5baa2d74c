import type { WireRecord } from "../wire/index.ts";

type WithoutPlaceAndTime<R> = R extends WireRecord ? Omit<R, "id" | "at"> : never;

/** A record before it is written down: where and when is not up to who reports it. */
export type NewRecord = WithoutPlaceAndTime<WireRecord>;

/** What a record may turn out to have later on. */
export type Growth = Partial<
  Omit<Extract<WireRecord, { readonly kind: "http" }>, "id" | "at" | "kind"> &
    Omit<Extract<WireRecord, { readonly kind: "opening" }>, "id" | "at" | "kind">
>;

/** Writes down what goes over the wire of one connection. */
export interface WireRecorder {
  /** Writes something new down, and gives the number under which it may grow. */
  add(record: NewRecord): number;
  grow(id: number, growth: Growth): void;
}
