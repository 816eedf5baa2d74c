import { describeValue, visible } from "./values.ts";

/** Nothing in these scenarios takes that long. */
const PATIENCE = 4000;

/** What the engine, sockets and recovery use as secrets and names. */
const ID = /(?<![\w-])[\w-]{20}(?![\w-])/g;

/**
 * What was seen, one track for each who saw it: within a track the order counts, between tracks it is a matter of chance.
 * What differs from run to run (ids, ports) has names in the order in which it appears.
 */
export class Tracks {
  readonly #tracks = new Map<string, string[]>();
  readonly #named = new Map<string, string>();
  readonly #kinds = new Map<string, number>();
  #wake: () => void = () => undefined;
  #count = 0;

  /** How many lines there are in all. */
  get count(): number {
    return this.#count;
  }

  add(who: string, what: string, ...values: readonly unknown[]): void {
    const track = this.#tracks.get(who) ?? [];
    track.push([what, values.map(describeValue).join(", ")].filter((part) => part !== "").join(" "));
    this.#tracks.set(who, track);
    this.#count += 1;
    this.#wake();
  }

  /** Puts a name in the place of `value` wherever it appears. */
  name(kind: string, value: string): void {
    if (this.#named.has(value)) return;
    const number = (this.#kinds.get(kind) ?? 0) + 1;
    this.#kinds.set(kind, number);
    this.#named.set(value, `<${kind}${number}>`);
  }

  /** Resolves when `who` has seen something that begins so, `count` times. */
  async seen(who: string, beginning: string, count = 1): Promise<void> {
    const holds = (): boolean =>
      (this.#tracks.get(who) ?? []).filter((line) => line.startsWith(beginning)).length >= count;
    const wait = { isLate: false };
    const timer = setTimeout(() => {
      wait.isLate = true;
      this.#wake();
    }, PATIENCE);
    while (!holds() && !wait.isLate) {
      const before = this.#wake;
      await new Promise<void>((resolve) => {
        // Several may wait at a time.
        this.#wake = () => {
          before();
          resolve();
        };
      });
    }
    clearTimeout(timer);
    if (wait.isLate) this.add(who, `LATE: "${visible(beginning)}" was not seen`);
  }

  lines(): readonly string[] {
    const names = [...this.#tracks.keys()].toSorted();
    const lines = names.flatMap((who) => (this.#tracks.get(who) ?? []).map((line) => `${who}: ${line}`));
    return this.#normalised(lines.join("\n")).split("\n");
  }

  #normalised(text: string): string {
    let named = text.replaceAll(/(127\.0\.0\.1|localhost):\d+/g, "$1:<port>");
    for (const [value, name] of this.#named) named = named.replaceAll(JSON.stringify(value), name);
    const ids = new Map<string, string>();
    return named.replaceAll(ID, (id) => {
      const name = ids.get(id) ?? `<id${ids.size + 1}>`;
      ids.set(id, name);
      return name;
    });
  }
}
