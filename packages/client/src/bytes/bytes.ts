/** How binary messages are handed to applications. */
export type BinaryType = "nodebuffer" | "arraybuffer" | "blob";

/** What the codec needs to know of bytes, where it runs: the exports of `browser.ts` and `node.ts`. */
export interface Bytes {
  readonly defaultBinaryType: BinaryType;
  /**
   * Calls back at once, unless a Blob has to be read before. One that cannot be read (a file that has been changed since) is
   * empty: attachments are counted.
   */
  toBase64(data: ArrayBuffer | ArrayBufferView | Blob, callback: (text: string) => void): void;
  /** @returns undefined if it is no base64 */
  fromBase64(text: string): ArrayBuffer | ArrayBufferView | undefined;
  /**
   * Turns what a transport has received (ArrayBuffer, view, Blob) into what the application has asked for. A Blob cannot
   * be read at once: it stays one even if another kind was asked for after the WebSocket had opened. What is asked for by
   * default is what comes when nothing is.
   */
  toBinaryType(data: ArrayBuffer | ArrayBufferView | Blob, binaryType: BinaryType | undefined): unknown;
}

/** Does it travel as bytes? */
export const isBinary = (data: unknown): boolean =>
  ArrayBuffer.isView(data) || data instanceof Blob || data instanceof ArrayBuffer;
