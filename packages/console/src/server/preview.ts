import { HIDDEN, isSecretName } from "./secrets.ts";

/** How much of a value is shown. */
export interface PreviewOptions {
  /** Hide properties whose names sound like secrets; `"all"` hides all values. */
  readonly hide: "secrets" | "all" | "nothing";
}

const MAX_DEPTH = 8;
const MAX_ENTRIES = 200;
const MAX_TEXT = 2_000;
const MAX_PREVIEW = 20_000;

/**
 * A value of an application as JSON for people. It may be large, or have cycles, or hold what JSON cannot say: what is
 * too much is cut off, and the rest is described.
 */
export function preview(value: unknown, { hide }: PreviewOptions): string {
  const copy = new Copier(hide).copy(value, 0);
  return cutOff(JSON.stringify(copy, undefined, 2) ?? "undefined", MAX_PREVIEW);
}

/** A text, cut off where it is long. */
export function cutOff(text: string, length = MAX_TEXT): string {
  return text.length <= length
    ? text
    : `${text.slice(0, length)} … (${text.length - length} more characters)`;
}

/** Copies what JSON can say. Bounded in depth, and in the sum of the entries, so that no value is too large for it. */
class Copier {
  readonly #hide: PreviewOptions["hide"];
  readonly #ancestors = new Set<object>();
  #entriesLeft = MAX_ENTRIES;

  constructor(hide: PreviewOptions["hide"]) {
    this.#hide = hide;
  }

  copy(value: unknown, depth: number): unknown {
    if (value === null || value === undefined || typeof value === "boolean") return value;
    if (typeof value === "string") return cutOff(value);
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value === "object") return this.#copyObject(value, depth);
    return typeof value === "number" || typeof value === "bigint" ? `(${value})` : `(${typeof value})`;
  }

  #copyObject(value: object, depth: number): unknown {
    if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
    if (value instanceof Date) return String(value);
    if (this.#ancestors.has(value)) return "(the same object again)";
    if (depth >= MAX_DEPTH) return "(…)";
    this.#ancestors.add(value);
    const copied = this.#copyEntries(value, depth + 1);
    this.#ancestors.delete(value);
    return copied;
  }

  #copyEntries(value: object, depth: number): unknown {
    if (Array.isArray(value) || value instanceof Set) return this.#copyList([...value], depth);
    const entries = value instanceof Map ? [...value] : entriesOf(value);
    const copied: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const [index, [name, one]] of entries.entries()) {
      if (--this.#entriesLeft < 0) {
        copied["…"] = `(${entries.length - index} more)`;
        break;
      }
      copied[String(name)] = this.#isHidden(String(name)) ? HIDDEN : this.copy(one, depth);
    }
    return copied;
  }

  #copyList(list: readonly unknown[], depth: number): unknown[] {
    const copied: unknown[] = [];
    for (const one of list) {
      if (--this.#entriesLeft < 0) {
        copied.push(`(${list.length - copied.length} more)`);
        break;
      }
      copied.push(this.copy(one, depth));
    }
    return copied;
  }

  #isHidden(name: string): boolean {
    return this.#hide === "all" || (this.#hide === "secrets" && isSecretName(name));
  }
}

/** Getters run code of the application, which may throw. */
function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.keys(value).map((name) => {
    try {
      return [name, (value as Record<string, unknown>)[name]] as const;
    } catch {
      return [name, "(cannot be read)"] as const;
    }
  });
}
