import type { Decoded, Dialect, PayloadReader } from "./dialect.ts";
import { createParseError } from "./packet-codec.ts";

/** Enough for any length that a payload can have; without a limit, a run of digits would be read to its end. */
export const MAX_LENGTH_DIGITS = 16;

/** What stands for a payload without packets. */
export const EMPTY_BATCH = "0:";

const ZERO = 0x30;
const COLON = 0x3a;

/** Reads packets that each follow their length: `<UTF-16 units>:<packet>`. */
export class TextPayloadReader implements PayloadReader {
  readonly #payload: string;
  readonly #dialect: Dialect;
  /** Where the next length starts; the end of the payload when nothing more is to be read. */
  #position = 0;

  constructor(payload: string, dialect: Dialect) {
    this.#payload = payload === EMPTY_BATCH ? "" : payload;
    this.#dialect = dialect;
  }

  next(): Decoded | undefined {
    if (this.#position === this.#payload.length) return undefined;
    const decoded = this.#readPacket();
    if ("code" in decoded) this.#position = this.#payload.length;
    return decoded;
  }

  #readPacket(): Decoded {
    const length = this.#readLength();
    const start = this.#position;
    if (length === undefined) return createParseError("bad length");
    if (start + length > this.#payload.length) return createParseError("packet shorter than its length");
    this.#position = start + length;
    return this.#dialect.decodeFrame(this.#payload.slice(start, this.#position));
  }

  /** The length, with the position moved behind its colon. */
  #readLength(): number | undefined {
    const first = this.#position;
    let length = 0;
    for (let index = first; index <= first + MAX_LENGTH_DIGITS; index += 1) {
      const code = this.#payload.charCodeAt(index);
      if (code === COLON && index > first) {
        this.#position = index + 1;
        return length;
      }
      // Beyond the end there is NaN, which is no digit either.
      if (!(code >= ZERO && code < COLON)) return undefined;
      length = length * 10 + code - ZERO;
    }
    return undefined;
  }
}
