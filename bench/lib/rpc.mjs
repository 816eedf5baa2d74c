/**
 * The child's half of the control channel: named methods over Node's IPC channel. The parent's half is in child.mjs.
 * A child whose parent is gone ends itself, so a benchmark that is killed leaves nothing behind.
 */

/**
 * @typedef {(parameters: any) => unknown} Method Called with what the parent passed; may return a promise.
 */

/**
 * @param {Record<string, Method>} methods
 * @returns {void}
 */
export function serveMethods(methods) {
  if (process.send === undefined) {
    throw new Error("This file is one process of a benchmark: start `node bench/run.mjs` instead.");
  }
  process.on("disconnect", () => process.exit(0));
  process.on("message", (/** @type {{ id: number, method: string, parameters: unknown }} */ call) => {
    void answer(methods, call);
  });
  process.send({ ready: true });
}

/**
 * @param {Record<string, Method>} methods
 * @param {{ id: number, method: string, parameters: unknown }} call
 * @returns {Promise<void>}
 */
async function answer(methods, { id, method, parameters }) {
  try {
    const handler = methods[method];
    if (handler === undefined) {
      throw new Error(`there is no method "${method}"`);
    }
    const result = await handler(parameters);
    process.send?.({ id, result });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
