const KEY = "sockeye-name";
const KINDS = [
  "Coho",
  "Chinook",
  "Chum",
  "Pink",
  "Masu",
  "Kokanee",
  "Steelhead",
  "Char",
  "Grayling",
  "Huchen",
];

/** The name used last time in this browser, or one of the salmon family with a number. */
export function recallName() {
  try {
    const name = localStorage.getItem(KEY);
    if (name !== null && name.trim() !== "") return name;
  } catch {
    // Storage can be forbidden; then every visit gets a new name.
  }
  const kind = KINDS[Math.floor(Math.random() * KINDS.length)] ?? "Coho";
  return `${kind} ${10 + Math.floor(Math.random() * 90)}`;
}

/** @param {string} name */
export function keepName(name) {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // See above.
  }
}

/**
 * One of the eight colours of the style sheet, always the same for the same name.
 * @param {string} name
 */
export function colourOf(name) {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return `colour-${hash % 8}`;
}

/** @param {string} name */
export function initialOf(name) {
  return ([...name][0] ?? "?").toUpperCase();
}
