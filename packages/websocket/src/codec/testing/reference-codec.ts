/**
 * A second, naive codec, written from RFC 6455 alone: the whole input in one buffer, no state between calls, numbers as
 * BigInt where the RFC has 64 bits. It shares no code with the codec that it checks, and speed does not matter.
 */
import { Buffer } from "node:buffer";
import type { WebSocketErrorCode } from "../../errors.ts";
import type { DecodeOptions } from "./recorder.ts";

/** A frame, right or wrong: nothing here is held to the rules. */
export interface FrameSpec {
  readonly fin?: boolean;
  /** RSV1, RSV2 and RSV3 as one number from 0 to 7; RSV1 is 4. */
  readonly rsv?: number;
  readonly opcode: number;
  /** The masking key; absent for an unmasked frame. */
  readonly key?: readonly number[];
  readonly payload?: Uint8Array;
  /** How many bits the length is written with; the shortest form when absent. */
  readonly lengthBits?: 7 | 16 | 64;
  /** What the header claims; the truth when absent. */
  readonly claims?: bigint;
}

/** Section 5.2, read as a recipe. */
export function referenceEncode(spec: FrameSpec): Buffer {
  const { fin = true, rsv = 0, opcode, key, payload = new Uint8Array() } = spec;
  const length = spec.claims ?? BigInt(payload.length);
  const bits = spec.lengthBits ?? (length < 126n ? 7 : length < 65_536n ? 16 : 64);
  const maskBit = key === undefined ? 0 : 128;
  const frame = [(fin ? 128 : 0) + rsv * 16 + opcode];
  if (bits === 7) {
    frame.push(maskBit + Number(length & 127n));
  } else {
    frame.push(maskBit + (bits === 16 ? 126 : 127));
    for (let shift = bits - 8; shift >= 0; shift -= 8) frame.push(Number((length >> BigInt(shift)) & 255n));
  }
  if (key === undefined) return Buffer.concat([Buffer.from(frame), payload]);
  const masked = Buffer.from(payload).map((byte, i) => byte ^ key[i % 4]!);
  return Buffer.concat([Buffer.from(frame), Buffer.from(key), masked]);
}

/** The lines that a recorder would write, up to the end or to the first broken rule. */
export interface ReferenceResult {
  readonly events: string[];
  /** Every rule that the first bad place breaks: an implementation may report any of them. Empty: all was well. */
  readonly broken: readonly WebSocketErrorCode[];
}

interface Header {
  readonly first: number;
  readonly length: number;
  readonly key: Uint8Array | undefined;
  readonly size: number;
}

/** A header, or the rules that what is there of it breaks; nothing when it is incomplete and good so far. */
type ParsedHeader = Header | readonly WebSocketErrorCode[] | undefined;

function parseHeader(input: Uint8Array, options: DecodeOptions): ParsedHeader {
  const broken: WebSocketErrorCode[] = [];
  const first = input[0]!;
  const opcode = first % 16;
  const isControl = opcode >= 8;
  if (Math.floor(first / 16) % 4 !== 0) broken.push("WS_ERR_UNEXPECTED_RSV_2_3");
  const hasRsv1 = Math.floor(first / 64) % 2 === 1;
  if (hasRsv1 && (options.allowsRsv1 !== true || (opcode !== 1 && opcode !== 2))) {
    broken.push("WS_ERR_UNEXPECTED_RSV_1");
  }
  if (![0, 1, 2, 8, 9, 10].includes(opcode)) broken.push("WS_ERR_INVALID_OPCODE");
  if (isControl && first < 128) broken.push("WS_ERR_EXPECTED_FIN");
  if (input.length < 2) return broken.length > 0 ? broken : undefined;

  const second = input[1]!;
  const isMasked = second >= 128;
  const mustBeMasked = options.role !== "client";
  if (isMasked && !mustBeMasked) broken.push("WS_ERR_UNEXPECTED_MASK");
  if (!isMasked && mustBeMasked) broken.push("WS_ERR_EXPECTED_MASK");
  const short = second % 128;
  if (isControl && short > 125) broken.push("WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH");
  const bytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const keyAt = 2 + bytes;
  let length = BigInt(short);
  if (bytes > 0 && input.length >= keyAt) {
    length = 0n;
    for (const byte of input.subarray(2, keyAt)) length = length * 256n + BigInt(byte);
    if (length >= 2n ** 63n) broken.push("WS_ERR_INVALID_PAYLOAD_LENGTH");
    if (length < (bytes === 2 ? 126n : 65_536n)) broken.push("WS_ERR_NON_MINIMAL_LENGTH");
    if (length >= 2n ** 53n) broken.push("WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH");
  }
  if (broken.length > 0) return broken;
  const size = keyAt + (isMasked ? 4 : 0);
  if (input.length < size) return undefined;
  return { first, length: Number(length), key: isMasked ? input.slice(keyAt, size) : undefined, size };
}

/** RFC 3629, section 4: the syntax of UTF-8 octet sequences. */
const SEQUENCES: readonly (readonly (readonly [number, number])[])[] = [
  [[0x00, 0x7f]],
  [
    [0xc2, 0xdf],
    [0x80, 0xbf],
  ],
  [
    [0xe0, 0xe0],
    [0xa0, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xe1, 0xec],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xed, 0xed],
    [0x80, 0x9f],
    [0x80, 0xbf],
  ],
  [
    [0xee, 0xef],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xf0, 0xf0],
    [0x90, 0xbf],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xf1, 0xf3],
    [0x80, 0xbf],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xf4, 0xf4],
    [0x80, 0x8f],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
];

