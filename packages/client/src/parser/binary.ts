/** Does it travel as a message of its own? */
export const isBinary = (value: unknown): boolean =>
  value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value);

/** May there be anything binary in what JSON sees of a value? What a `toJSON()` gives is only known when it is asked. */
export const mayHaveBytes = (value: unknown): boolean =>
  !!(value as { readonly toJSON?: unknown } | null | undefined)?.toJSON ||
  isBinary(value) ||
  (typeof value === "object" && Object.values(value ?? []).some(mayHaveBytes));
