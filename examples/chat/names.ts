/**
 * A name as we show it: one line, no control or formatting characters (those can reverse the text around them), no runs
 * of blanks. `undefined` when nothing is left or too much.
 */
export function cleanName(wanted: string, maxLength: number): string | undefined {
  const name = wanted
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, "")
    .replaceAll(/\s+/gu, " ")
    .trim();
  const length = [...name].length;
  return length === 0 || length > maxLength ? undefined : name;
}

/** `Coho`, or `Coho 2` when there is a Coho already, and so on. Case does not tell two people apart. */
export function uniqueName(name: string, taken: Iterable<string>): string {
  const names = new Set<string>();
  for (const other of taken) names.add(other.toLowerCase());
  if (!names.has(name.toLowerCase())) return name;
  let number = 2;
  while (names.has(`${name} ${number}`.toLowerCase())) number += 1;
  return `${name} ${number}`;
}
