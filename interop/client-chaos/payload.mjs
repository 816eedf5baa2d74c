// What the numbered events carry: texts and bytes, small and large, each to be known again by its number.

/** @param {number} number */
function sizeOf(number) {
  if (number % 11 === 0) return 20_000;
  return number % 4 === 0 ? 300 : 0;
}

/** @param {number} number @returns {Buffer | string} */
export const payloadOf = (number) =>
  sizeOf(number) === 0 ? `number ${number} é€🐟` : Buffer.alloc(sizeOf(number), number);

/** @param {unknown} payload @param {number} number */
export function isPayloadOf(payload, number) {
  const expected = payloadOf(number);
  return payload instanceof Uint8Array && expected instanceof Buffer
    ? expected.equals(payload)
    : payload === expected;
}
