/**
 * What a test asks of a server, as data: the members to go through, each a getter or a method with its arguments.
 *
 * @typedef {readonly [name: string, ...parameters: unknown[]]} Step
 */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === "object" && value !== null;

/** Buffers come as what JSON makes of them. @param {string} _key @param {unknown} value */
function revive(_key, value) {
  if (!isObject(value) || value["type"] !== "Buffer" || !Array.isArray(value["data"])) return value;
  return Buffer.from(/** @type {number[]} */ (value["data"]));
}

/** @param {string} line */
export const parseCommand = (line) =>
  /** @type {{ id: number, nsp?: string, steps?: Step[], close?: boolean }} */ (JSON.parse(line, revive));

/**
 * A value as JSON can say it. A socket, of this server or of another, becomes what is the same of both.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
export function describe(value) {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof Set) return [.../** @type {Set<string>} */ (value)].toSorted();
  if (Array.isArray(value)) return value.map(describe);
  if (!isObject(value)) return value;
  if (!("handshake" in value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, describe(item)]));
  }
  const { id, rooms, data, handshake } = value;
  const { auth } = /** @type {{ auth: unknown }} */ (handshake);
  return describe({ id, rooms, data, auth });
}

/**
 * @param {unknown} target
 * @param {readonly Step[]} steps
 */
export async function perform(target, steps) {
  let result = target;
  for (const [name, ...parameters] of steps) {
    if (name === "socket") {
      result = /** @type {{ id: string }[]} */ (result).find(({ id }) => id === parameters[0]);
      continue;
    }
    const owner = /** @type {Record<string, unknown>} */ (result);
    const member = owner[name];
    result = await (typeof member === "function" ? Reflect.apply(member, owner, parameters) : member);
  }
  return describe(result);
}
