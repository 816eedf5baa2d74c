/** Opens many connections, some at a time. */

/** Milliseconds, and those for each connection. */
const TIMEOUT = 10_000;
const TIMEOUT_EACH = 1;

let lost = 0;

/** @returns {number} How many connections ended by themselves after they had been opened. */
export function countLost() {
  return lost;
}

/**
 * @typedef {object} Losable
 * @property {(error: Error) => void} onLost
 */

/**
 * @template {Losable} T
 * @param {object} options
 * @param {number} options.count
 * @param {number} options.concurrency Connections that are being opened at a time, at most.
 * @param {(onOpen: () => void) => T} options.openOne
 * @returns {Promise<T[]>}
 */
export function openAll({ count, concurrency, openOne }) {
  return new Promise((resolve, reject) => {
    /** @type {T[]} */
    const opened = [];
    let started = 0;
    const timeout = TIMEOUT + TIMEOUT_EACH * count;
    const timer = setTimeout(
      () => fail(new Error(`only ${opened.length} of ${count} connections opened in ${timeout} ms`)),
      timeout,
    );
    const fail = (/** @type {Error} */ error) => {
      clearTimeout(timer);
      reject(error);
    };
    const startOne = () => {
      started += 1;
      const connection = openOne(() => {
        opened.push(connection);
        connection.onLost = () => {
          lost += 1;
        };
        if (opened.length === count) {
          clearTimeout(timer);
          resolve(opened);
        } else if (started < count) {
          startOne();
        }
      });
      connection.onLost = fail;
    };
    while (started < Math.min(count, concurrency)) {
      startOne();
    }
  });
}
