/**
 * What the parts of the server ask of each other and of their host: the interfaces that a new transport or host implements.
 *
 * @module
 */
export type { BodyCompressor, BodyEncoding } from "./body-compressor.ts";
export type { Clock } from "./clock.ts";
export type { Deadline, Deadlines } from "./deadlines.ts";
export type { BodyReceiver, EngineRequest, HttpExchange, Query, ResponseHeaders } from "./http-exchange.ts";
export type { RequestTransport, ServerTransport, TransportOwner } from "./transport.ts";
export {
  engineErrorCodes,
  engineErrorMessages,
  overloaded,
  refusal,
  type EngineErrorCode,
  type Refusal,
} from "./engine-errors.ts";
