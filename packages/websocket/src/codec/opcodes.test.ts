import { expect, test } from "vitest";
import { CONTROL_BIT, FIN, MAX_CONTROL_PAYLOAD, OPCODE, OPCODE_BITS, RSV1, RSV2_3 } from "./opcodes.ts";

test("the opcodes are those of RFC 6455, section 11.8", () => {
  expect(OPCODE).toEqual({ continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 });
});

test("the bits of the first byte do not overlap and cover all of it", () => {
  expect([FIN, RSV1, RSV2_3, OPCODE_BITS].reduce((sum, bits) => sum + bits)).toBe(0xff);
  expect(FIN | RSV1 | RSV2_3 | OPCODE_BITS).toBe(0xff);
});

test("the control bit tells control opcodes from data opcodes", () => {
  const isControl = (opcode: number) => (opcode & CONTROL_BIT) !== 0;
  expect([OPCODE.continuation, OPCODE.text, OPCODE.binary].map(isControl)).toEqual([false, false, false]);
  expect([OPCODE.close, OPCODE.ping, OPCODE.pong].map(isControl)).toEqual([true, true, true]);
});

test("a control frame's length fits into the seven bits of its second byte (RFC 6455, section 5.5)", () => {
  expect(MAX_CONTROL_PAYLOAD).toBe(125);
});
