/** RFC 6455, section 8.1, with the syntax of RFC 3629: text is checked as it arrives. */
import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { decode, hex, Recorder, type DecodeOptions } from "./testing/recorder.ts";
import { masked } from "./testing/rfc-case.ts";
import { referenceEncode } from "./testing/reference-codec.ts";

const BAD_TEXT = "error 1007 WS_ERR_INVALID_UTF8";

const VALID: readonly (readonly [title: string, bytes: string])[] = [
  ["ASCII", "48656c6c6f2d"],
  ["the first and last of 1 byte", "007f"],
  ["the first and last of 2 bytes", "c280dfbf"],
  ["the first and last of 3 bytes", "e0a080efbfbf"],
  ["the first and last of 4 bytes", "f0908080f48fbfbf"],
  ["the neighbours of the surrogates", "ed9fbfee8080"],
  ["each kind of lead byte", "c3a4 e0bfbf e18080 ecbfbf ed8080 ee8080 f0bfbfbf f1808080 f3bfbfbf f4808080"],
  ["non-characters", "efb790efbfbef09fbfbe"],
  ["a byte order mark, at the start and later", "efbbbf61efbbbf"],
  ["Greek, with marks", "cebae1bdb9cf83cebcceb5"],
];

/** What is wrong, the bytes, and the index of the first byte that no continuation could make good. */
const INVALID: readonly (readonly [title: string, bytes: string, bad: number])[] = [
  ["a continuation byte alone", "80", 0],
  ["the last continuation byte alone", "bf", 0],
  ["a continuation byte after a character", "c3a4a4", 2],
  ["a continuation byte after ASCII", "616280", 2],
  ["C0, always overlong", "c080", 0],
  ["C1, always overlong", "c1bf", 0],
  ["F5, beyond U+10FFFF", "f5808080", 0],
  ["F8, a lead of 5 bytes", "f888808080", 0],
  ["FC, a lead of 6 bytes", "fc8480808080", 0],
  ["FE", "fe", 0],
  ["FF", "ff", 0],
  ["overlong in 3 bytes, the first", "e08080", 1],
  ["overlong in 3 bytes, the last", "e09fbf", 1],
  ["overlong in 4 bytes, the first", "f0808080", 1],
  ["overlong in 4 bytes, the last", "f08fbfbf", 1],
  ["the first surrogate", "eda080", 1],
  ["the last surrogate", "edbfbf", 1],
  ["a pair of surrogates", "eda080edb080", 1],
  ["U+110000", "f4908080", 1],
  ["U+13FFFF", "f4bfbfbf", 1],
  ["2 bytes, ASCII for the second", "c361", 1],
  ["2 bytes, a lead for the second", "c3c3", 1],
  ["3 bytes, ASCII for the second", "e261ac", 1],
  ["3 bytes, ASCII for the third", "e28261", 2],
  ["3 bytes, a lead for the third", "e282e2", 2],
  ["4 bytes, ASCII for the second", "f0619880", 1],
  ["4 bytes, ASCII for the third", "f09f6180", 2],
  ["4 bytes, ASCII for the fourth", "f09f9861", 3],
  ["4 bytes, a lead for the fourth", "f09f98f0", 3],
  ["after good text", "cebae1bdb9cf83cebcceb5eda080656469746564", 12],
  ["after good text that is long", `${"61".repeat(60)}ff`, 60],
];

/** Good so far, but no text may end there. */
const OPEN: readonly (readonly [title: string, bytes: string])[] = [
  ["2 bytes, 1 there", "c3"],
  ["3 bytes, 1 there", "e2"],
  ["3 bytes, 2 there", "e282"],
  ["4 bytes, 1 there", "f0"],
  ["4 bytes, 2 there", "f09f"],
  ["4 bytes, 3 there", "f09f98"],
  ["after text", "6162c3a4e282"],
  ["after text that is long", `${"61".repeat(60)}f09f98`],
];

const ROLES = ["client", "server"] as const;
type Role = (typeof ROLES)[number];

function frame(role: Role, fin: boolean, opcode: number, payload: Uint8Array): Buffer {
  const unmasked = referenceEncode({ fin, opcode, payload });
  return role === "client" ? unmasked : masked(unmasked);
}

/** The message in every way to cut it in two: as two fragments, with a ping in between, and as two chunks. */
function* cutInTwo(
  role: Role,
  payload: Buffer,
): Generator<{ how: string; chunks: Buffer[]; before: string[] }> {
  for (let cut = 0; cut <= payload.length; cut++) {
    const first = frame(role, false, 1, payload.subarray(0, cut));
    const second = frame(role, true, 0, payload.subarray(cut));
    yield { how: `fragments cut at ${cut}`, chunks: [first, second], before: [] };
    const ping = frame(role, true, 9, Buffer.of(0xff));
    yield { how: `fragments cut at ${cut}, with a ping`, chunks: [first, ping, second], before: ["ping ff"] };
    const whole = frame(role, true, 1, payload);
    const at = whole.length - payload.length + cut;
    yield { how: `chunks cut at ${cut}`, chunks: [whole.subarray(0, at), whole.subarray(at)], before: [] };
  }
}

