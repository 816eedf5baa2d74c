/** RFC 6455, sections 5.4 to 5.6: fragments, control frames and data frames. */
import { describe } from "vitest";
import { testRfcCases } from "./testing/rfc-case.ts";

const bytes = (count: number) => "00".repeat(count);
const badOpcode = (opcode: number) => `error 1002 WS_ERR_INVALID_OPCODE ${opcode}`;

describe("5.4: fragments", () => {
  testRfcCases([
    ["two of text", ["0101 61", "8001 62"], ['text "ab"']],
    ["two of binary", ["0201 01", "8001 02"], ["binary 0102"]],
    ["many", ["0101 61", "0001 62", "0001 63", "0001 64", "8001 65"], ['text "abcde"']],
    ["empty first", ["0100", "8001 61"], ['text "a"']],
    ["empty last", ["0101 61", "8000"], ['text "a"']],
    ["empty in the middle", ["0201 01", "0000", "0000", "8001 02"], ["binary 0102"]],
    ["all empty", ["0100", "0000", "8000"], ['text ""']],
    ["all empty, binary", ["0200", "8000"], ["binary "]],
    [
      "of 125, 126 and 65536 bytes",
      [`027d ${bytes(125)}`, `007e 007e ${bytes(126)}`, `807f 0000000000010000 ${bytes(65_536)}`],
      [`binary ${bytes(125 + 126 + 65_536)}`],
    ],
    [
      "one message after the other",
      ["0101 61", "8001 62", "0201 01", "8001 02", "8101 63"],
      ['text "ab"', "binary 0102", 'text "c"'],
    ],
    ["without an end deliver nothing", ["0101 61", "0001 62"], []],
  ]);
});

describe("5.4: a continuation needs a message, and a message is continued before the next begins", () => {
  testRfcCases([
    ["a last continuation at the start", ["8000"], [badOpcode(0)]],
    ["a continuation at the start", ["0001 61"], [badOpcode(0)]],
    ["a continuation after a whole message", ["8101 61", "8001 62"], ['text "a"', badOpcode(0)]],
    ["a continuation after the last one", ["0101 61", "8001 62", "0001 63"], ['text "ab"', badOpcode(0)]],
    ["a continuation after a control frame", ["8900", "8000"], ["ping ", badOpcode(0)]],
    ["text in text", ["0101 61", "8101 62"], [badOpcode(1)]],
    ["binary in text", ["0101 61", "8201 62"], [badOpcode(2)]],
    ["text in binary", ["0201 01", "0101 62"], [badOpcode(1)]],
    ["binary in binary", ["0201 01", "0201 62"], [badOpcode(2)]],
    ["after an empty first fragment", ["0100", "8100"], [badOpcode(1)]],
    ["nothing counts after it", ["0101 61", "8101 62", "8001 63", "8900"], [badOpcode(1)]],
  ]);
});

describe("5.4, 5.5: control frames between fragments", () => {
  testRfcCases([
    ["a ping", ["0101 61", "8901 70", "8001 62"], ["ping 70", 'text "ab"']],
    ["a pong", ["0201 01", "8a01 70", "8001 02"], ["pong 70", "binary 0102"]],
    [
      "many",
      ["0101 61", "8901 01", "8a01 02", "0001 62", "8901 03", "8001 63", "8900"],
      ["ping 01", "pong 02", "ping 03", 'text "abc"', "ping "],
    ],
    [
      "between two halves of a character",
      ["0101 c3", `897d ${bytes(125)}`, "8001 a4"],
      [`ping ${bytes(125)}`, 'text "ä"'],
    ],
    ["a close frame ends it all", ["0101 61", "8802 03e8", "8001 62"], ['close 1000 ""']],
    [
      "one that is in fragments itself is refused",
      ["0101 61", "0901 70"],
      ["error 1002 WS_ERR_EXPECTED_FIN"],
    ],
    ["one with a reserved opcode is refused", ["0101 61", "8b00"], [badOpcode(11)]],
  ]);
});

describe("5.5: control frames have at most 125 bytes and are not in fragments", () => {
  const tooLong = (length: 126 | 127) => `error 1002 WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH ${length}`;
  const expectedFin = "error 1002 WS_ERR_EXPECTED_FIN";

  testRfcCases([
    ["an empty ping and pong", ["8900", "8a00"], ["ping ", "pong "]],
    ["a ping of 125", [`897d ${bytes(125)}`], [`ping ${bytes(125)}`]],
    ["a pong of 125", [`8a7d ${bytes(125)}`], [`pong ${bytes(125)}`]],
    ["a pong nobody asked for", ["8a02 abcd", "8101 61"], ["pong abcd", 'text "a"']],
    ["a ping with bytes that are no text", ["8903 00ff80"], ["ping 00ff80"]],
    ["a ping of 126", [`897e 007e ${bytes(126)}`], [tooLong(126)]],
    ["a pong of 126", [`8a7e 007e ${bytes(126)}`], [tooLong(126)]],
    ["a close frame of 126", [`887e 007e 03e8 ${bytes(124)}`], [tooLong(126)]],
    ["a ping of 65536", ["897f 0000000000010000"], [tooLong(127)]],
    ["a ping of 5 in 16 bits", ["897e 0005"], [tooLong(126)]],
    ["a ping in fragments", ["0901 70", "8001 71"], [expectedFin]],
    ["a pong in fragments", ["0a00"], [expectedFin]],
    ["a close frame in fragments", ["0802 03e8"], [expectedFin]],
  ]);
});

describe("5.2, 5.6: reserved opcodes", () => {
  const reserved = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];
  const first = (fin: number, opcode: number) => (fin | opcode).toString(16).padStart(2, "0");

  testRfcCases(
    reserved.flatMap((opcode) => [
      [`${opcode}`, [`${first(0x80, opcode)} 00`], [badOpcode(opcode)]] as const,
      [`${opcode} with a payload`, [`${first(0x80, opcode)} 01 00`], [badOpcode(opcode)]] as const,
      [`${opcode} without FIN`, [`${first(0, opcode)} 00`], [badOpcode(opcode)]] as const,
      [
        `${opcode} after a message`,
        ["8101 61", `${first(0x80, opcode)} 00`],
        ['text "a"', badOpcode(opcode)],
      ] as const,
    ]),
  );
});

describe("5.6: data frames", () => {
  testRfcCases([
    ["empty text", ["8100"], ['text ""']],
    ["empty binary", ["8200"], ["binary "]],
    ["text with a NUL", ["8103 610062"], [`text ${JSON.stringify("a\u0000b")}`]],
    ["binary with any bytes", ["8204 00ff80c3"], ["binary 00ff80c3"]],
    ["one after the other", ["8101 61", "8201 01", "8101 62"], ['text "a"', "binary 01", 'text "b"']],
  ]);
});
