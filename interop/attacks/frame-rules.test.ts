import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { attack, ROLES, type Attack } from "./harness/roles.ts";
import { CLOSE, closePayload, PING, TEXT } from "./harness/frames.ts";
import { useTarget } from "./harness/target.ts";

/** What the attacker sends, the code that it gets, and the error that the application under attack gets. */
type Case = readonly [
  name: string,
  bytes: (attacker: Attack, maskBit: number) => Buffer,
  closeCode: number,
  error: string,
];

const KEY = Buffer.alloc(4);
const pad = (maskBit: number): Buffer => (maskBit === 0 ? Buffer.alloc(0) : KEY);
const hex = (bytes: string): Buffer => Buffer.from(bytes.replaceAll(" ", ""), "hex");

/** A header with a length of our choice, however wrong. */
function header(first: number, maskBit: number, length: string): Buffer {
  const bytes = hex(length);
  bytes[0] = bytes[0]! | maskBit;
  return Buffer.concat([Buffer.of(first), bytes, pad(maskBit)]);
}

const closeCodes = [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535];

const cases: readonly Case[] = [
  ...[0x40, 0x20, 0x10].map((rsv): Case => [
    `row 26: a ping with the reserved bit ${rsv.toString(16)}`,
    (a) => a.frame({ opcode: PING, rsv }),
    1002,
    rsv === 0x40 ? "WS_ERR_UNEXPECTED_RSV_1" : "WS_ERR_UNEXPECTED_RSV_2_3",
  ]),
  ["row 26: a ping in fragments", (a) => a.frame({ opcode: PING, fin: false }), 1002, "WS_ERR_EXPECTED_FIN"],
  [
    "row 26: a ping of 126 bytes, at its header",
    (_, maskBit) => header(0x89, maskBit, "7e 007e"),
    1002,
    "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH",
  ],
  [
    "row 26: a close frame of 1 byte",
    (a) => a.frame({ opcode: CLOSE, payload: "x" }),
    1002,
    "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH",
  ],
  ...closeCodes.map((code): Case => [
    `row 26: the close code ${code}`,
    (a) => a.frame({ opcode: CLOSE, payload: closePayload(code) }),
    1002,
    "WS_ERR_INVALID_CLOSE_CODE",
  ]),
  [
    "row 26: a close reason that is not UTF-8",
    (a) => a.frame({ opcode: CLOSE, payload: closePayload(1000, Buffer.of(0xff)) }),
    1007,
    "WS_ERR_INVALID_UTF8",
  ],
  ...["7e 0005", "7e 007d", "7f 000000000000007e", "7f 000000000000ffff"].map((length): Case => [
    `row 27: the length ${length}`,
    (_, maskBit) => header(0x82, maskBit, length),
    1002,
    "WS_ERR_NON_MINIMAL_LENGTH",
  ]),
  ...["7f 8000000000000001", "7f ffffffffffffffff"].map((length): Case => [
    `CVE-2026-27889: the length ${length}`,
    (_, maskBit) => header(0x82, maskBit, length),
    1002,
    "WS_ERR_INVALID_PAYLOAD_LENGTH",
  ]),
  [
    "a length that no number can hold",
    (_, maskBit) => header(0x82, maskBit, "7f 7fffffffffffffff"),
    1009,
    "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH",
  ],
  [
    "CVE-2016-10542: 256 MB announced, at its header",
    (_, maskBit) => header(0x82, maskBit, "7f 0000000010000000"),
    1009,
    "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
  ],
  [
    "row 28: a bad byte in text that is to go on",
    (_, maskBit) => Buffer.concat([header(0x01, maskBit, "7e 4000"), Buffer.from("ok\xff", "latin1")]),
    1007,
    "WS_ERR_INVALID_UTF8",
  ],
  [
    "row 28: a character that ends wrongly in the next fragment",
    (a, maskBit) =>
      Buffer.concat([
        a.frame({ opcode: TEXT, fin: false, payload: hex("e282") }),
        header(0x00, maskBit, "10"),
        Buffer.from("("),
      ]),
    1007,
    "WS_ERR_INVALID_UTF8",
  ],
  [
    "row 28: a character that does not end",
    (a) => a.frame({ opcode: TEXT, payload: hex("e282") }),
    1007,
    "WS_ERR_INVALID_UTF8",
  ],
  ["an opcode without a meaning", (a) => a.frame({ opcode: 3 }), 1002, "WS_ERR_INVALID_OPCODE"],
  ["a continuation of nothing", (a) => a.frame({ opcode: 0 }), 1002, "WS_ERR_INVALID_OPCODE"],
  [
    "a message within a message",
    (a) => Buffer.concat([a.frame({ opcode: TEXT, fin: false }), a.frame({ opcode: TEXT })]),
    1002,
    "WS_ERR_INVALID_OPCODE",
  ],
];

describe.each(ROLES)("frames that break a rule, sent to a %s", (role) => {
  const arena = useTarget();
  const maskBit = role === "server" ? 0x80 : 0;

  it.each(cases)("%s", async (_name, bytes, closeCode, error) => {
    const attacker = await attack(arena, role);
    attacker.peer.send(bytes(attacker, maskBit));
    expect(await attacker.peer.closeCode()).toBe(closeCode);
    await attacker.peer.closed;
    expect(await attacker.ended()).toMatchObject({ messages: 0, errors: [error] });
  });

  it("row 25: a frame that is masked and must not be, or the reverse", async () => {
    const attacker = await attack(arena, role);
    attacker.peer.send(attacker.frame({ opcode: TEXT, mask: role === "server" ? false : KEY }));
    expect(await attacker.peer.closeCode()).toBe(1002);
    await attacker.peer.closed;
    expect((await attacker.ended()).errors).toEqual([
      role === "server" ? "WS_ERR_EXPECTED_MASK" : "WS_ERR_UNEXPECTED_MASK",
    ]);
  });

  it("what comes behind a broken rule does not count", async () => {
    const attacker = await attack(arena, role);
    const text = attacker.frame({ opcode: TEXT, payload: "x" });
    attacker.peer.send(text, attacker.frame({ opcode: 3 }), text, text);
    expect(await attacker.peer.closeCode()).toBe(1002);
    expect(await attacker.ended()).toMatchObject({ messages: 1, errors: ["WS_ERR_INVALID_OPCODE"] });
  });
});
