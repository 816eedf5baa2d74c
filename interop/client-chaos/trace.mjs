// The few lines of the log that tell how a promise was broken.

/** @typedef {import("./types.ts").Entry} Entry */
/** @typedef {import("./types.ts").What} What */

/** What else tells where a party was. @type {ReadonlySet<What>} */
const landmarks = new Set(["opened", "connect", "disconnect", "connect_error", "joined", "left", "fault"]);

/** Neighbours are of interest, as most promises are about order. */
const neighbourhood = 1;
/** Landmarks before and after what is about the number. */
const before = 8;
const after = 4;
const mostLines = 40;

/** @param {Entry} entry @param {import("./types.ts").Violation} violation */
function isNear(entry, { n, m, q, at }) {
  if (entry.at === at) return true;
  const near = (/** @type {number} */ number, /** @type {number | undefined} */ other) =>
    other !== undefined && Math.abs(number - other) <= neighbourhood;
  if ("n" in entry) return near(entry.n, n);
  if ("m" in entry) return near(entry.m, m);
  return "q" in entry && near(entry.q, q);
}

/** @param {Entry} entry */
export function formatEntry({ at, who: _who, what, ...rest }) {
  return `${at.toFixed(1).padStart(9)}  ${what} ${JSON.stringify(rest)}`;
}

/**
 * @param {readonly Entry[]} log
 * @param {import("./types.ts").Violation} violation
 * @returns {string}
 */
export function formatTrace(log, violation) {
  // Faults are those of the client, whose number comes first in the names of its parties.
  const [client] = violation.who.split(" ");
  const own = log.filter(({ who }) => who === violation.who || who === client);
  const chosen = own.flatMap((entry, index) => (isNear(entry, violation) ? [index] : []));
  const first = chosen[0] ?? own.length;
  const last = chosen.at(-1) ?? own.length;
  const places = own.flatMap(({ what }, index) => (landmarks.has(what) ? [index] : []));
  const lines = [
    ...places.filter((index) => index < first).slice(-before),
    ...chosen,
    ...places.filter((index) => index > first && index < last),
    ...places.filter((index) => index > last).slice(0, after),
  ].toSorted((a, b) => a - b);
  return [...new Set(lines)]
    .slice(0, mostLines)
    .flatMap((index) => own[index] ?? [])
    .map(formatEntry)
    .join("\n");
}
