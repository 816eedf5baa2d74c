import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { createHash, randomBytes } from "node:crypto";

/** What is asked of a server. */
export interface ProbeRequest {
  readonly url: URL;
  /** The page that the question is for, as its browser would say it. */
  readonly origin?: string | undefined;
  /** Sent by POST, where there is one. */
  readonly body?: string;
  /** Take any certificate: only the fact of an answer counts. */
  readonly trustsAnybody?: boolean;
  /** Ends the whole diagnosis. */
  readonly signal: AbortSignal;
}

/** What came back. */
export interface ProbeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** The first part of it, byte by byte. */
  readonly body: string;
}

/** Nothing came back: the code of the error, `TIMEOUT` where there was none in time. */
export interface ProbeFailure {
  readonly code: string;
}

export const TIMEOUT = "TIMEOUT";
const TIMEOUT_MILLISECONDS = 5_000;
const MAX_BODY = 64 * 1024;
const WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** One request over a connection of its own. Never rejects. */
export function probe(request: ProbeRequest): Promise<ProbeAnswer | ProbeFailure> {
  const { body } = request;
  return body === undefined
    ? exchange(request, {})
    : exchange(request, { method: "POST", headers: { "Content-Type": "text/plain;charset=UTF-8" } });
}

/** Asks for a WebSocket. Status 101 is given only where the server has really understood. Never rejects. */
export async function probeUpgrade(request: ProbeRequest): Promise<ProbeAnswer | ProbeFailure> {
  const key = randomBytes(16).toString("base64");
  const outcome = await exchange(request, {
    headers: {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Key": key,
      "Sec-WebSocket-Version": "13",
    },
  });
  if (isFailure(outcome) || outcome.status !== 101) return outcome;
  return outcome.headers["sec-websocket-accept"] === acceptFor(key) ? outcome : { ...outcome, status: 0 };
}

export function isFailure(outcome: ProbeAnswer | ProbeFailure): outcome is ProbeFailure {
  return "code" in outcome;
}

interface ExchangeOptions {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
}

function exchange(
  { url, origin, body, trustsAnybody = false, signal }: ProbeRequest,
  { method = "GET", headers = {} }: ExchangeOptions,
): Promise<ProbeAnswer | ProbeFailure> {
  const options = {
    method,
    headers: origin === undefined ? headers : { ...headers, Origin: origin },
    agent: false,
    rejectUnauthorized: !trustsAnybody,
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]),
  };
  return new Promise((resolve) => {
    const outgoing = url.protocol === "https:" ? requestHttps(url, options) : requestHttp(url, options);
    const settle = ({ statusCode = 0, headers: received }: IncomingMessage, text: string): void => {
      resolve({ status: statusCode, headers: received, body: text });
      outgoing.destroy();
    };
    outgoing.on("error", (error) => resolve({ code: codeOf(error) }));
    outgoing.on("upgrade", (response, socket) => {
      socket.destroy();
      settle(response, "");
    });
    outgoing.on("response", (response) => readBody(response, (text) => settle(response, text)));
    outgoing.end(body);
  });
}

/** As far as it comes, and no further than is needed. Some servers never end what they say. */
function readBody(response: IncomingMessage, done: (body: string) => void): void {
  let body = "";
  response.setEncoding("latin1");
  response.on("data", (chunk: string) => {
    body += chunk;
    if (body.length >= MAX_BODY) done(body.slice(0, MAX_BODY));
  });
  response.on("end", () => done(body));
  response.on("error", () => done(body));
}

function codeOf(error: Error & { readonly code?: unknown }): string {
  if (error.name === "AbortError" || error.name === "TimeoutError") return TIMEOUT;
  return typeof error.code === "string" ? error.code : "UNKNOWN";
}

function acceptFor(key: string): string {
  return createHash("sha1").update(`${key}${WEBSOCKET_GUID}`).digest("base64");
}
