/** What a key has to know about a tree. */
export interface TreeView {
  /** Of the selected row; -1 if there is none. */
  readonly index: number;
  /** The level of a row, from 1. */
  readonly levels: (index: number) => number;
  readonly count: number;
  /** Rows that PageUp and PageDown go. */
  readonly page: number;
  /** Is the selected row open? `undefined`: there is nothing in it. */
  readonly isOpen: boolean | undefined;
}

/** What a key does in a tree, as the ARIA practices have it: selects a row, opens or closes this one, or nothing. */
export function targetOf(key: string, tree: TreeView): number | "toggle" | undefined {
  const { index, count, page, isOpen } = tree;
  if (count === 0) return undefined;
  const within = (wanted: number) => Math.min(count - 1, Math.max(0, wanted));
  switch (key) {
    case "ArrowDown":
      return within(index + 1);
    case "ArrowUp":
      return index < 0 ? count - 1 : within(index - 1);
    case "PageDown":
      return within(index + page);
    case "PageUp":
      return index < 0 ? count - 1 : within(index - page);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    case "Enter":
    case " ":
      return isOpen === undefined ? undefined : "toggle";
    case "ArrowRight":
      if (isOpen === undefined) return undefined;
      return isOpen ? within(index + 1) : "toggle";
    case "ArrowLeft":
      if (isOpen === true) return "toggle";
      return index < 0 ? undefined : parentOf(tree);
    default:
      return undefined;
  }
}

/** The row above that contains this one. */
function parentOf({ index, levels }: TreeView): number | undefined {
  const level = levels(index);
  for (let above = index - 1; above >= 0; above--) {
    if (levels(above) < level) return above;
  }
  return undefined;
}
