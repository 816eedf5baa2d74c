import { errorCatalogue } from "@sockeye/protocol/kernel";

/** How often clients were refused, by what for. Bounded: names are those of our code, never what a peer has sent. */
export class RefusalCounts {
  readonly #counts = new Map<string, number>();

  /** Once more: a code of docs/errors.md or, where a limit has none, the name of its option. */
  note(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /**
   * A connection has ended with this error. Those that just broke are not counted, for nobody refused anything.
   *
   * @param otherwise - the name for errors that have no code of ours, where these count, too
   */
  noteEnd(error: unknown, otherwise?: string): void {
    const code: unknown =
      typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
    if (typeof code === "string" && isOurs(code)) this.note(code);
    else if (otherwise !== undefined) this.note(otherwise);
  }

  /** The counts as they are now. */
  snapshot(): ReadonlyMap<string, number> {
    return new Map(this.#counts);
  }
}

function isOurs(code: string): boolean {
  return Object.hasOwn(errorCatalogue, code) || code.startsWith("WS_ERR_");
}