/** Where UTF-8 text first has a byte that no continuation could make good; its length when it has none. */
export function firstBadByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at]!;
    const sequence = SEQUENCES.find(([range]) => lead >= range![0] && lead <= range![1]);
    if (sequence === undefined) return at;
    for (const [low, high] of sequence) {
      if (at === bytes.length) return at;
      if (bytes[at]! < low || bytes[at]! > high) return at;
      at++;
    }
  }
  return at;
}

/** Is this the whole of a valid text? Asked of the platform, not of the table above. */
export function isWholeText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const ASSIGNED = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];

function closeEvent(payload: Buffer): string | WebSocketErrorCode[] {
  if (payload.length === 0) return 'close 1005 ""';
  if (payload.length === 1) return ["WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH"];
  const code = payload[0]! * 256 + payload[1]!;
  const reason = payload.subarray(2);
  const broken: WebSocketErrorCode[] = [];
  if (!ASSIGNED.includes(code) && (code < 3000 || code > 4999)) broken.push("WS_ERR_INVALID_CLOSE_CODE");
  if (!isWholeText(reason)) broken.push("WS_ERR_INVALID_UTF8");
  return broken.length > 0 ? broken : `close ${code} ${JSON.stringify(reason.toString())}`;
}

interface Message {
  readonly isText: boolean;
  readonly isCompressed: boolean;
  announced: number;
  fragments: number;
  bytes: Buffer;
}

/** Sections 5.4 and 10.4: what a data frame's header may not do in the state that the message is in. */
function brokenByDataHeader(
  { first, length }: Header,
  message: Message | undefined,
  { maxPayload = Infinity, maxFragments = Infinity }: DecodeOptions,
): WebSocketErrorCode[] {
  const broken: WebSocketErrorCode[] = [];
  const isContinuation = first % 16 === 0;
  if (isContinuation !== (message !== undefined)) broken.push("WS_ERR_INVALID_OPCODE");
  const isCompressed = message?.isCompressed ?? first % 128 >= 64;
  const limit = isCompressed ? maxPayload + Math.floor(maxPayload / 1024) + 64 : maxPayload;
  if ((message?.announced ?? 0) + length > limit) broken.push("WS_ERR_UNSUPPORTED_MESSAGE_LENGTH");
  if ((message?.fragments ?? 0) + 1 > maxFragments) broken.push("WS_ERR_TOO_MANY_BUFFERED_PARTS");
  return broken;
}

/** What the bytes of a message that are there so far break. */
function brokenByContent(message: Message, isWhole: boolean, options: DecodeOptions): WebSocketErrorCode[] {
  const { maxPayload = Infinity, skipUtf8Validation = false } = options;
  const broken: WebSocketErrorCode[] = [];
  if (message.isCompressed && message.bytes.length > maxPayload) {
    broken.push("WS_ERR_UNSUPPORTED_MESSAGE_LENGTH");
  }
  if (message.isText && !skipUtf8Validation) {
    const isGood = isWhole
      ? isWholeText(message.bytes)
      : firstBadByte(message.bytes) === message.bytes.length;
    if (!isGood) broken.push("WS_ERR_INVALID_UTF8");
  }
  return broken;
}

function messageEvent({ isText, bytes }: Message, textAsBytes: boolean): string {
  if (!isText) return `binary ${bytes.toString("hex")}`;
  return textAsBytes ? `text-bytes ${bytes.toString("hex")}` : `text ${JSON.stringify(bytes.toString())}`;
}

/** Sections 5 to 8 for the whole input at once. */
export function referenceDecode(input: Uint8Array, options: DecodeOptions = {}): ReferenceResult {
  const events: string[] = [];
  let message: Message | undefined;
  let at = 0;
  while (at < input.length) {
    const header = parseHeader(input.subarray(at), options);
    if (header === undefined) break;
    if (!("size" in header)) return { events, broken: header };
    const { first, length, key, size } = header;
    at += size;
    const isWhole = input.length - at >= length;
    let payload = Buffer.from(input.subarray(at, at + length));
    if (key !== undefined) payload = Buffer.from(payload.map((byte, i) => byte ^ key[i % 4]!));
    at += payload.length;

    if (first % 16 >= 8) {
      if (!isWhole) break;
      if (first % 16 === 8) {
        const close = closeEvent(payload);
        return typeof close === "string"
          ? { events: [...events, close], broken: [] }
          : { events, broken: close };
      }
      events.push(`${first % 16 === 9 ? "ping" : "pong"} ${payload.toString("hex")}`);
      continue;
    }

    const broken = brokenByDataHeader(header, message, options);
    if (broken.length > 0) return { events, broken };
    message ??= {
      isText: first % 16 === 1,
      isCompressed: first % 128 >= 64,
      announced: 0,
      fragments: 0,
      bytes: Buffer.alloc(0),
    };
    message.announced += length;
    message.fragments += 1;
    message.bytes = Buffer.concat([message.bytes, payload]);
    const isLast = isWhole && first >= 128;
    const brokenContent = brokenByContent(message, isLast, options);
    if (brokenContent.length > 0) return { events, broken: brokenContent };
    if (isLast) {
      events.push(messageEvent(message, options.textAsBytes === true));
      message = undefined;
    }
  }
  return { events, broken: [] };
}
