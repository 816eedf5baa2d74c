import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { parseTargetQuery } from "../../http/request-target.ts";
import type { EngineRequest } from "../../ports/index.ts";
import type { UwsHttpRequest, UwsHttpResponse } from "./uws-api.ts";

/** What is known of the other end. */
export interface UwsPeer {
  readonly remoteAddress: string;
}

/** A request as applications and middlewares see it: what of Node's `IncomingMessage` there is on this host. */
export interface UwsRequest extends EngineRequest {
  /** In upper case. */
  readonly method: string;
  /** With the query, as on Node. */
  readonly url: string;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly connection: UwsPeer;
  /** The same as `connection`. There is no socket to be had. */
  readonly socket: UwsPeer;
}

/** Copies a request, which is gone when the handler returns. */
export function copyRequest(response: UwsHttpResponse, request: UwsHttpRequest): UwsRequest {
  const query = request.getQuery();
  const url = query === undefined || query === "" ? request.getUrl() : `${request.getUrl()}?${query}`;
  const peer: UwsPeer = { remoteAddress: Buffer.from(response.getRemoteAddressAsText()).toString() };
  return {
    method: request.getMethod().toUpperCase(),
    url,
    headers: copyHeaders(request),
    _query: parseTargetQuery(url),
    connection: peer,
    socket: peer,
  };
}

/** For the signature of a middleware. */
export function asIncoming(request: UwsRequest): IncomingMessage {
  return request as unknown as IncomingMessage;
}

/** An ordinary object, because applications call its methods; `__proto__` is a name like any other. */
function copyHeaders(request: UwsHttpRequest): Record<string, string> {
  const headers = new Map<string, string>();
  request.forEach((name, value) => {
    const before = headers.get(name);
    // RFC 9110 5.3: a header that comes twice is a list; RFC 6265 5.4 has another separator for its own.
    headers.set(name, before === undefined ? value : `${before}${name === "cookie" ? "; " : ", "}${value}`);
  });
  return Object.fromEntries(headers);
}
