/** From bytes to a string and back: what knowing that a text is ASCII is worth. */
import { isAscii, isUtf8 } from "node:buffer";
import { compare } from "./harness.mjs";

/** @type {readonly [string, string][]} */
const samples = [
  ["32 ASCII characters", "abcdefgh".repeat(4)],
  ["1,000 ASCII characters", "abcdefghij".repeat(100)],
  ["32 characters, one of them not ASCII", `${"abcdefgh".repeat(4).slice(1)}é`],
];

for (const [title, text] of samples) {
  // The methods behind `toString` and `write`, which @types/node does not list.
  const bytes = /** @type {any} */ (Buffer.from(text));
  const target = /** @type {any} */ (Buffer.alloc(bytes.length + 16));
  const isAsciiText = isAscii(bytes);

  compare(`decode ${title}`, {
    "isUtf8, then utf8Slice": (times) => {
      let length = 0;
      for (let turn = 0; turn < times; turn += 1) {
        length += isUtf8(bytes) ? bytes.utf8Slice(0, bytes.length).length : 0;
      }
      return length;
    },
    "utf8Slice alone": (times) => {
      let length = 0;
      for (let turn = 0; turn < times; turn += 1) length += bytes.utf8Slice(0, bytes.length).length;
      return length;
    },
    "isAscii, then latin1Slice": (times) => {
      let length = 0;
      for (let turn = 0; turn < times; turn += 1) {
        length += isAscii(bytes) ? bytes.latin1Slice(0, bytes.length).length : 0;
      }
      return length;
    },
    ...(isAsciiText && {
      "latin1Slice alone": (times) => {
        let length = 0;
        for (let turn = 0; turn < times; turn += 1) length += bytes.latin1Slice(0, bytes.length).length;
        return length;
      },
    }),
  });

  compare(`encode ${title}`, {
    "Buffer.from": (times) => {
      let length = 0;
      for (let turn = 0; turn < times; turn += 1) length += Buffer.from(text).length;
      return length;
    },
    "byteLength, then utf8Write": (times) => {
      let length = 0;
      for (let turn = 0; turn < times; turn += 1)
        length += Buffer.byteLength(text) + target.utf8Write(text, 2);
      return length;
    },
    "byteLength, then latin1Write": (times) => {
      let length = 0;
      for (let turn = 0; turn < times; turn += 1)
        length += Buffer.byteLength(text) + target.latin1Write(text, 2);
      return length;
    },
  });
}
