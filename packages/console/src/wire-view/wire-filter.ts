import type { Layer, LayerKind } from "../wire/index.ts";
import { carriedBy, type Unit } from "./unit.ts";

/** What of a time line is shown. */
export interface WireFilter {
  readonly hiddenKinds: ReadonlySet<LayerKind>;
  readonly hidesHeartbeats: boolean;
  readonly direction: "all" | "in" | "out";
  readonly search: string;
}

/** Everything. */
export const NO_FILTER: WireFilter = {
  hiddenKinds: new Set(),
  hidesHeartbeats: false,
  direction: "all",
  search: "",
};

/** Shown is what has at least one layer that is wanted, goes in the wanted direction, and contains the text. */
export function isShown(unit: Unit, filter: WireFilter): boolean {
  if (filter.hidesHeartbeats && unit.isHeartbeat) return false;
  if (filter.direction !== "all" && unit.layer.direction !== filter.direction) return false;
  if (filter.hiddenKinds.size > 0 && [...unit.kinds].every((kind) => filter.hiddenKinds.has(kind)))
    return false;
  return filter.search === "" || searchableText(unit).includes(filter.search.toLowerCase());
}

/** Is anything left out? */
export function isFiltering(filter: WireFilter): boolean {
  return (
    filter.hiddenKinds.size > 0 ||
    filter.hidesHeartbeats ||
    filter.direction !== "all" ||
    filter.search !== ""
  );
}

/** The same, with a layer shown or hidden. */
export function toggleKind(filter: WireFilter, kind: LayerKind): WireFilter {
  const hiddenKinds = new Set(filter.hiddenKinds);
  if (!hiddenKinds.delete(kind)) hiddenKinds.add(kind);
  return { ...filter, hiddenKinds };
}

const knownTexts = new WeakMap<Unit, string>();

/** Titles and what the fields say, of all layers: what one sees is what one finds. */
function searchableText(unit: Unit): string {
  let text = knownTexts.get(unit);
  if (text === undefined) {
    const words: string[] = [];
    addWords(unit.layer, words);
    text = words.join("\n").toLowerCase();
    knownTexts.set(unit, text);
  }
  return text;
}

function addWords(layer: Layer, words: string[]): void {
  words.push(layer.title);
  for (const { value } of layer.fields) words.push(value);
  for (const child of carriedBy(layer)) addWords(child, words);
}
