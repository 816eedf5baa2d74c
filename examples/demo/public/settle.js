/**
 * What came of a request. That no answer came, in spite of all attempts, is said in a sentence like other refusals.
 * @template T
 * @param {Promise<import("../shared/answer.ts").Answer<T>>} asked
 */
export function settle(asked) {
  return asked.catch(() => ({ error: "The server does not answer." }));
}
