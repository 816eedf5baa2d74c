import { Buffer } from "node:buffer";
import { hash } from "node:crypto";

import { assertHeader, type HeaderValue, isHeaderValue } from "./header-fields.ts";
import { statusText } from "./status-text.ts";

/** RFC 6455 1.3: the number that makes an accept key unlike anything a server without WebSocket would answer. */
const ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * The framing of a refusal is ours: a caller's own value could only break it, or keep a connection open whose next
 * bytes may be frames.
 */
const FRAMING_HEADERS: ReadonlySet<string> = new Set(["connection", "content-length", "transfer-encoding"]);

/** `Sec-WebSocket-Accept` for a `Sec-WebSocket-Key`, RFC 6455 4.2.2 (5.4). */
export function createAcceptKey(key: string): string {
  return hash("sha1", key + ACCEPT_GUID, "base64");
}

/**
 * The 101 response, RFC 6455 4.2.2 (5).
 *
 * @param lines - the header lines without line breaks, e.g. `Upgrade: websocket`
 * @throws TypeError when a line could break out of its place
 */
export function encodeUpgradeResponse(lines: readonly string[]): string {
  let text = "HTTP/1.1 101 Switching Protocols\r\n";
  for (const line of lines) {
    if (line === "" || !isHeaderValue(line)) {
      throw new TypeError(
        `The response header line ${JSON.stringify(line.slice(0, 64))} is empty or holds a line break, NUL or another ` +
          "character that a header cannot carry: give one `Name: value` per element, without line breaks",
      );
    }
    text += `${line}\r\n`;
  }
  return `${text}\r\n`;
}

/**
 * A complete response that refuses the handshake and closes the connection.
 *
 * @param message - the body; the status text when it is missing or empty
 * @param headers - further headers. They replace our `Content-Type` in any spelling; `Connection`, `Content-Length` and
 *   `Transfer-Encoding` stay ours. An array becomes one line per value, `undefined` none.
 * @throws RangeError for a status that is none of a final response, TypeError for a header that cannot be written
 */
export function encodeRefusal(
  status: number,
  message: string | undefined,
  headers: Readonly<Record<string, HeaderValue | undefined>>,
): string {
  if (!Number.isInteger(status) || status < 200 || status > 999) {
    throw new RangeError(`${status} is not a status that can refuse a handshake: use 400 to 599`);
  }
  const reason = statusText(status);
  const body = message === undefined || message === "" ? reason : message;

  // Keyed in lower case (RFC 7230 3.2: names have no case), so that a caller's `content-type` replaces ours.
  const fields = new Map<string, string>([
    ["connection", "Connection: close\r\n"],
    ["content-type", "Content-Type: text/html\r\n"],
    ["content-length", `Content-Length: ${Buffer.byteLength(body)}\r\n`],
  ]);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    assertHeader(name, value);
    const lower = name.toLowerCase();
    if (!FRAMING_HEADERS.has(lower)) fields.set(lower, formatField(name, value));
  }
  return `HTTP/1.1 ${status} ${reason}\r\n${[...fields.values()].join("")}\r\n${body}`;
}

function formatField(name: string, value: HeaderValue): string {
  let text = "";
  for (const item of typeof value === "object" ? value : [value]) text += `${name}: ${item}\r\n`;
  return text;
}
