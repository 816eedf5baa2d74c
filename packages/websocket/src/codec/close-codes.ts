import { Buffer, isUtf8 } from "node:buffer";
import { MAX_CONTROL_PAYLOAD } from "./opcodes.ts";

/** Close codes that this package gives a meaning to (RFC 6455, section 7.4.1). */
export const CLOSE_CODE = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  /** Never on the wire: the close frame had no code. */
  noStatus: 1005,
  /** Never on the wire: the connection ended without a close frame. */
  abnormal: 1006,
  invalidData: 1007,
  policyViolation: 1008,
  tooBig: 1009,
  tryAgainLater: 1013,
} as const;

/**
 * May this code stand in a close frame? 1004 is reserved, 1005, 1006 and 1015 are for local use only, 1016 to 2999
 * are unassigned, 3000 to 4999 belong to libraries and applications (RFC 6455, section 7.4; 1012 to 1014 are in the
 * IANA registry).
 */
export function isValidCloseCode(code: number): boolean {
  if (!Number.isInteger(code)) return false;
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
}

/** The largest reason that fits into a close frame beside its code. */
export const MAX_CLOSE_REASON = MAX_CONTROL_PAYLOAD - 2;

const EMPTY = Buffer.alloc(0);

/**
 * Encodes the payload of a close frame. The arguments are the caller's: a bad one throws.
 *
 * @param code - absent for a close frame without a code
 */
export function encodeClosePayload(code?: number, reason: string | Uint8Array = ""): Buffer {
  if (code === undefined) {
    if (reason.length > 0)
      throw new TypeError("A close reason needs a close code: pass one, for example 1000");
    return EMPTY;
  }
  if (!isValidCloseCode(code)) {
    throw new TypeError("First argument must be a valid error code number");
  }
  const bytes = reasonBytes(reason);
  if (bytes.length > MAX_CLOSE_REASON) {
    throw new RangeError("The message must not be greater than 123 bytes");
  }
  const payload = Buffer.allocUnsafe(2 + bytes.length);
  payload.writeUInt16BE(code, 0);
  payload.set(bytes, 2);
  return payload;
}

/** A Float32Array is its bytes, not its numbers; anything that is neither text nor bytes is a mistake. */
function reasonBytes(reason: unknown): Uint8Array {
  if (typeof reason === "string") return Buffer.from(reason);
  if (ArrayBuffer.isView(reason)) return new Uint8Array(reason.buffer, reason.byteOffset, reason.byteLength);
  throw new TypeError("The reason of a close frame must be a string, or a view of bytes such as a Buffer");
}

/** What a peer's close frame says, or which rule it breaks. */
export type ClosePayload =
  | { readonly ok: true; readonly code: number; readonly reason: Buffer }
  | {
      readonly ok: false;
      readonly rule:
        | "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH"
        | "WS_ERR_INVALID_CLOSE_CODE"
        | "WS_ERR_INVALID_UTF8";
      readonly detail?: number;
    };

/** Parses the payload of a peer's close frame (RFC 6455, section 5.5.1). */
export function parseClosePayload(payload: Buffer): ClosePayload {
  if (payload.length === 0) return { ok: true, code: CLOSE_CODE.noStatus, reason: EMPTY };
  if (payload.length === 1) {
    return { ok: false, rule: "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH", detail: 1 };
  }
  const code = payload.readUInt16BE(0);
  if (!isValidCloseCode(code)) return { ok: false, rule: "WS_ERR_INVALID_CLOSE_CODE", detail: code };
  const reason = payload.subarray(2);
  if (!isUtf8(reason)) return { ok: false, rule: "WS_ERR_INVALID_UTF8" };
  return { ok: true, code, reason };
}
