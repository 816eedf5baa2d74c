/** RFC 6455, section 5.2: the header, for all that it can say, and the examples of section 5.7. */
import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { decode, hex } from "./testing/recorder.ts";
import { masked, testRfcCases, type RfcCase } from "./testing/rfc-case.ts";

const HELLO = "48656c6c6f";
const MASKED_HELLO = "8537fa213d7f9f4d5158";

describe("5.1, 5.3: masking", () => {
  const opcodes = ["81", "82", "88", "89", "8a", "01", "02"];

  test.each(opcodes)("a server refuses an unmasked frame %s at its second byte", (first) => {
    expect(decode([hex(`${first} 00`)], { role: "server" })).toEqual(["error 1002 WS_ERR_EXPECTED_MASK"]);
    expect(decode([hex(`${first} 7d`)], { role: "server" })).toEqual(["error 1002 WS_ERR_EXPECTED_MASK"]);
  });

  test.each(opcodes)("a client refuses a masked frame %s at its second byte", (first) => {
    expect(decode([hex(`${first} 80`)], { role: "client" })).toEqual(["error 1002 WS_ERR_UNEXPECTED_MASK"]);
    expect(decode([hex(`${first} fd`)], { role: "client" })).toEqual(["error 1002 WS_ERR_UNEXPECTED_MASK"]);
  });

  test("each fragment and each control frame must keep to the role", () => {
    const text = "01 81 00000000 61";
    expect(decode([hex(text), hex("80 01 62")])).toEqual(["error 1002 WS_ERR_EXPECTED_MASK"]);
    expect(decode([hex(text), hex("89 00")])).toEqual(["error 1002 WS_ERR_EXPECTED_MASK"]);
    expect(decode([hex("01 01 61"), hex("80 81")], { role: "client" })).toEqual([
      "error 1002 WS_ERR_UNEXPECTED_MASK",
    ]);
  });

  test("any key will do, and each frame has its own", () => {
    const frames = ["82 82 00000000 abcd", "82 82 ffffffff abcd", "82 85 01020304 0000000000"];
    expect(decode(frames.map(hex))).toEqual(["binary abcd", "binary 5432", "binary 0102030401"]);
  });
});

describe("5.7: the examples", () => {
  test("masked", () => {
    expect(decode([hex("81" + MASKED_HELLO)])).toEqual(['text "Hello"']);
    expect(decode([hex("8a" + MASKED_HELLO)])).toEqual([`pong ${HELLO}`]);
  });

  testRfcCases([
    ["a text message in one frame", [`81 05 ${HELLO}`], ['text "Hello"']],
    ["a text message in two frames", ["01 03 48656c", "80 02 6c6f"], ['text "Hello"']],
    ["a ping and a pong", [`89 05 ${HELLO}`, `8a 05 ${HELLO}`], [`ping ${HELLO}`, `pong ${HELLO}`]],
    ["256 bytes", [`82 7e 0100 ${"ab".repeat(256)}`], [`binary ${"ab".repeat(256)}`]],
    ["64 kilobytes", [`82 7f 0000000000010000 ${"cd".repeat(65_536)}`], [`binary ${"cd".repeat(65_536)}`]],
  ]);
});

/** What a header's first byte must bring about, from the text of sections 5.2, 5.4 and 5.5, as a rule for each bit. */
function ruleFor(first: number, allowsRsv1: boolean, isInMessage: boolean): string | undefined {
  const opcode = first & 15;
  if ((first & 0x30) !== 0) return "error 1002 WS_ERR_UNEXPECTED_RSV_2_3";
  if ((first & 0x40) !== 0 && !(allowsRsv1 && [1, 2].includes(opcode)))
    return "error 1002 WS_ERR_UNEXPECTED_RSV_1";
  if ([3, 4, 5, 6, 7, 11, 12, 13, 14, 15].includes(opcode))
    return `error 1002 WS_ERR_INVALID_OPCODE ${opcode}`;
  if ([8, 9, 10].includes(opcode) && first < 128) return "error 1002 WS_ERR_EXPECTED_FIN";
  if (opcode === 0 && !isInMessage) return "error 1002 WS_ERR_INVALID_OPCODE 0";
  if ((opcode === 1 || opcode === 2) && isInMessage) return `error 1002 WS_ERR_INVALID_OPCODE ${opcode}`;
  return undefined;
}

const GOOD: Readonly<Record<number, string>> = {
  1: 'text ""',
  2: "binary ",
  8: 'close 1005 ""',
  9: "ping ",
  10: "pong ",
};

