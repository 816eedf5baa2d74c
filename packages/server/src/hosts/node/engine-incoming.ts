import type { IncomingMessage, ServerResponse } from "node:http";

/** Node's request with what users of engine.io find on it. */
export interface EngineIncoming extends IncomingMessage {
  /** The parsed query. */
  _query: Record<string, string>;
  /** The response that belongs to it; over HTTP only. */
  res?: ServerResponse;
}
