import type { BodyEncoding, HttpExchange, ResponseHeaders } from "../../ports/index.ts";

/** What decides on the headers of a response that carries packets. */
export interface PayloadResponse {
  readonly contentType: string;
  readonly contentLength: number;
  readonly encoding: BodyEncoding | undefined;
  readonly isScript: boolean;
}

/**
 * The headers of a response that carries packets. Names, their case and their order are what applications see in the
 * `headers` event, and what clients have always been sent.
 */
export function payloadHeaders(exchange: HttpExchange, response: PayloadResponse): ResponseHeaders {
  const isOldBrowser = isInternetExplorer(exchange);
  if (response.encoding === undefined && !isOldBrowser && !response.isScript) {
    return {
      "Content-Type": response.contentType,
      "Content-Length": response.contentLength,
      "cache-control": "no-store",
    };
  }
  const headers: ResponseHeaders = {
    "Content-Type": response.contentType,
    "Content-Length": response.contentLength,
  };
  if (response.encoding !== undefined) headers["Content-Encoding"] = response.encoding;
  if (response.isScript) headers["X-Content-Type-Options"] = "nosniff";
  if (isOldBrowser) headers["X-XSS-Protection"] = "0";
  headers["cache-control"] = "no-store";
  return headers;
}

/** The headers of the response that confirms a POST. `text/html`, so that an iframe can show it. */
export function confirmationHeaders(exchange: HttpExchange): ResponseHeaders {
  if (!isInternetExplorer(exchange)) {
    return { "Content-Type": "text/html", "Content-Length": "2", "cache-control": "no-store" };
  }
  return {
    "Content-Type": "text/html",
    "Content-Length": "2",
    "X-XSS-Protection": "0",
    "cache-control": "no-store",
  };
}

/** Refuses a request, without a body: the status says it all. */
export function refuse(exchange: HttpExchange, status: 400 | 408 | 413): void {
  exchange.respond(status, {}, "");
}

/** Neither GET nor POST. */
export function refuseMethod(exchange: HttpExchange): void {
  exchange.respond(405, { Allow: "GET, POST" }, "");
}

/** There is no room for one more body at present. */
export function refuseForNow(exchange: HttpExchange): void {
  exchange.respond(503, { "Retry-After": "1" }, "");
}

/** Its filter against cross-site scripting mangles payloads that look like markup. */
function isInternetExplorer(exchange: HttpExchange): boolean {
  const userAgent = exchange.header("user-agent");
  return userAgent !== undefined && (userAgent.includes(";MSIE") || userAgent.includes("Trident/"));
}
