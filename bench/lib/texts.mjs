/** What the broadcast application sends: texts of 32 characters, a new string each time, as an application makes them. */

let counter = 0;

/** @returns {string} */
export function nextText() {
  counter = (counter + 1) % 1_000_000;
  return `broadcast message number ${String(counter).padStart(7, "0")}`;
}
