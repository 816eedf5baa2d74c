import { hasAttachment } from "./attachment-search.ts";
import {
  createDepthError,
  isAttachment,
  isContainer,
  MAX_DATA_DEPTH,
  resolveValue,
  type Attachment,
} from "./attachments.ts";
import type { Placeholder } from "./placeholders.ts";

/** Data with placeholders, and what they stand for. */
export interface ExtractedData {
  readonly data: unknown;
  readonly attachments: readonly Attachment[];
}

/** Puts placeholders in the place of binary values, in a copy, in the order in which JSON writes them. */
export function extractAttachments(data: unknown): ExtractedData {
  const attachments: Attachment[] = [];
  const resolved = resolveValue(data, "");
  if (!Array.isArray(resolved)) return { data: copyValue(resolved, attachments), attachments };
  const copies: unknown[] = [];
  // An argument without attachments, however large, is left as it is.
  for (const [index, item] of resolved.entries()) {
    copies.push(hasAttachment(item) ? copyValue(resolveValue(item, index), attachments) : item);
  }
  return { data: copies, attachments };
}

/** A copy of a value that has been resolved. What is found in it is added to `attachments`. */
function copyValue(root: unknown, attachments: Attachment[]): unknown {
  const holder: unknown[] = [];
  const frames: Frame[] = [createFrame([root], holder)];
  /** The objects around the current one, and their copies. */
  const path = new Map<object, Container>();
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (frame.next === frame.length) {
      path.delete(frame.source);
      frames.pop();
      continue;
    }
    const key = frame.keys === undefined ? frame.next : (frame.keys[frame.next] as string);
    frame.next++;
    const original = frame.source[key];
    const value = frames.length === 1 ? original : resolveValue(original, key);
    if (isAttachment(value)) {
      put(frame.copy, key, { _placeholder: true, num: attachments.push(value) - 1 } satisfies Placeholder);
    } else if (isContainer(value)) {
      const ancestor = path.get(value);
      const copy = ancestor ?? (Array.isArray(value) ? [] : {});
      put(frame.copy, key, copy);
      // With a cycle in the copy as well, JSON.stringify says what is wrong, in the words that everybody knows.
      if (ancestor !== undefined) break;
      if (frames.push(createFrame(value, copy)) > MAX_DATA_DEPTH) throw createDepthError();
      path.set(value, copy);
    } else if (key !== "toJSON" || typeof value !== "function") {
      // JSON would ask the copy what the source has answered already. A date stays one, for replacers to see.
      put(frame.copy, key, original);
    }
  }
  return holder[0];
}

type Container = unknown[] | Record<string, unknown>;

/** An object that is being copied. */
interface Frame {
  readonly source: Readonly<Record<string | number, unknown>>;
  readonly copy: Container;
  /** Not those of an array: it can have others than its elements, and lack some of these. */
  readonly keys: readonly string[] | undefined;
  readonly length: number;
  next: number;
}

function createFrame(source: object, copy: Container): Frame {
  const keys = Array.isArray(source) ? undefined : Object.keys(source);
  const { length } = keys ?? (source as unknown[]);
  return { source: source as Frame["source"], copy, keys, length, next: 0 };
}

/** Sets an own property, whatever its name. */
function put(container: Container, key: string | number, value: unknown): void {
  if (key !== "__proto__") (container as Record<string | number, unknown>)[key] = value;
  else Object.defineProperty(container, key, { value, enumerable: true });
}
