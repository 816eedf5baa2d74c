import { computed, signal, type ReadonlySignal } from "@preact/signals";

/** Which field is pointed at, in the bytes or in the table. */
export interface FieldPointer {
  /** `undefined`: at none any more. */
  point(field: number | undefined): void;
  /** "true" while it is this one. A signal for each, so that pointing changes two attributes and draws nothing anew. */
  isAt(field: number): ReadonlySignal<"true" | undefined>;
}

export function createFieldPointer(): FieldPointer {
  const current = signal<number | undefined>(undefined);
  const known = new Map<number, ReadonlySignal<"true" | undefined>>();
  return {
    point: (field) => {
      current.value = field;
    },
    isAt: (field) => {
      let isAt = known.get(field);
      if (isAt === undefined) {
        isAt = computed(() => (current.value === field ? "true" : undefined));
        known.set(field, isAt);
      }
      return isAt;
    },
  };
}
