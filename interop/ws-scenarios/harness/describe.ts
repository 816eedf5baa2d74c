import { createHash } from "node:crypto";

const SHOWN_BYTES = 40;

/** Bytes as hex, or as length and digest when they are many. */
function describeBytes(bytes: Uint8Array): string {
  if (bytes.length <= SHOWN_BYTES) return Buffer.from(bytes).toString("hex");
  return `${bytes.length} bytes ${createHash("sha1").update(bytes).digest("hex").slice(0, 12)}`;
}

/**
 * An error as its contract: the built-in class that `instanceof` sees, the code and the text. The name of the concrete
 * class and the stack are nobody's business.
 */
export function describeError(error: Error): string {
  const kinds = [RangeError, SyntaxError, TypeError] as const;
  const kind = kinds.find((candidate) => error instanceof candidate)?.name ?? "Error";
  const code = "code" in error ? `[${String(error.code)}]` : "";
  return `${kind}${code}: ${error.message}`;
}

/** Any value of a trace, without anything that differs from run to run. */
export function describe(value: unknown): string {
  if (typeof value === "string") {
    return value.length > 200 ? `string ${describeBytes(Buffer.from(value))}` : JSON.stringify(value);
  }
  if (value instanceof Error) return describeError(value);
  if (Buffer.isBuffer(value)) return `Buffer<${describeBytes(value)}>`;
  if (value instanceof Uint8Array) return `Uint8Array<${describeBytes(value)}>`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer<${describeBytes(new Uint8Array(value))}>`;
  if (value instanceof Blob) return `Blob<${value.size}>`;
  if (Array.isArray(value)) return `[${value.map(describe).join(", ")}]`;
  if (value instanceof Set) return `Set[${[...value].map(describe).join(", ")}]`;
  if (typeof value === "function") return "function";
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(([key, field]) => `${key}: ${describe(field)}`);
    return `{${fields.join(", ")}}`;
  }
  return String(value);
}
