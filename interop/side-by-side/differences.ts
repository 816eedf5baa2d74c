/** What ours does otherwise, on purpose: the first column of the tables under "Socket.IO" in `docs/differences.md`. */
export const differenceIds = [
  "same-turn",
  "after-leaving",
  "disconnect-description",
  "close-code",
  "next-once",
  "strict-packets",
  "error-listener",
  "close-unattached",
  "handler-errors",
  "early-emit",
  "recovery-from-start",
] as const;

export type DifferenceId = (typeof differenceIds)[number];

/** Makes our trace of the published one's; or says what ours is. */
export type Rewrite = readonly string[] | ((lines: readonly string[]) => readonly string[]);

export type Rewrites = Readonly<Partial<Record<DifferenceId, Rewrite>>>;

const ERROR = /error (\w*Error\(.*\))$/;
const END = /(disconnect(?:ing)?) (forced close|forced server close|parse error) undefined/;
const UNEXPECTED = 'Error("unexpected packet")';
const UNREADABLE = 'Error("The packet or payload cannot be decoded")';

/**
 * What has ended a connection is told to `disconnect`: the error that was told to `error` before, or else that a packet
 * had no place in the protocol's state. The engine has a text of its own for what it cannot decode.
 */
export function describeEnd(lines: readonly string[]): readonly string[] {
  const error = lines.map((line) => ERROR.exec(line)?.[1]).find((found) => found !== undefined);
  return lines.map((line) =>
    line.replace(END, (_end, event: string, reason: string) => {
      return `${event} ${reason} ${reason === "parse error" ? UNREADABLE : (error ?? UNEXPECTED)}`;
    }),
  );
}

/** Replaces texts of lines; each must be there. */
export function replacing(...pairs: readonly (readonly [string, string])[]): Rewrite {
  return (lines) => {
    let text = lines.join("\n");
    for (const [before, after] of pairs) {
      if (!text.includes(before)) throw new Error(`there is no "${before}" to be replaced`);
      text = text.replaceAll(before, after);
    }
    return text.split("\n").filter((line) => line !== "");
  };
}

/** Sorts the lines by who has seen them, as traces are. */
export function inOrder(rewrite: Rewrite): Rewrite {
  const trackOf = (line: string): string => line.slice(0, line.indexOf(":"));
  return (lines) => {
    const ours = typeof rewrite === "function" ? rewrite(lines) : rewrite;
    return ours.toSorted(
      (one, other) => Number(trackOf(one) > trackOf(other)) - Number(trackOf(one) < trackOf(other)),
    );
  };
}

/** What ours should be. */
export function applied(rewrites: Rewrites, published: readonly string[]): readonly string[] {
  let lines = published;
  for (const rewrite of Object.values(rewrites))
    lines = typeof rewrite === "function" ? rewrite(lines) : rewrite;
  return lines;
}
