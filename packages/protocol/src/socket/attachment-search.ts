import {
  createDepthError,
  isAttachment,
  isContainer,
  isUsual,
  MAX_DATA_DEPTH,
  resolveValue,
} from "./attachments.ts";

/** How many objects are looked at by recursion, which is fast and bounded by this. */
const BUDGET = 500;

/** Instead of what is left of the budget. */
const FOUND = -1;

/** Has the data of a packet anything that must travel as a message of its own? */
export function hasAttachment(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  const left = look(data, "", BUDGET);
  return left === FOUND || (left === 0 && searchFar(data));
}

/** What is left of the budget after a look at a value and at all within it. */
function look(value: object, key: string | number, budget: number): number {
  let container = value;
  if (!isUsual(value) || "toJSON" in value) {
    const resolved = resolveValue(value, key);
    if (isAttachment(resolved)) return FOUND;
    if (!isContainer(resolved)) return budget;
    container = resolved;
  }
  return Array.isArray(container)
    ? lookAtItems(container, budget - 1)
    : lookAtProperties(container, budget - 1);
}

function lookAtItems(items: readonly unknown[], budget: number): number {
  let left = budget;
  for (let index = 0; index < items.length && left > 0; index++) {
    const item = items[index];
    if (typeof item === "object" && item !== null) left = look(item, index, left);
  }
  return left;
}

function lookAtProperties(container: object, budget: number): number {
  let left = budget;
  for (const name in container) {
    if (left <= 0) break;
    if (!Object.hasOwn(container, name)) continue;
    const item = (container as Record<string, unknown>)[name];
    if (typeof item === "object" && item !== null) left = look(item, name, left);
  }
  return left;
}

/**
 * The same for much data: depth first, without recursion, for applications send trees that are deeper than a stack. An object
 * is looked at once, for a few that refer to each other have more paths through them than there is time.
 */
function searchFar(data: object): boolean {
  const seen = new Set<object>();
  const values: unknown[] = [data];
  const keys: (string | number)[] = [""];
  const depths: number[] = [0];
  while (values.length > 0) {
    const resolved = resolveValue(values.pop(), keys.pop() as string | number);
    const depth = (depths.pop() as number) + 1;
    if (isAttachment(resolved)) return true;
    if (!isContainer(resolved) || seen.has(resolved)) continue;
    if (depth > MAX_DATA_DEPTH) throw createDepthError();
    seen.add(resolved);
    const names = Array.isArray(resolved) ? resolved.keys() : Object.keys(resolved);
    for (const name of names) {
      const item = (resolved as Record<string | number, unknown>)[name];
      if (typeof item !== "object" || item === null) continue;
      values.push(item);
      keys.push(name);
      depths.push(depth);
    }
  }
  return false;
}
