import type { ResolvedLimits } from "./limit-options.ts";

/** Counts acknowledgements that nobody waits for, second by second and in all: a few come late, a flood is meant. */
export class UnknownAcks {
  readonly #limits: ResolvedLimits;
  #second = 0;
  #inSecond = 0;
  #inAll = 0;

  constructor(limits: ResolvedLimits) {
    this.#limits = limits;
  }

  /**
   * One more has come.
   *
   * @returns is it one too many?
   */
  add(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#inSecond = 0;
    }
    const { maxUnknownAcksPerSecond, maxUnknownAcks } = this.#limits;
    return ++this.#inSecond > maxUnknownAcksPerSecond || ++this.#inAll > maxUnknownAcks;
  }
}
