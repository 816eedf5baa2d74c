import type { BodyCompressor, Clock, Deadlines, HttpExchange, ResponseHeaders } from "../../ports/index.ts";

/** A body's part of the memory that all bodies share, or its place in the queue for one. */
export interface BodyReservation {
  /** Gives it back, or stops waiting. Calling it again does nothing. */
  release(): void;
}

/** The memory that the request bodies of a server share. */
export interface BodyBudget {
  /**
   * Asks for so many bytes.
   *
   * @param granted - called when the body may be read; perhaps before this returns
   * @returns `undefined` when too many wait already
   */
  reserve(bytes: number, granted: (reservation: BodyReservation) => void): BodyReservation | undefined;
}

/** What all polling transports of a server share. */
export interface PollingContext {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly intake: BodyBudget;
  /** Absent: responses are not compressed. */
  readonly compressor?: BodyCompressor | undefined;
  /** The most bytes that the body of a POST may have. */
  readonly maxHttpBufferSize: number;
  /** The most pings, pongs and noops that one POST may bring. */
  readonly maxControlPerPayload: number;
  /** The most packets of any kind that one POST may bring. */
  readonly maxPacketsPerPayload: number;
  /** May old browsers poll with script tags (`j` in the query)? */
  readonly allowJsonp: boolean;
  /** The headers of a response that carries packets or confirms some, before they are sent. They may be changed. */
  onHeaders(headers: ResponseHeaders, exchange: HttpExchange, isInitial: boolean): void;
}