describe.each(VALID)("valid: %s", (_title, bytes) => {
  const payload = hex(bytes);
  const expected = `text ${JSON.stringify(payload.toString())}`;

  test.each(ROLES)("is delivered, however it is cut (%s)", (role) => {
    expect(decode([frame(role, true, 1, payload)], { role })).toEqual([expected]);
    for (const { how, chunks, before } of cutInTwo(role, payload)) {
      expect(decode(chunks, { role }), how).toEqual([...before, expected]);
    }
  });
});

describe.each(INVALID)("invalid: %s", (_title, bytes, bad) => {
  const payload = hex(bytes);

  test.each(ROLES)("fails, however it is cut (%s)", (role) => {
    expect(decode([frame(role, true, 1, payload)], { role })).toEqual([BAD_TEXT]);
    for (const { how, chunks, before } of cutInTwo(role, payload)) {
      const { events } = pushAll(chunks, { role });
      // A ping that comes after the first bad byte is not read any more.
      if (events.length > 1) expect(events.slice(0, -1), how).toEqual(before);
      expect(events.at(-1), how).toBe(BAD_TEXT);
    }
  });

  test.each(ROLES)("fails at its first bad byte, in a frame that is far from its end (%s)", (role) => {
    const padded = Buffer.concat([payload, Buffer.alloc(300, 0x61)]);
    const whole = frame(role, true, 1, padded);
    const badAt = whole.length - padded.length + bad;
    const { events, pushed } = pushAll(singly(whole), { role });
    expect(events).toEqual([BAD_TEXT]);
    expect(pushed).toBe(badAt + 1);
    // The same with everything before the bad byte in one chunk.
    expect(decode([whole.subarray(0, badAt)], { role })).toEqual([]);
    expect(decode([whole.subarray(0, badAt + 1)], { role })).toEqual([BAD_TEXT]);
  });

  test.each(ROLES)("fails at the fragment that holds its first bad byte (%s)", (role) => {
    const fragments = singly(payload).map((byte, i) => frame(role, false, i === 0 ? 1 : 0, byte));
    const { events, pushed } = pushAll(fragments, { role });
    expect(events).toEqual([BAD_TEXT]);
    expect(pushed).toBe(bad + 1);
  });

  test("fails while it is inflated", () => {
    const fragments = singly(payload).map((byte, i) =>
      referenceEncode({ fin: false, rsv: i === 0 ? 4 : 0, opcode: i === 0 ? 1 : 0, payload: byte }),
    );
    const { events, pushed } = pushAll(fragments, { role: "client", allowsRsv1: true });
    expect(events).toEqual([BAD_TEXT]);
    expect(pushed).toBe(bad + 1);
  });

  test("is binary data like any other", () => {
    expect(decode([frame("client", true, 2, payload)], { role: "client" })).toEqual([`binary ${bytes}`]);
  });
});

describe.each(OPEN)("cut off: %s", (_title, bytes) => {
  const payload = hex(bytes);

  test.each(ROLES)("fails at the end of the message and not before (%s)", (role) => {
    expect(decode([frame(role, true, 1, payload)], { role })).toEqual([BAD_TEXT]);
    for (const { how, chunks, before } of cutInTwo(role, payload)) {
      expect(decode(chunks, { role }), how).toEqual([...before, BAD_TEXT]);
    }
    const open = frame(role, false, 1, payload);
    expect(decode([open], { role })).toEqual([]);
    expect(decode([open, frame(role, true, 0, Buffer.alloc(0))], { role })).toEqual([BAD_TEXT]);
  });

  test("does not spill into the next message", () => {
    const open = frame("client", false, 1, payload);
    const rest = frame("client", true, 0, Buffer.alloc(0));
    expect(decode([open, rest, frame("client", true, 1, hex("61"))], { role: "client" })).toEqual([BAD_TEXT]);
  });
});

function singly(bytes: Uint8Array): Buffer[] {
  return Array.from(bytes, (byte) => Buffer.of(byte));
}

/** Pushes until there is an error, and tells how many chunks that took. */
function pushAll(
  chunks: readonly Uint8Array[],
  options: DecodeOptions,
): { events: string[]; pushed: number } {
  const recorder = new Recorder(options);
  let pushed = 0;
  for (const chunk of chunks) {
    if (recorder.isOver) break;
    recorder.push(chunk);
    pushed++;
  }
  return { events: recorder.events, pushed };
}
