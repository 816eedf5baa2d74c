// Says what a value is, so that both sides of a connection can tell of what they got, as text.

/** @param {ArrayBuffer | Uint8Array} bytes */
const hex = (bytes) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * The value with every piece of binary data replaced by its kind and its bytes.
 * @param {unknown} value
 * @returns {Promise<unknown>}
 */
export async function describe(value) {
  if (value instanceof Blob) return `${value.constructor.name} ${hex(await value.arrayBuffer())}`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${hex(value)}`;
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return `${value.constructor.name} ${hex(bytes)}`;
  }
  if (Array.isArray(value)) return Promise.all(value.map(describe));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(async ([key, item]) => [key, await describe(item)]);
  return Object.fromEntries(await Promise.all(entries));
}
