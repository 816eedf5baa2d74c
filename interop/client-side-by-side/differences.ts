/** What ours does otherwise, on purpose: the first column of the table on `socket.io-client` in `docs/differences.md`. */
export const differenceIds = [
  "jitter",
  "bad-open-packet",
  "end-before-open",
  "early-ping",
  "abandoned-poll",
  "strict-packets",
  "refusal-text",
  "kept-events",
  "connect-once",
  "stale-ack",
  "blob-in-node",
  "failing-transport",
  "request-timeout",
  "failed-probe",
  "same-transport",
  "no-location",
  "manager-options",
  "parsed-fields",
  "booleans",
  "listeners-copy",
  "thrown-errors",
] as const;

export type DifferenceId = (typeof differenceIds)[number];

/** Makes our trace of the published one's; or says what ours is. */
export type Rewrite = readonly string[] | ((lines: readonly string[]) => readonly string[]);

export type Rewrites = Readonly<Partial<Record<DifferenceId, Rewrite>>>;

/** What ours should be. */
export function applied(rewrites: Rewrites, published: readonly string[]): readonly string[] {
  let lines = published;
  for (const rewrite of Object.values<Rewrite>(rewrites)) {
    lines = typeof rewrite === "function" ? rewrite(lines) : rewrite;
  }
  return lines;
}

/** Puts lines in the place of others; all of them must be there. */
export function lines(...pairs: readonly (readonly [before: string, after: string])[]): Rewrite {
  return (published) => {
    let text = `\n${published.join("\n")}\n`;
    for (const [before, after] of pairs) {
      if (!text.includes(`\n${before}\n`)) throw new Error(`there is no "${before}" to be replaced`);
      text = text.replace(`\n${before}\n`, () => (after === "" ? "\n" : `\n${after}\n`));
    }
    return text.slice(1, -1).split("\n");
  };
}

/** Replaces parts of lines, everywhere; all of them must be there. */
export function parts(...pairs: readonly (readonly [before: string | RegExp, after: string])[]): Rewrite {
  return (published) => {
    let text = published.join("\n");
    for (const [before, after] of pairs) {
      const next = text.replaceAll(before, after);
      if (next === text) throw new Error(`there is no "${before}" to be replaced`);
      text = next;
    }
    return text.split("\n");
  };
}

/** Other times, in milliseconds since the beginning. */
export function times(...pairs: readonly (readonly [before: number, after: number])[]): Rewrite {
  const moved = new Map(pairs);
  return (published) =>
    published.map((line) =>
      line.replace(/ \+(\d+) /, (_all, time: string) => ` +${moved.get(Number(time)) ?? time} `),
    );
}
