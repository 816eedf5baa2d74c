/**
 * Does it travel as a message of its own? Other realms (frames, `vm` contexts) have other classes, with the same tags; some
 * platforms have a `Blob` without a tag. What nearly all objects are is told apart first, for tags cost more.
 */
export const isBinary = (value: unknown): boolean =>
  typeof value === "object" &&
  value?.constructor !== Object &&
  !Array.isArray(value) &&
  (ArrayBuffer.isView(value) ||
    / (ArrayBuffer|Blob|File)]/.test(Object.prototype.toString.call(value)) ||
    (typeof Blob === "function" && value instanceof Blob));

/** May there be anything binary in what JSON sees of a value? What a `toJSON()` gives is only known when it is asked. */
export const mayHaveBytes = (value: unknown): boolean =>
  !!(value as { readonly toJSON?: unknown } | null | undefined)?.toJSON ||
  isBinary(value) ||
  (typeof value === "object" && Object.values(value ?? []).some(mayHaveBytes));
