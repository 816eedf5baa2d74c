/**
 * Offsets name places of a log: `<epoch>-<sequence number in base 36>`. The epoch tells this log from that of another
 * process or of the time before a restart, so what it says about a foreign offset is always "unknown".
 */
export class Offsets {
  readonly #prefix: string;

  constructor(epoch: string) {
    this.#prefix = `${epoch}-`;
  }

  format(seq: number): string {
    return this.#prefix + seq.toString(36);
  }

  /** The sequence number, or undefined for what `format` would not have written. */
  parse(text: string): number | undefined {
    // 11 characters of base 36 hold 2^53; the numbers of packets start at 1.
    if (!text.startsWith(this.#prefix) || text.length > this.#prefix.length + 11) return undefined;
    const seq = Number.parseInt(text.slice(this.#prefix.length), 36);
    return Number.isSafeInteger(seq) && seq > 0 && this.format(seq) === text ? seq : undefined;
  }
}
