import type { ProtocolError } from "../kernel/index.ts";
import type { Decoded, PayloadReader } from "./dialect.ts";

/** What reading a payload that is wrong as a whole gives: the reason, then nothing. */
export class FailedPayloadReader implements PayloadReader {
  #error: ProtocolError | undefined;

  constructor(error: ProtocolError) {
    this.#error = error;
  }

  next(): Decoded | undefined {
    const error = this.#error;
    this.#error = undefined;
    return error;
  }
}
