/** RFC 6455, sections 5.5.1, 7.1.5, 7.1.6 and 7.4: close frames. */
import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { decode, hex } from "./testing/recorder.ts";
import { masked, testRfcCases } from "./testing/rfc-case.ts";

const badCode = (code: number) => `error 1002 WS_ERR_INVALID_CLOSE_CODE ${code}`;
const BAD_TEXT = "error 1007 WS_ERR_INVALID_UTF8";
const reasonOf = (length: number) => "78".repeat(length);

describe("7.1.5: the code", () => {
  testRfcCases([
    ["none at all stands for 1005", ["8800"], ['close 1005 ""']],
    ["1000", ["8802 03e8"], ['close 1000 ""']],
    ["half of one", ["8801 03"], ["error 1002 WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH 1"]],
    ["nothing after it counts, not even an error", ["8802 03e8", "8101 61", "8300"], ['close 1000 ""']],
    ["after a message", ["8101 61", "8802 03e9"], ['text "a"', 'close 1001 ""']],
  ]);
});

describe("7.4: every code", () => {
  /** 7.4.1, the IANA registry, and 7.4.2. */
  const isGood = (code: number) =>
    (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);

  test("from 0 to 65535, in both roles", () => {
    for (let code = 0; code <= 65_535; code++) {
      const frame = Buffer.from([0x88, 2, code >> 8, code & 255]);
      const expected = isGood(code) ? `close ${code} ""` : badCode(code);
      const asClient = decode([frame], { role: "client" });
      const asServer = decode([masked(frame)], { role: "server" });
      if (asClient.join() !== expected || asServer.join() !== expected) {
        expect.fail(`${code}: ${asClient.join()}, ${asServer.join()}`);
      }
    }
  });

  const edges = [
    0, 1, 999, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015,
    1016, 1100, 1999, 2000, 2999, 3000, 3999, 4000, 4999, 5000, 65_535,
  ];
  testRfcCases(
    edges.map((code) => [
      `${code}`,
      [`8802 ${code.toString(16).padStart(4, "0")}`],
      [isGood(code) ? `close ${code} ""` : badCode(code)],
    ]),
  );
});

describe("7.1.6, 8.1: the reason", () => {
  testRfcCases([
    ["text", ["8805 03e8 627965"], ['close 1000 "bye"']],
    ["of several bytes a character", ["8805 03e8 e282ac"], ['close 1000 "€"']],
    ["as long as there is room", [`887d 03e8 ${reasonOf(123)}`], [`close 1000 "${"x".repeat(123)}"`]],
    ["not UTF-8", ["8803 03e8 ff"], [BAD_TEXT]],
    ["that ends within a character", ["8804 03e8 e282"], [BAD_TEXT]],
    ["a surrogate", ["8805 03e8 eda080"], [BAD_TEXT]],
    ["overlong", ["8804 03e8 c080"], [BAD_TEXT]],
    ["beyond U+10FFFF", ["8806 03e8 f4908080"], [BAD_TEXT]],
    ["with a code that may not be sent", ["8804 03ed 6f6b"], [badCode(1005)]],
    ["between fragments", ["0101 c3", "8805 03e8 627965"], ['close 1000 "bye"']],
  ]);

  test("a frame of 124 bytes of reason is refused for its length before its code is looked at", () => {
    const expected = ["error 1002 WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH 126"];
    expect(decode([hex("887e 007e")], { role: "client" })).toEqual(expected);
  });

  test("skipUtf8Validation is about messages: a reason is checked all the same", () => {
    expect(decode([hex("8803 03e8 ff")], { role: "client", skipUtf8Validation: true })).toEqual([BAD_TEXT]);
  });
});
