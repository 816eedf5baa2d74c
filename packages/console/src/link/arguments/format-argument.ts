import { viewBytes } from "./view-bytes.ts";

/** How an argument is to be shown. */
export interface FormatOptions {
  /** Spaces per level, each member on a line of its own; 0 for all on one line. @default 0 */
  readonly indent?: number;
  /** What is longer is cut off, and says so. @default 10_000 */
  readonly maxLength?: number;
}

/** How many bytes are shown of binary data. */
const SHOWN_BYTES = 16;

/** Deeper values are shown as an ellipsis. */
const MAX_DEPTH = 100;

/** An argument as text: JSON, but for binary data, which is shown as `<Uint8Array 12 bytes: 01 ff …>`. */
export function formatArgument(value: unknown, options: FormatOptions = {}): string {
  const { indent = 0, maxLength = 10_000 } = options;
  const writer = new ArgumentWriter(indent, maxLength);
  writer.write(value, 0);
  return writer.finish();
}

class ArgumentWriter {
  readonly #indent: number;
  readonly #maxLength: number;
  #text = "";

  constructor(indent: number, maxLength: number) {
    this.#indent = indent;
    this.#maxLength = maxLength;
  }

  get #isFull(): boolean {
    return this.#text.length > this.#maxLength;
  }

  finish(): string {
    return this.#isFull ? `${this.#text.slice(0, this.#maxLength)}…` : this.#text;
  }

  write(value: unknown, depth: number): void {
    if (typeof value === "string") this.#text += JSON.stringify(value.slice(0, this.#maxLength + 1));
    else if (typeof value !== "object" || value === null) this.#text += formatPrimitive(value);
    else if (isBinary(value)) this.#text += formatBinary(value);
    else if (depth >= MAX_DEPTH) this.#text += "…";
    else if (Array.isArray(value)) this.#writeArray(value, depth);
    else this.#writeObject(value, depth);
  }

  #writeArray(array: readonly unknown[], depth: number): void {
    this.#text += "[";
    for (const [index, item] of array.entries()) {
      if (this.#isFull) return;
      this.#separate(index, depth);
      this.write(item, depth + 1);
    }
    this.#close(array.length, depth, "]");
  }

  #writeObject(object: object, depth: number): void {
    const members = Object.entries(object) as [string, unknown][];
    this.#text += "{";
    for (const [index, [name, member]] of members.entries()) {
      if (this.#isFull) return;
      this.#separate(index, depth);
      this.#text += `${JSON.stringify(name)}:${this.#indent > 0 ? " " : ""}`;
      this.write(member, depth + 1);
    }
    this.#close(members.length, depth, "}");
  }

  #separate(index: number, depth: number): void {
    if (index > 0) this.#text += ",";
    this.#breakLine(depth + 1);
  }

  #close(length: number, depth: number, bracket: string): void {
    if (length > 0) this.#breakLine(depth);
    this.#text += bracket;
  }

  #breakLine(depth: number): void {
    if (this.#indent > 0) this.#text += `\n${" ".repeat(this.#indent * depth)}`;
  }
}

type Binary = ArrayBuffer | ArrayBufferView | Blob;

const isBinary = (value: object): value is Binary =>
  value instanceof ArrayBuffer || ArrayBuffer.isView(value) || value instanceof Blob;

function formatPrimitive(value: unknown): string {
  if (typeof value === "function") return "<function>";
  return String(value);
}

function formatBinary(value: Binary): string {
  if (value instanceof File) return `<file ${JSON.stringify(value.name)} ${countBytes(value.size)}>`;
  if (value instanceof Blob) return `<Blob ${countBytes(value.size)}>`;
  const bytes = viewBytes(value);
  const name = value instanceof ArrayBuffer ? "ArrayBuffer" : value.constructor.name;
  const shown = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) => byte.toString(16).padStart(2, "0"));
  if (bytes.length > SHOWN_BYTES) shown.push("…");
  return `<${name} ${countBytes(bytes.length)}${shown.length > 0 ? `: ${shown.join(" ")}` : ""}>`;
}

const countBytes = (count: number): string =>
  count === 1 ? "1 byte" : `${count.toLocaleString("en-GB")} bytes`;
