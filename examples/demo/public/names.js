const KEY = "sockeye-demo-name";
const KINDS = ["Coho", "Chum", "Pink", "Chinook", "Kokanee", "Char", "Trout", "Grayling", "Cisco", "Huchen"];

let name =
  stored() ?? `${KINDS[Math.floor(Math.random() * KINDS.length)]} ${10 + Math.floor(Math.random() * 90)}`;
keepName(name);

/** Each window has a name of its own, and keeps it when it is loaded anew. */
export function recallName() {
  return name;
}

/** @param {string} wanted */
export function keepName(wanted) {
  name = wanted;
  try {
    sessionStorage.setItem(KEY, wanted);
  } catch {
    // Storage can be forbidden; then the name lasts as long as the page.
  }
}

function stored() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/**
 * One of the six colours of the style sheet, always the same for the same name.
 * @param {string} of
 */
export function colourOf(of) {
  let hash = 0;
  for (const character of of) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return `colour-${hash % 6}`;
}

/** @param {string} of */
export function initialOf(of) {
  return ([...of][0] ?? "?").toUpperCase();
}
