import type { ByteCodec } from "../kernel/index.ts";
import { createDialectV3 } from "./dialect-v3.ts";
import { createDialectV4 } from "./dialect-v4.ts";
import type { Dialect } from "./dialect.ts";

/** The dialects by their revision. */
export interface Dialects {
  readonly 3: Dialect;
  readonly 4: Dialect;
}

/**
 * Creates the dialects of all protocol revisions; one set is enough for any number of sessions.
 *
 * @example
 * ```ts
 * const dialects = createDialects(portableBytes);
 * dialects[4].encodeFrame({ type: "message", data: "hello" }, true); // "4hello"
 * ```
 */
export function createDialects(bytes: ByteCodec): Dialects {
  return { 3: createDialectV3(bytes), 4: createDialectV4(bytes) };
}