describe("5.2: all 256 first bytes", () => {
  for (const allowsRsv1 of [false, true]) {
    for (const isInMessage of [false, true]) {
      const where = isInMessage ? "in a message" : "between messages";
      test(`${where}, ${allowsRsv1 ? "with" : "without"} an extension`, () => {
        const before = isInMessage ? [hex("0101 61")] : [];
        for (let first = 0; first < 256; first++) {
          const rule = ruleFor(first, allowsRsv1, isInMessage);
          const frame = Buffer.from([first, 0]);
          const isWhole = (first & 0x80) !== 0;
          const good = (first & 15) === 0 ? 'text "a"' : GOOD[first & 15]!;
          const expected = rule === undefined ? (isWhole ? [good] : []) : [rule];
          const title = first.toString(16);
          expect(decode([...before, frame], { role: "client", allowsRsv1 }), title).toEqual(expected);
          const asServer = [...before, frame].map(masked);
          expect(decode(asServer, { role: "server", allowsRsv1 }), title).toEqual(expected);
        }
      });
    }
  }

  test("a rule of the first byte is enforced before the second byte is there", () => {
    for (let first = 0; first < 256; first++) {
      // What depends on the message in progress is told when the header is complete.
      const rule = ruleFor(first, false, (first & 15) === 0);
      expect(decode([Buffer.of(first)]), first.toString(16)).toEqual(rule === undefined ? [] : [rule]);
    }
  });
});

describe("RFC 7692, section 6: RSV1", () => {
  const RSV1 = "error 1002 WS_ERR_UNEXPECTED_RSV_1";

  describe("without the extension", () => {
    testRfcCases([
      ["on a text frame", ["c100"], [RSV1]],
      ["on the first fragment", ["4100"], [RSV1]],
      ["on a continuation", ["0100", "c000"], [RSV1]],
      ["on a control frame", ["c900"], [RSV1]],
    ]);
  });

  describe("with the extension", () => {
    const cases: readonly RfcCase[] = [
      ["a whole text message", ["c101 61"], ['text "a"']],
      ["a whole binary message", ["c201 61"], ["binary 61"]],
      ["the first fragment only", ["4101 61", "8001 62"], ['text "ab"']],
      [
        "messages with and without it in turn",
        ["c10161", "810162", "c10163"],
        ['text "a"', 'text "b"', 'text "c"'],
      ],
      ["not on a continuation of a compressed message", ["4101 61", "c001 62"], [RSV1]],
      ["not on a continuation of a plain message", ["0101 61", "c001 62"], [RSV1]],
      ["not on a ping", ["c900"], [RSV1]],
      ["not on a pong", ["ca00"], [RSV1]],
      ["not on a close frame", ["c802 03e8"], [RSV1]],
      ["not on a reserved opcode", ["c300"], [RSV1]],
      ["and never RSV2", ["e100"], ["error 1002 WS_ERR_UNEXPECTED_RSV_2_3"]],
      ["and never RSV3", ["d100"], ["error 1002 WS_ERR_UNEXPECTED_RSV_2_3"]],
    ];
    testRfcCases(cases, { allowsRsv1: true });
  });
});

describe("5.2: the payload length has its shortest form", () => {
  const longForm = "error 1002 WS_ERR_NON_MINIMAL_LENGTH";
  const bytes = (count: number) => "00".repeat(count);

  testRfcCases([
    ["7 bits: 0", ["8200"], ["binary "]],
    ["7 bits: 125", [`827d ${bytes(125)}`], [`binary ${bytes(125)}`]],
    ["16 bits: 126", [`827e 007e ${bytes(126)}`], [`binary ${bytes(126)}`]],
    ["16 bits: 127", [`827e 007f ${bytes(127)}`], [`binary ${bytes(127)}`]],
    ["16 bits: 65535", [`827e ffff ${bytes(65_535)}`], [`binary ${bytes(65_535)}`]],
    ["64 bits: 65536", [`827f 0000000000010000 ${bytes(65_536)}`], [`binary ${bytes(65_536)}`]],
    ["16 bits for 0", ["827e 0000"], [longForm]],
    ["16 bits for 5", [`827e 0005 ${bytes(5)}`], [longForm]],
    ["16 bits for 125", [`827e 007d ${bytes(125)}`], [longForm]],
    ["64 bits for 0", ["827f 0000000000000000"], [longForm]],
    ["64 bits for 125", [`827f 000000000000007d ${bytes(125)}`], [longForm]],
    ["64 bits for 126", [`827f 000000000000007e ${bytes(126)}`], [longForm]],
    ["64 bits for 65535", [`827f 000000000000ffff ${bytes(65_535)}`], [longForm]],
    ["in a continuation too", ["0201 00", `807e 0001 ${bytes(1)}`], [longForm]],
  ]);
});

describe("5.2: the most significant bit of a 64-bit length is 0", () => {
  const topBit = "error 1002 WS_ERR_INVALID_PAYLOAD_LENGTH";
  const tooLong = "error 1009 WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH";

  testRfcCases([
    ["set, with a length of 1 (CVE-2026-27889)", ["827f 8000000000000001"], [topBit]],
    ["set, with a length of 0", ["817f 8000000000000000"], [topBit]],
    ["set, with all others", ["827f ffffffffffffffff"], [topBit]],
    ["2^63 - 1 is right, but more than a number holds", ["827f 7fffffffffffffff"], [tooLong]],
    ["2^53 too", ["827f 0020000000000000"], [tooLong]],
    ["2^53 - 1 is a length", ["827f 001fffffffffffff"], []],
  ]);
});
