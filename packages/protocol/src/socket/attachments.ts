/*
 * Binary values within the data of a packet travel as messages of their own after its text, which has a placeholder in the
 * place of each. What counts is what JSON would see: elements, own enumerable properties, and what `toJSON()` returns.
 */

/** What of a `Blob` or `File` matters here; this package knows no DOM. */
export interface BlobLike {
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A binary value that an application may send, and that travels as it is. */
export type Attachment = ArrayBuffer | ArrayBufferView | BlobLike;

/**
 * More levels than `JSON.stringify` can write where it recurses, and an end for objects that grow while one looks at them.
 */
export const MAX_DATA_DEPTH = 100_000;

/** Other realms (frames, `vm` contexts) have other classes; these names are the same everywhere. */
const attachmentTags: ReadonlySet<string> = new Set([
  "[object ArrayBuffer]",
  "[object Blob]",
  "[object File]",
]);

/** Is it a value that travels as a message of its own? */
export function isAttachment(value: unknown): value is Attachment {
  if (typeof value !== "object" || value === null || isUsual(value)) return false;
  return (
    ArrayBuffer.isView(value) || attachmentTags.has(Object.prototype.toString.call(value)) || isBlob(value)
  );
}

/** What JSON writes for a value: what its `toJSON()` says, if it has one. */
export function resolveValue(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null || isAttachment(value)) return value;
  const { toJSON } = value as { readonly toJSON?: unknown };
  return typeof toJSON === "function" ? (toJSON.call(value, String(key)) as unknown) : value;
}

/**
 * Can there be attachments within it? Asked after {@link isAttachment}. Strings and numbers as objects have keys too, but
 * JSON writes them as what they hold.
 */
export function isContainer(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return isUsual(value) || !leafClasses.some((leaf) => value instanceof leaf);
}

/** The error of the caller whose data has no end, or nearly none. */
export function createDepthError(): RangeError {
  return new RangeError("The data of a packet is nested too deeply: send it flat, or in parts");
}

const leafClasses = [String, Number, Boolean, BigInt];

/** What nearly all objects are; told apart first, for the other questions cost more. */
export function isUsual(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** Some platforms have a `Blob` of their own that does not say its name. */
function isBlob(value: object): boolean {
  const { Blob } = globalThis as unknown as { Blob?: abstract new () => object };
  return typeof Blob === "function" && value instanceof Blob;
}
