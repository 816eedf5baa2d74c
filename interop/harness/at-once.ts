/** Runs `work` for each item, some at the same time. */
export async function atOnce<Item>(
  limit: number,
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

/** 0, 1, 2 and so on. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
