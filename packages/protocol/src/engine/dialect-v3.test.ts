import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { portableBytes } from "../kernel/index.ts";
import { nodeBytes } from "../kernel/testing/node-bytes.ts";
import { createDialectV3 } from "./dialect-v3.ts";
import type { EnginePacket } from "./packet.ts";
import * as arbitraries from "./testing/codec-arbitraries.ts";
import { describePacket, readAll } from "./testing/codec-arbitraries.ts";
import { checkGarbage } from "./testing/garbage.ts";

const dialect = createDialectV3(portableBytes);
const oneAndTwo = Uint8Array.of(1, 2);

const hex = (bytes: string | Uint8Array) =>
  typeof bytes === "string" ? `text ${bytes}` : Buffer.from(bytes).toString("hex");
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const read = (payload: string | Uint8Array) => readAll(dialect.readPayload(payload)).map(describePacket);

const empty = "EIO_PARSE_ERROR: empty packet";
const unknown = "EIO_PARSE_ERROR: unknown packet type";
const badLength = "EIO_PARSE_ERROR: bad length";
const tooShort = "EIO_PARSE_ERROR: packet shorter than its length";

test("it is revision 3, where the client sends the pings", () => {
  expect(dialect).toMatchObject({ protocol: 3, pinger: "client" });
});

describe("frames", () => {
  const frames: [EnginePacket, string][] = [
    [{ type: "open", data: "{}" }, "0{}"],
    [{ type: "ping", data: "probe" }, "2probe"],
    [{ type: "message", data: "é€" }, "4é€"],
    [{ type: "message" }, "4"],
    [{ type: "noop" }, "6"],
  ];
  test.each(frames)("%j is the text %j, and back", (packet, frame) => {
    expect(dialect.encodeFrame(packet, true)).toBe(frame);
    expect(dialect.encodeFrame(packet, false)).toBe(frame);
    expect(dialect.decodeFrame(frame)).toEqual({ data: undefined, ...packet });
  });

  test("an empty text is not appended", () => {
    expect(dialect.encodeFrame({ type: "message", data: "" }, true)).toBe("4");
  });

  const binary: [EnginePacket, string, string][] = [
    [{ type: "message", data: oneAndTwo }, "040102", "b4AQI="],
    [{ type: "message", data: new Uint8Array(0) }, "04", "b4"],
    [{ type: "ping", data: oneAndTwo }, "020102", "b2AQI="],
    [{ type: "open", data: oneAndTwo }, "000102", "b0AQI="],
  ];
  test.each(binary)("%j has its type in front, and back", (packet, frame, base64) => {
    expect(hex(dialect.encodeFrame(packet, true))).toBe(frame);
    expect(dialect.encodeFrame(packet, false)).toBe(base64);
    expect(dialect.decodeFrame(bytesOf(frame))).toEqual(packet);
    expect(dialect.decodeFrame(base64)).toEqual(packet);
  });

  test("received bytes are a part of the frame, not a copy", () => {
    const frame = Uint8Array.of(4, 1, 2);
    const packet = dialect.decodeFrame(frame);
    expect("data" in packet && (packet.data as Uint8Array).buffer === frame.buffer).toBe(true);
  });

  test.each(["7", "a", "b", "b7AQI=", "bx", "b€", "-1", "€"])("the text %j has no type", (frame) => {
    expect(describePacket(dialect.decodeFrame(frame))).toBe(unknown);
  });

  test.each(["", "07", "0701", "3401", "ff"])("the bytes <%s> have no type", (frame) => {
    expect(describePacket(dialect.decodeFrame(bytesOf(frame)))).toBe(unknown);
  });

  test.each([
    ["b4@@@", "message <>"],
    ["b4-_8", "message <fbff>"],
  ])("%j is %s", (frame, expected) => {
    expect(describePacket(dialect.decodeFrame(frame))).toBe(expected);
  });

  test("an empty text is an error", () => {
    expect(describePacket(dialect.decodeFrame(""))).toBe(empty);
  });
});

