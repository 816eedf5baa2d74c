import type { BodyEncoding } from "../ports/index.ts";

/** Ours, the one that we prefer first. */
const ENCODINGS: readonly BodyEncoding[] = ["gzip", "deflate"];

/** How many elements are read; honest clients send five. */
const MAX_ELEMENTS = 64;

/** What a client says about one encoding of ours. */
interface Wish {
  weight: number;
  /** Was it named, and not just covered by `*`? */
  isNamed: boolean;
  /** Where in the header. */
  position: number;
}

/**
 * The encoding of ours that the client likes best, RFC 9110 12.5.3: by weight, then those named before those that only `*`
 * covers, then in the order of the header, then in ours. Whether it would like no encoding even better is not asked.
 */
export function selectEncoding(header: string | undefined): BodyEncoding | undefined;
/** @param encodings - ours, the one that we prefer first */
export function selectEncoding<Encoding extends string>(
  header: string | undefined,
  encodings: readonly Encoding[],
): Encoding | undefined;
export function selectEncoding(
  header: string | undefined,
  encodings: readonly string[] = ENCODINGS,
): string | undefined {
  if (header === undefined || header === "") return undefined;
  const elements = header.split(",", MAX_ELEMENTS);
  let best: string | undefined;
  let bestWish: Wish | undefined;
  for (const encoding of encodings) {
    const wish = findWish(elements, encoding);
    if (wish === undefined || wish.weight <= 0) continue;
    if (bestWish === undefined || isBetter(wish, bestWish)) {
      best = encoding;
      bestWish = wish;
    }
  }
  return best;
}

function isBetter(wish: Wish, other: Wish): boolean {
  if (wish.weight !== other.weight) return wish.weight > other.weight;
  if (wish.isNamed !== other.isNamed) return wish.isNamed;
  return wish.position < other.position;
}

/** An element that names the encoding counts more than `*`; of several alike, the one that weighs most. */
function findWish(elements: readonly string[], encoding: string): Wish | undefined {
  let found: Wish | undefined;
  for (const [position, element] of elements.entries()) {
    const semicolon = element.indexOf(";");
    const name = (semicolon === -1 ? element : element.slice(0, semicolon)).trim().toLowerCase();
    const isNamed = name === encoding;
    if (!isNamed && name !== "*") continue;
    const weight = semicolon === -1 ? 1 : parseWeight(element.slice(semicolon + 1));
    const wish: Wish = { weight, isNamed, position };
    if (found === undefined || (isNamed !== found.isNamed ? isNamed : weight > found.weight)) found = wish;
  }
  return found;
}

/** The parameter `q`: 1 when there is none, and 0, "not this one", when it is no number. */
function parseWeight(parameters: string): number {
  for (const parameter of parameters.split(";")) {
    const [name = "", value = ""] = parameter.trim().split("=", 2);
    if (name.toLowerCase() !== "q") continue;
    const weight = Number.parseFloat(value);
    return Number.isNaN(weight) ? 0 : weight;
  }
  return 1;
}
