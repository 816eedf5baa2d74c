import { Buffer } from "node:buffer";

import { engineErrorMessages, type Refusal, type ResponseHeaders } from "../ports/index.ts";

/** A whole answer, ready for `HttpExchange.respond`. */
export interface Answer {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: string;
}

/** What the peer gets to know of a refusal. */
export type PublicRefusal = Pick<Refusal, "code" | "message" | "status">;

/** After how many seconds a client that was sent away by a server with too much to do may come back. */
const RETRY_AFTER = 1;

/** The body of a refusal over HTTP. */
export function encodeErrorBody({ code, message }: Pick<Refusal, "code" | "message">): string {
  return JSON.stringify({ code, message: textOf(code, message) });
}

/** A refusal over HTTP. A 503 says when to come back. */
export function createErrorAnswer(refusal: PublicRefusal): Answer {
  const body = encodeErrorBody(refusal);
  const headers: ResponseHeaders = {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
  };
  if (refusal.status === 503) headers["Retry-After"] = RETRY_AFTER;
  return { status: refusal.status, headers, body };
}

/**
 * A refusal of an upgrade, as bytes for the socket, which is to be closed after it. As with engine.io, the status is 400
 * for every code, 4 included, the body is the plain text, and `Content-type` is spelled like that.
 */
export function encodeUpgradeRefusal({ code, message, status }: PublicRefusal): string {
  const body = textOf(code, message);
  const head =
    status === 503
      ? `HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: ${RETRY_AFTER}\r\n`
      : "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n";
  return `${head}Content-type: text/html\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** An application may have given an empty text, or something that is none. */
function textOf(code: Refusal["code"], message: unknown): string {
  return typeof message === "string" && message !== "" ? message : engineErrorMessages[code];
}
