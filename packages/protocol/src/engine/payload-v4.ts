import type { Decoded, Dialect, PayloadReader } from "./dialect.ts";

/** U+001E, "record separator", between the packets of a payload. It may stand within a websocket frame. */
export const SEPARATOR = "\u001E";

const ENDED = -1;

/** Reads packets between separators. Each call looks no further than the next separator, so all of them are linear. */
export class SeparatedPayloadReader implements PayloadReader {
  readonly #payload: string;
  readonly #dialect: Dialect;
  /** Where the next packet starts. */
  #position = 0;

  constructor(payload: string, dialect: Dialect) {
    this.#payload = payload;
    this.#dialect = dialect;
  }

  next(): Decoded | undefined {
    const start = this.#position;
    if (start === ENDED) return undefined;
    const separator = this.#payload.indexOf(SEPARATOR, start);
    const isLast = separator === -1;
    const decoded = this.#dialect.decodeFrame(this.#payload.slice(start, isLast ? undefined : separator));
    this.#position = isLast || "code" in decoded ? ENDED : separator + 1;
    return decoded;
  }
}
