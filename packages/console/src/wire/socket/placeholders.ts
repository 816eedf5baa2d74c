const PLACEHOLDER = /\{\s*"_placeholder"\s*:\s*true\s*,\s*"num"\s*:\s*(\d+)\s*\}/g;

/** JSON with a name in each place where bytes belong. Texts cannot be mistaken for places: their quotes are escaped. */
export function namePlaceholders(json: string, nameOf: (index: number) => string): string {
  return json.replaceAll(PLACEHOLDER, (_, digits: string) => nameOf(Number(digits)));
}

/** The highest attachment that JSON has a place for, from 0; -1, if there is none. */
export function highestPlaceholder(json: string): number {
  let highest = -1;
  for (const [, digits] of json.matchAll(PLACEHOLDER)) highest = Math.max(highest, Number(digits));
  return highest;
}
