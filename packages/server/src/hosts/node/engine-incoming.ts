import type { IncomingMessage, ServerResponse } from "node:http";

/** Node's request with what users of engine.io find on it. */
export interface EngineIncoming extends IncomingMessage {
  /** The parsed query. */
  _query: Record<string, string>;
  /** The response that belongs to it; over HTTP only. */
  res?: ServerResponse;
}

/** Adds to a request what users of engine.io find on it. */
export function exposeRequest(
  request: IncomingMessage,
  response: ServerResponse | undefined,
  query: Record<string, string>,
): EngineIncoming {
  const exposed = request as EngineIncoming;
  exposed._query ??= query;
  if (response !== undefined) exposed.res ??= response;
  return exposed;
}
