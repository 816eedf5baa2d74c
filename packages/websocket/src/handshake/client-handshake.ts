import { acceptDeflateAnswer, type DeflateAgreement } from "./deflate-negotiation.ts";
import type { ResolvedDeflateOptions } from "./deflate-options.ts";
import { parseExtensions } from "./extensions.ts";
import { assertHeader, type ReceivedHeaders, readHeader } from "./header-fields.ts";
import { isToken, listIncludes } from "./tokens.ts";
import { createAcceptKey } from "./upgrade-response.ts";

export interface UpgradeHeaderOptions {
  /** 16 random bytes in base64 (RFC 6455 4.1 (7)). */
  readonly key: string;
  /** In the order of preference. */
  readonly protocols: readonly string[];
  readonly origin?: string | undefined;
  readonly version: 8 | 13;
  /** From `createDeflateOffer`; no extension is offered without it. */
  readonly extensionsHeader?: string | undefined;
}

/** What the client asked for, and what came back. */
export interface UpgradeResponseCheck {
  readonly headers: ReceivedHeaders;
  readonly key: string;
  readonly protocols: readonly string[];
  /** The options behind the offer of compression; `undefined` when none was made. */
  readonly deflate: ResolvedDeflateOptions | undefined;
}

export type UpgradeResponseVerdict =
  | {
      readonly ok: true;
      /** The sub-protocol that the server chose; empty when none was asked for. */
      readonly protocol: string;
      readonly deflate: DeflateAgreement | undefined;
    }
  | { readonly ok: false; readonly message: string };

/**
 * The headers of an opening handshake, RFC 6455 4.1.
 *
 * @throws SyntaxError for sub-protocols that are repeated or no tokens, TypeError for an origin that no header can carry
 */
export function createUpgradeHeaders(options: UpgradeHeaderOptions): Record<string, string> {
  const { key, protocols, origin, version, extensionsHeader } = options;
  const headers: Record<string, string> = {
    "Sec-WebSocket-Version": String(version),
    "Sec-WebSocket-Key": key,
    Connection: "Upgrade",
    Upgrade: "websocket",
  };
  if (extensionsHeader !== undefined) headers["Sec-WebSocket-Extensions"] = extensionsHeader;
  if (protocols.length > 0) {
    // Checked one by one: in the joined list, `"a,b"` or `" a"` would pass.
    if (!protocols.every(isToken) || new Set(protocols).size !== protocols.length) {
      throw new SyntaxError("An invalid or duplicated subprotocol was specified");
    }
    headers["Sec-WebSocket-Protocol"] = protocols.join(",");
  }
  if (origin !== undefined) {
    // Version 8 of the protocol, a draft, had a name of its own for it.
    const name = version === 13 ? "Origin" : "Sec-WebSocket-Origin";
    assertHeader(name, origin);
    headers[name] = origin;
  }
  return headers;
}

/** Judges a response with status 101, RFC 6455 4.1 (response, 2 to 6). The message is that of the error to report. */
export function checkUpgradeResponse(check: UpgradeResponseCheck): UpgradeResponseVerdict {
  const { headers } = check;
  if (readHeader(headers, "upgrade")?.toLowerCase() !== "websocket") return fail("Invalid Upgrade header");
  if (!listIncludes(readHeader(headers, "connection") ?? "", "upgrade"))
    return fail("Invalid Connection header");
  if (readHeader(headers, "sec-websocket-accept") !== createAcceptKey(check.key)) {
    return fail("Invalid Sec-WebSocket-Accept header");
  }

  const protocol = readHeader(headers, "sec-websocket-protocol");
  const defect = checkProtocol(protocol, check.protocols);
  if (defect !== undefined) return fail(defect);

  const extensionHeader = readHeader(headers, "sec-websocket-extensions");
  if (extensionHeader === undefined) return { ok: true, protocol: protocol ?? "", deflate: undefined };
  if (check.deflate === undefined) {
    return fail("Server sent a Sec-WebSocket-Extensions header but no extension was requested");
  }
  const extensions = parseExtensions(extensionHeader);
  if (extensions === undefined) return fail("Invalid Sec-WebSocket-Extensions header");
  const answer = acceptDeflateAnswer(extensions, check.deflate);
  return answer.ok ? { ok: true, protocol: protocol ?? "", deflate: answer.agreement } : answer;
}

function checkProtocol(protocol: string | undefined, asked: readonly string[]): string | undefined {
  if (protocol === undefined) return asked.length === 0 ? undefined : "Server sent no subprotocol";
  if (asked.length === 0) return "Server sent a subprotocol but none was requested";
  return asked.includes(protocol) ? undefined : "Server sent an invalid subprotocol";
}

function fail(message: string): UpgradeResponseVerdict {
  return { ok: false, message };
}
