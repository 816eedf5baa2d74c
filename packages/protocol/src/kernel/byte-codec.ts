/**
 * What pure code needs done to bytes. A host passes in its native functions; `portableBytes` does the same anywhere.
 */
export interface ByteCodec {
  /** UTF-8; lone surrogates become U+FFFD. */
  encodeUtf8(text: string): Uint8Array;
  /** `undefined` when the bytes are not UTF-8. */
  decodeUtf8(bytes: Uint8Array): string | undefined;
  /** How many bytes `encodeUtf8` would make. */
  utf8Length(text: string): number;
  encodeBase64(bytes: Uint8Array): string;
  /** Takes what lenient decoders take: missing padding, the URL-safe alphabet; anything else is skipped. */
  decodeBase64(text: string): Uint8Array;
}
