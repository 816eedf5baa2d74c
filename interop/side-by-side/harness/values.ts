import { Buffer } from "node:buffer";

/** Longer texts are told by their length. */
const LONGEST = 600;

/** Text on one line, with everything that cannot be seen made visible. */
export function visible(text: string): string {
  const shown = text.replaceAll(
    /[\u0000-\u001f\u007f-\u00a0\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return shown.length <= LONGEST ? shown : `${shown.slice(0, 40)}… (${text.length} characters)`;
}

/** Anything that an application may see, on one line. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(visible(value));
  if (typeof value === "function") return "function";
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (Buffer.isBuffer(value)) return `Buffer<${value.toString("hex")}>`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}<${hexOf(value)}>`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer<${Buffer.from(value).toString("hex")}>`;
  if (value instanceof Date) return `Date<${value.toISOString()}>`;
  if (value instanceof Error) return describeError(value);
  if (value instanceof Set) return `Set${describeValue([...value])}`;
  if (value instanceof Map) return `Map${describeValue([...value])}`;
  if (Array.isArray(value)) return `[${value.map(describeValue).join(", ")}]`;
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${describeValue(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function hexOf(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("hex");
}

/** The class, the message, and what applications attach to errors. */
function describeError(error: Error): string {
  const { data, responses } = error as { readonly data?: unknown; readonly responses?: unknown };
  const more = Object.entries({ data, responses })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${describeValue(value)}`);
  return `${error.constructor.name}(${JSON.stringify(visible(error.message))}${more.join("")})`;
}
