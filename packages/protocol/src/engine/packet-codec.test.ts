import { expect, test } from "vitest";
import { isTextMessage } from "./packet-codec.ts";

test.for<[string | Uint8Array, boolean]>([
  ["4a", true],
  ["4", false],
  ["", false],
  ["2probe", false],
  ["b4AQ==", false],
  [Uint8Array.of(0x34, 0x61), false],
])("is %o a message with text? %s", ([frame, expected]) => {
  expect(isTextMessage(frame)).toBe(expected);
});