describe("text payloads", () => {
  const message = (data: string | Uint8Array): EnginePacket => ({ type: "message", data });
  const payloads: [EnginePacket[], boolean, string][] = [
    [[], true, "0:"],
    [[], false, "0:"],
    [[message("a€")], true, "3:4a€"],
    [[message("\u{1f600}"), { type: "noop" }], true, "3:4\u{1f600}1:6"],
    [[message("a"), message(oneAndTwo), { type: "noop" }], false, "2:4a6:b4AQI=1:6"],
  ];
  test.each(payloads)("%j is %3$j", (packets, supportsBinary, expected) => {
    expect(dialect.encodePayload(packets, supportsBinary)).toBe(expected);
    expect(readAll(dialect.readPayload(expected))).toEqual(
      packets.map((packet) => ({ data: undefined, ...packet })),
    );
  });

  const readings: [string, string[]][] = [
    ["2:4a2:4b", ["message a", "message b"]],
    ["01:4", ["message -"]],
    ["0000000000000001:4", ["message -"]],
    ["2:4\ud83d", ["message \ud83d"]],
    ["2:4:", ["message :"]],
    ["0:", []],
    ["", ["EIO_PARSE_ERROR: empty payload"]],
    ["0:0:", [empty]],
    ["0:2:4a", [empty]],
    ["2:4a0:2:4b", ["message a", empty]],
    ["2:4a2:4", ["message a", tooShort]],
    ["3:4a", [tooShort]],
    ["1:", [tooShort]],
    ["9007199254740993:4", [tooShort]],
    ["1:4a", ["message -", badLength]],
    ["2:4a2", ["message a", badLength]],
    ["-1:4", [badLength]],
    ["2:4a-1:4", ["message a", badLength]],
    [":4", [badLength]],
    ["a", [badLength]],
    ["10", [badLength]],
    ["1.0:4", [badLength]],
    ["1e0:4", [badLength]],
    [" 1:4", [badLength]],
    ["+1:4", [badLength]],
    ["0x1:4", [badLength]],
    ["00000000000000001:4", [badLength]],
    ["99999999999999999999:4", [badLength]],
    ["NaN:4", [badLength]],
    ["2:7a2:4b", [unknown]],
    ["2:4a2:b72:4b", ["message a", unknown]],
  ];
  test.each(readings)("%j is read as %j", (payload, expected) => {
    expect(read(payload)).toEqual(expected);
  });

  test("bytes that do not start like a binary payload are text in UTF-8", () => {
    expect(read(nodeBytes.encodeUtf8("3:4a€1:6"))).toEqual(["message a€", "noop -"]);
    expect(read(Uint8Array.of(0x31, 0x3a, 0xff))).toEqual(["EIO_PARSE_ERROR: not UTF-8"]);
    expect(read(new Uint8Array(0))).toEqual(["EIO_PARSE_ERROR: empty payload"]);
  });

  // A reader that is not linear needs minutes for these.
  test("a megabyte of packets, of empty packets, and of digits is read in one pass", () => {
    expect(readAll(dialect.readPayload("1:6".repeat(333_333)))).toHaveLength(333_333);
    expect(readAll(dialect.readPayload("0:".repeat(500_000)))).toHaveLength(1);
    expect(readAll(dialect.readPayload("1".repeat(1_000_000)))).toHaveLength(1);
    expect(readAll(dialect.readPayload("2:41".repeat(250_000)))).toHaveLength(250_000);
  });
});

describe("binary payloads", () => {
  const payloads: [EnginePacket[], string][] = [
    [[{ type: "message", data: oneAndTwo }], "0103ff040102"],
    [[{ type: "message", data: new Uint8Array(0) }], "0101ff04"],
    [
      [{ type: "message", data: "a€" }, { type: "message", data: oneAndTwo }, { type: "noop" }],
      "0005ff3461e282ac0103ff0401020001ff36",
    ],
    [
      [
        { type: "message", data: "a" },
        { type: "message", data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) },
      ],
      "0002ff3461010100ff04010203040506070809",
    ],
  ];
  test.each(payloads)("%j, and back", (packets, expected) => {
    expect(hex(dialect.encodePayload(packets, true))).toBe(expected);
    expect(readAll(dialect.readPayload(bytesOf(expected)))).toEqual(
      packets.map((packet) => ({ data: undefined, ...packet })),
    );
  });

  const readings: [string, string[]][] = [
    ["000001ff34", ["message -"]],
    ["0006ff623441513d3d", ["message <01>"]],
    ["00", [badLength]],
    ["00ff34", [badLength]],
    ["0001", [badLength]],
    ["000aff34", [badLength]],
    [`00${"00".repeat(15)}01ff34`, ["message -"]],
    [`00${"00".repeat(16)}01ff34`, [badLength]],
    ["0000ff", [empty]],
    ["0100ff", [unknown]],
    ["0001ff37", [unknown]],
    ["0101ff07", [unknown]],
    ["0003ff3461", [tooShort]],
    ["0001ff340001ff", ["message -", tooShort]],
    ["0001ff3402", ["message -", "EIO_PARSE_ERROR: neither text nor binary"]],
    ["0001ff34ff", ["message -", "EIO_PARSE_ERROR: neither text nor binary"]],
    ["0002ff34e9", ["EIO_PARSE_ERROR: not UTF-8"]],
  ];
  test.each(readings)("<%s> is read as %j", (payload, expected) => {
    expect(read(bytesOf(payload))).toEqual(expected);
  });

  test("a megabyte of packets, and of digits, is read in one pass", () => {
    expect(readAll(dialect.readPayload(bytesOf("0001ff36".repeat(250_000))))).toHaveLength(250_000);
    expect(readAll(dialect.readPayload(new Uint8Array(1_000_000)))).toHaveLength(1);
  });
});

describe("properties", () => {
  const packetOf = (text: fc.Arbitrary<string>) =>
    fc.oneof(arbitraries.textPacket(text), arbitraries.binaryPacket());

  test("what was encoded as a frame is decoded as it was", () => {
    fc.assert(
      fc.property(packetOf(arbitraries.anyText), fc.boolean(), (packet, supportsBinary) => {
        expect(dialect.decodeFrame(dialect.encodeFrame(packet, supportsBinary))).toEqual(packet);
      }),
    );
  });

  test("what was encoded as a payload is read as it was", () => {
    const packets = fc.array(packetOf(arbitraries.unicodeText), { maxLength: 8 });
    fc.assert(
      fc.property(packets, fc.boolean(), (batch, supportsBinary) => {
        const payload = dialect.encodePayload(batch, supportsBinary);
        expect(readAll(dialect.readPayload(payload))).toEqual(batch);
        const body = typeof payload === "string" ? nodeBytes.encodeUtf8(payload) : payload;
        expect(readAll(dialect.readPayload(body))).toEqual(batch);
      }),
    );
  });

  test("garbage has a defined answer, an error is the last one, and both codecs give the same", () => {
    // Node takes some characters above U+00FF for base64 digits; see portable-bytes.test.ts for those below.
    const native = createDialectV3({ ...nodeBytes, decodeBase64: portableBytes.decodeBase64 });
    checkGarbage(dialect, native);
  });
});
