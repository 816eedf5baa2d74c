import type { Answer } from "../shared/answer.ts";
import type { Chunk, Picture } from "./events.ts";

/** All pictures together; the oldest go first. */
const MAX_BYTES = 16 * 1024 * 1024;

/** How files of these types begin, in hexadecimal. No SVG: that one can hold scripts. */
const SIGNATURES: readonly (readonly [type: string, beginning: RegExp])[] = [
  ["image/png", /^89504e470d0a1a0a/],
  ["image/jpeg", /^ffd8ff/],
  ["image/gif", /^47494638/],
  ["image/webp", /^52494646.{8}57454250/],
];

interface Upload {
  readonly type: string;
  readonly bytes: Uint8Array;
  received: number;
}

/** Pictures, whole ones and those that are on their way. An upload goes on where it was when its page comes back. */
export class Pictures {
  readonly #uploads = new Map<string, Upload>();
  #bytes = 0;

  add({ id, size, offset, bytes }: Chunk): Answer<number> {
    const upload = this.#uploads.get(id) ?? (offset === 0 ? this.#begin(id, size, bytes) : undefined);
    if (upload === undefined) return { error: "This is no PNG, JPEG, GIF or WebP picture." };
    // A part that comes twice, because its answer was lost, is there already.
    if (offset === upload.received && offset + bytes.length <= upload.bytes.length) {
      upload.bytes.set(bytes, offset);
      upload.received += bytes.length;
    }
    return { ok: upload.received };
  }

  /** Only when it is whole. */
  get(id: string): Picture | undefined {
    const upload = this.#uploads.get(id);
    return upload?.received === upload?.bytes.length ? upload : undefined;
  }

  #begin(id: string, size: number, beginning: Uint8Array): Upload | undefined {
    const hex = Buffer.from(beginning.subarray(0, 12)).toString("hex");
    const type = SIGNATURES.find(([, signature]) => signature.test(hex))?.[0];
    if (type === undefined) return undefined;
    const upload: Upload = { type, bytes: new Uint8Array(size), received: 0 };
    this.#uploads.set(id, upload);
    this.#bytes += size;
    for (const [oldest, { bytes }] of this.#uploads) {
      if (this.#bytes <= MAX_BYTES) break;
      this.#uploads.delete(oldest);
      this.#bytes -= bytes.length;
    }
    return upload;
  }
}
