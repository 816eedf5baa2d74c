// What crosses the border between two processes as lines of JSON: bytes, nothings, errors, and functions by number.

/**
 * @typedef {object} Border
 * @property {(callback: Function) => number} keep Gives a function of this side a number.
 * @property {(number: number, parameters: unknown[]) => void} call Calls a function of the other side.
 */

/** Newer versions of Node take these for the ends of lines, which JSON does not know. */
const lineEnds = /[\u2028\u2029]/u;

/** @type {(value: unknown) => value is object} */
const isObject = (value) => typeof value === "object" && value !== null;

/**
 * @param {unknown} value
 * @param {Border} border
 * @returns {unknown}
 */
export function toJson(value, border) {
  if (value === undefined) return { $: "undefined" };
  if (typeof value === "string" && lineEnds.test(value)) return { $: "text", uri: encodeURIComponent(value) };
  if (typeof value === "function") return { $: "function", number: border.keep(value) };
  if (value instanceof Error) return { $: "error", message: value.message };
  if (value instanceof Uint8Array) return { $: "bytes", base64: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map((item) => toJson(item, border));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item, border)]));
}

/**
 * @param {unknown} value
 * @param {Border} border
 * @returns {unknown}
 */
export function fromJson(value, border) {
  if (Array.isArray(value)) return value.map((item) => fromJson(item, border));
  if (!isObject(value)) return value;
  const content = /** @type {Record<string, unknown>} */ (value);
  switch (content["$"]) {
    case "undefined":
      return undefined;
    case "function":
      return (/** @type {unknown[]} */ ...parameters) => border.call(Number(content["number"]), parameters);
    case "text":
      return decodeURIComponent(String(content["uri"]));
    case "error":
      return new Error(String(content["message"]));
    case "bytes":
      return Buffer.from(String(content["base64"]), "base64");
    default:
      return Object.fromEntries(Object.entries(content).map(([key, item]) => [key, fromJson(item, border)]));
  }
}
