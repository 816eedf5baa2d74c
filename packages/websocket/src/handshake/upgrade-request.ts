import { type ExtensionOffer, parseExtensions } from "./extensions.ts";
import { type ReceivedHeaders, readHeader } from "./header-fields.ts";
import { parseSubprotocols } from "./subprotocols.ts";
import { listIncludes } from "./tokens.ts";

/** What of an HTTP request the opening handshake is judged by; an `IncomingMessage` is one. */
export interface UpgradeRequest {
  readonly method?: string | undefined;
  readonly httpVersion: string;
  readonly headers: ReceivedHeaders;
  /**
   * Names and values in turn. Only here a repeated `Host` can be seen: Node keeps the first one in `headers`; and how many
   * headers there were.
   */
  readonly rawHeaders?: readonly string[] | undefined;
}

export type UpgradeVerdict =
  | {
      readonly ok: true;
      readonly key: string;
      readonly version: 8 | 13;
      /** What the client offers, in its order of preference; empty when it names none. */
      readonly protocols: readonly string[];
      readonly extensions: readonly ExtensionOffer[];
    }
  | {
      readonly ok: false;
      readonly status: number;
      readonly message: string;
      readonly headers: Readonly<Record<string, string>>;
    };

type Refusal = Extract<UpgradeVerdict, { ok: false }>;

/** 16 bytes are 24 characters of base64, of which the last two are padding. */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** RFC 6455 4.4: the versions that we speak, told to a client that speaks another one. */
const SUPPORTED_VERSIONS = "13, 8";

/**
 * From about so many fields on, a server of Node drops the rest (`maxHeadersCount` is 2,000 names and values): a body, or
 * a second `Host`.
 */
const MAX_HEADERS = 1000;

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Judges the opening handshake of a client, RFC 6455 4.2.1. The order of the checks decides what a request with several
 * defects is told: first method, `Upgrade`, key and version, then the rules of HTTP, then the lists.
 */
export function checkUpgradeRequest(request: UpgradeRequest): UpgradeVerdict {
  const { headers } = request;
  // What cannot be seen whole cannot be judged.
  if ((request.rawHeaders?.length ?? 0) >= 2 * MAX_HEADERS) return refuse("Too many header fields", 431);

  // RFC 7231 6.5.5: a 405 says which methods are allowed.
  if (request.method !== "GET") return refuse("Invalid HTTP method", 405, { Allow: "GET" });

  // RFC 6455 4.2.1 (3): a header "containing the value websocket", so a list of protocols is fine.
  if (!listIncludes(readHeader(headers, "upgrade") ?? "", "websocket"))
    return refuse("Invalid Upgrade header");

  const key = readHeader(headers, "sec-websocket-key") ?? "";
  if (!KEY.test(key)) return refuse("Missing or invalid Sec-WebSocket-Key header");

  const version = parseVersion(readHeader(headers, "sec-websocket-version"));
  if (version === undefined) {
    return refuse("Missing or invalid Sec-WebSocket-Version header", 400, {
      "Sec-WebSocket-Version": SUPPORTED_VERSIONS,
    });
  }

  const defect = checkHttp(request);
  if (defect !== undefined) return refuse(defect);

  const protocolHeader = readHeader(headers, "sec-websocket-protocol");
  const protocols = protocolHeader === undefined ? [] : parseSubprotocols(protocolHeader);
  if (protocols === undefined) return refuse("Invalid Sec-WebSocket-Protocol header");

  const extensionHeader = readHeader(headers, "sec-websocket-extensions");
  const extensions = extensionHeader === undefined ? [] : parseExtensions(extensionHeader);
  if (extensions === undefined) return refuse("Invalid or unacceptable Sec-WebSocket-Extensions header");

  return { ok: true, key, version, protocols, extensions };
}

/** What HTTP itself asks of a request that is about to become something else; the message of the first defect. */
function checkHttp(request: UpgradeRequest): string | undefined {
  const { headers } = request;
  // RFC 6455 4.2.1 (1): HTTP/1.1 or higher; RFC 7230 6.7: Upgrade in an HTTP/1.0 request means nothing.
  if (request.httpVersion === "1.0" || request.httpVersion.startsWith("0.")) return "Invalid HTTP version";

  // RFC 6455 4.2.1 (4). Node has looked at it before its 'upgrade' event; other hosts may not have kept it.
  const connection = readHeader(headers, "connection");
  if (connection !== undefined && !listIncludes(connection, "upgrade")) return "Invalid Connection header";

  // RFC 6455 4.2.1 (2), RFC 7230 5.4: exactly one.
  if (readHeader(headers, "host") === undefined || countHosts(request.rawHeaders) > 1)
    return "Missing or invalid Host header";

  // A body would be read as frames by us and as a body by a proxy in front of us: nothing good comes of it.
  const length = readHeader(headers, "content-length");
  if ((length !== undefined && length !== "0") || headers["transfer-encoding"] !== undefined) {
    return "An upgrade request cannot have a body";
  }
  return undefined;
}

/** RFC 6455 4.3: a plain decimal number, so that `013` or `+13` is none. Version 8 has the same frames. */
function parseVersion(header: string | undefined): 8 | 13 | undefined {
  if (header === "13") return 13;
  return header === "8" ? 8 : undefined;
}

function countHosts(rawHeaders: readonly string[] = []): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") count++;
  }
  return count;
}

function refuse(message: string, status = 400, headers = NO_HEADERS): Refusal {
  return { ok: false, status, message, headers };
}
