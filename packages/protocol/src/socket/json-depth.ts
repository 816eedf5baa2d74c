const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * Has the JSON from `start` on more than `maxDepth` arrays and objects within each other? To be asked before it is parsed. Text
 * that is not JSON may get any answer.
 */
export function isTooDeep(text: string, start: number, maxDepth: number): boolean {
  // Each level takes two characters, so most texts need no scan.
  if (text.length - start <= 2 * maxDepth) return false;
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case OPENING_BRACKET:
      case OPENING_BRACE:
        if (++depth > maxDepth) return true;
        break;
      case CLOSING_BRACKET:
      case CLOSING_BRACE:
        depth--;
        break;
      case QUOTE:
        index = endOfString(text, index);
        break;
      default:
    }
  }
  return false;
}

/** Where the string ends that begins at `start`; the end of the text if it does not. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) return index;
    if (code === BACKSLASH) index++;
  }
  return text.length;
}
