const tagOf = (value: unknown): string => Object.prototype.toString.call(value);

/** Is it an object as JSON has them, and no list? */
export const isRecord = (value: unknown): boolean => tagOf(value) === "[object Object]";

/**
 * Does it travel as a message of its own? Other realms (frames, `vm` contexts) have other classes, with the same tags; some
 * platforms have a `Blob` without a tag. What nearly all objects are is told apart first, for tags cost more.
 */
export const isBinary = (value: unknown): boolean =>
  typeof value === "object" &&
  value?.constructor !== Object &&
  !Array.isArray(value) &&
  (ArrayBuffer.isView(value) ||
    /^.object (ArrayBuffer|Blob|File).$/.test(tagOf(value)) ||
    (typeof Blob === "function" && value instanceof Blob));

/** Is there anything binary in what JSON sees of a value? It does not ask again what `toJSON()` gave. */
export function hasBinary(value: unknown): boolean {
  if (isBinary(value)) return true;
  const json = value as { readonly toJSON?: () => unknown } | null | undefined;
  const seen: unknown = typeof json?.toJSON === "function" ? json.toJSON() : json;
  return isBinary(seen) || (typeof seen === "object" && Object.values(seen ?? []).some(hasBinary));
}
