import { isBinary } from "../bytes/bytes.ts";

/** May there be anything binary in what JSON sees of a value? What a `toJSON()` gives is only known when it is asked. */
export const mayHaveBytes = (value: unknown): unknown =>
  (value as { readonly toJSON?: unknown } | null | undefined)?.toJSON ||
  isBinary(value) ||
  (typeof value === "object" && Object.values(value ?? []).some(mayHaveBytes));
