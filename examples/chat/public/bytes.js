const SHOWN_BYTES = 24;
const SHOWN_CHARACTERS = 120;

/**
 * The bytes that hexadecimal digits stand for: `48 65`, `0x48,0x65` and `4865` are all the same two.
 * @param {string} text
 * @returns {{ bytes: Uint8Array<ArrayBuffer> } | { problem: string }}
 */
export function parseHex(text) {
  const digits = text.replaceAll(/0x/gi, "").replaceAll(/[\s,:]+/g, "");
  const wrong = /[^0-9a-f]/i.exec(digits);
  if (wrong !== null) return { problem: `"${wrong[0]}" is no hexadecimal digit.` };
  if (digits.length % 2 === 1) return { problem: "Two digits make a byte; the last one stands alone." };
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  }
  return { bytes };
}

/** @param {Uint8Array} bytes */
export function formatHex(bytes) {
  const hex = [...bytes.subarray(0, SHOWN_BYTES)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return bytes.length > SHOWN_BYTES ? `${hex} …` : hex;
}

/** @param {string} text */
export function shorten(text) {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** @param {number} bytes */
export function formatSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const [size, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "KB"] : [bytes / 1024 / 1024, "MB"];
  return `${size < 10 && size % 1 !== 0 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** @param {number} ms */
export function formatDuration(ms) {
  return ms < 100 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** @param {Date} date */
export function formatTime(date) {
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()];
  const text = clock.map((part) => String(part).padStart(2, "0")).join(":");
  return `${text}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
