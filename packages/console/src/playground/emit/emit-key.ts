/** Control and Enter, or Command and Enter on a Mac. */
export function isEmitKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === "Enter" && (ctrlKey || metaKey);
}
