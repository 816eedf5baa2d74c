import { randomBinary, randomSize, randomText } from "./content.ts";
import type { Random } from "./random.ts";

export interface MessageStep {
  readonly kind: "message";
  readonly isBinary: boolean;
  /** Whole messages have one piece; a cut may lie within a character. */
  readonly pieces: readonly Buffer[];
  /** Pings between the pieces. */
  readonly pings: boolean;
}

export interface ControlStep {
  readonly kind: "ping" | "pong";
  readonly data: Buffer;
}

export type Step = MessageStep | ControlStep;
export type Side = "client" | "server";

/** What both ends of one connection do. */
export interface Script {
  readonly steps: Readonly<Record<Side, readonly Step[]>>;
  readonly closer: Side;
  readonly code: number | undefined;
  readonly reason: string;
}

/** What a pong begins with that answers no ping. */
export const UNASKED = "unasked ";

const CODES = [undefined, 1000, 1001, 1003, 1008, 1011, 1014, 3000, 3999, 4000, 4999];

function randomStep(random: Random): Step {
  const kind = random.below(100);
  if (kind < 12) return { kind: "ping", data: random.bytes(random.pick([0, 1, 4, 124, 125])) };
  if (kind < 16) return { kind: "pong", data: Buffer.from(`${UNASKED}${random.below(1000)}`) };
  const isBinary = random.chance(50);
  const size = randomSize(random);
  const bytes = isBinary ? randomBinary(random, size) : randomText(random, size);
  const pieces = random.chance(70) ? [bytes] : random.cut(bytes, random.between(2, 6));
  return { kind: "message", isBinary, pieces, pings: random.chance(30) };
}

export function randomScript(random: Random): Script {
  const steps = (): Step[] => Array.from({ length: random.between(1, 12) }, () => randomStep(random));
  const code = random.pick(CODES);
  return {
    steps: { client: steps(), server: steps() },
    closer: random.pick(["client", "server"]),
    code,
    reason: code === undefined ? "" : random.pick(["", "bye", "größer €", "x".repeat(123)]),
  };
}
