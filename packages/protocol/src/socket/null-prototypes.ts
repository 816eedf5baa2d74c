/**
 * Takes from each object within parsed JSON what it inherits: then a name that a peer has chosen, like `constructor` or
 * `hasOwnProperty`, is found only where the peer has put it. Without recursion, for the data may be as deep as a stack; it has
 * no cycles.
 */
export function removePrototypes(data: unknown): void {
  const stack: unknown[] = [data];
  while (stack.length > 0) {
    const next = stack.pop();
    if (typeof next !== "object" || next === null) continue;
    if (!Array.isArray(next)) Object.setPrototypeOf(next, null);
    for (const item of Array.isArray(next) ? (next as unknown[]) : Object.values(next)) {
      if (typeof item === "object" && item !== null) stack.push(item);
    }
  }
}
