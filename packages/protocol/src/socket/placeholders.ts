/** Stands in the text of a packet for the attachment with that number. */
export interface Placeholder {
  readonly _placeholder: true;
  readonly num: number;
}

/** A place that waits for an attachment. */
export interface Slot {
  readonly container: Record<string, unknown>;
  readonly key: string;
}

/** What is known of the data that attachments belong to. */
export interface SlotRules {
  /** May there be an attachment without a place? Some encoders leave one. */
  readonly allowUnused: boolean;
  /** What a reviver made can have cycles. */
  readonly canBeCyclic: boolean;
}

/**
 * The places of the attachments, by their number; nothing if a number is none, or is used twice, or is missing where
 * that is not allowed.
 */
export function findSlots(
  data: unknown,
  attachments: number,
  { allowUnused, canBeCyclic }: SlotRules,
): readonly (Slot | undefined)[] | undefined {
  const slots: (Slot | undefined)[] = Array.from({ length: attachments });
  const stack: unknown[] = [data];
  const seen = canBeCyclic ? new Set<unknown>() : undefined;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen?.has(next)) continue;
    seen?.add(next);
    const container = next as Slot["container"];
    for (const key of Object.keys(container)) {
      const value = container[key];
      if (typeof value !== "object" || value === null) continue;
      if (!isPlaceholder(value)) {
        stack.push(value);
        continue;
      }
      const { num } = value;
      if (typeof num !== "number" || !Number.isInteger(num) || num < 0 || num >= attachments)
        return undefined;
      if (slots[num] !== undefined) return undefined;
      slots[num] = { container, key };
    }
  }
  return allowUnused || !slots.includes(undefined) ? slots : undefined;
}

function isPlaceholder(value: object): value is { _placeholder: true; num?: unknown } {
  return (value as { _placeholder?: unknown })._placeholder === true;
}
