import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { portableBytes } from "../kernel/index.ts";
import { nodeBytes } from "../kernel/testing/node-bytes.ts";
import { createDialectV4 } from "./dialect-v4.ts";
import type { EnginePacket } from "./packet.ts";
import * as arbitraries from "./testing/codec-arbitraries.ts";
import { describePacket, readAll } from "./testing/codec-arbitraries.ts";
import { checkGarbage } from "./testing/garbage.ts";

const dialect = createDialectV4(portableBytes);
const PARSE_ERROR = "EIO_PARSE_ERROR";
const oneAndTwo = Uint8Array.of(1, 2);

const read = (payload: string | Uint8Array) => readAll(dialect.readPayload(payload)).map(describePacket);

test("it is revision 4, where the server sends the pings", () => {
  expect(dialect).toMatchObject({ protocol: 4, pinger: "server" });
});

describe("frames", () => {
  const frames: [EnginePacket, string][] = [
    [{ type: "open", data: "{}" }, "0{}"],
    [{ type: "close" }, "1"],
    [{ type: "ping", data: "probe" }, "2probe"],
    [{ type: "pong" }, "3"],
    [{ type: "message", data: "hello" }, "4hello"],
    [{ type: "message", data: "€\u{1f600}" }, "4€\u{1f600}"],
    [{ type: "message", data: "4" }, "44"],
    [{ type: "message", data: "\u001e" }, "4\u001e"],
    [{ type: "message" }, "4"],
    [{ type: "upgrade" }, "5"],
    [{ type: "noop" }, "6"],
  ];

  test.each(frames)("%j is the text %j, and back", (packet, frame) => {
    for (const supportsBinary of [true, false])
      expect(dialect.encodeFrame(packet, supportsBinary)).toBe(frame);
    expect(dialect.decodeFrame(frame)).toEqual({ data: undefined, ...packet });
  });

  test("an empty text is not appended", () => {
    expect(dialect.encodeFrame({ type: "message", data: "" }, true)).toBe("4");
    expect(dialect.encodePayload([{ type: "message", data: "" }], true)).toBe("4");
  });

  test("binary data goes as it is, without a copy, and arrives as a message", () => {
    expect(dialect.encodeFrame({ type: "message", data: oneAndTwo }, true)).toBe(oneAndTwo);
    expect(dialect.decodeFrame(oneAndTwo)).toEqual({ type: "message", data: oneAndTwo });
    expect(dialect.decodeFrame(new Uint8Array(0))).toEqual({ type: "message", data: new Uint8Array(0) });
  });

  test("to who does not take binary it goes as base64", () => {
    expect(dialect.encodeFrame({ type: "message", data: oneAndTwo }, false)).toBe("bAQI=");
    expect(dialect.encodeFrame({ type: "message", data: new Uint8Array(0) }, false)).toBe("b");
  });

  test.each([
    ["bAQI=", "message <0102>"],
    ["bAQI", "message <0102>"],
    ["b-_8=", "message <fbff>"],
    ["b", "message <>"],
    ["b@@@", "message <>"],
  ])("%j is %s", (frame, expected) => {
    expect(describePacket(dialect.decodeFrame(frame))).toBe(expected);
  });

  test.each(["7", "7x", "9", "a", "-1", "/", "\u0000", "€", "constructor", "__proto__", " 4", "\ufeff4"])(
    "%j has no type",
    (frame) => {
      expect(describePacket(dialect.decodeFrame(frame))).toBe(`${PARSE_ERROR}: unknown packet type`);
    },
  );

  test("an empty frame is an error", () => {
    expect(describePacket(dialect.decodeFrame(""))).toBe(`${PARSE_ERROR}: empty packet`);
  });

  test("bytes that the host decodes stay what the host makes", () => {
    const native = createDialectV4(nodeBytes).decodeFrame("bAQI=");
    expect("data" in native && Buffer.isBuffer(native.data)).toBe(true);
  });
});

describe("payloads", () => {
  test("packets are joined by U+001E; binary data is base64 whatever the peer takes", () => {
    const packets: EnginePacket[] = [
      { type: "message", data: "a" },
      { type: "message", data: oneAndTwo },
      { type: "noop" },
    ];
    for (const supportsBinary of [true, false]) {
      expect(dialect.encodePayload(packets, supportsBinary)).toBe("4a\u001ebAQI=\u001e6");
    }
    expect(dialect.encodePayload([{ type: "close" }], true)).toBe("1");
    expect(dialect.encodePayload([], true)).toBe("");
  });

  const empty = `${PARSE_ERROR}: empty packet`;
  const unknown = `${PARSE_ERROR}: unknown packet type`;
  const payloads: [string, string[]][] = [
    ["4a", ["message a"]],
    ["4a\u001e4b", ["message a", "message b"]],
    ["4a\u001ebAQI=\u001e4c", ["message a", "message <0102>", "message c"]],
    ["6\u001e1", ["noop -", "close -"]],
    ["", [empty]],
    ["\u001e", [empty]],
    ["4a\u001e", ["message a", empty]],
    ["\u001e4a", [empty]],
    ["4a\u001e\u001e4b", ["message a", empty]],
    ["4a\u001ex\u001e4b", ["message a", unknown]],
    ["abc", [unknown]],
  ];
  test.each(payloads)("%j is read as %j", (payload, expected) => {
    expect(read(payload)).toEqual(expected);
    expect(read(nodeBytes.encodeUtf8(payload))).toEqual(expected);
  });

  test("bytes that are not UTF-8 are an error, and no more", () => {
    const reader = dialect.readPayload(Uint8Array.of(0x34, 0xff));
    expect(describePacket(reader.next()!)).toBe(`${PARSE_ERROR}: not UTF-8`);
    expect(reader.next()).toBeUndefined();
    expect(reader.next()).toBeUndefined();
  });

  test("a reader reads no further than it is asked to", () => {
    let decoded = 0;
    const counting = createDialectV4({
      ...portableBytes,
      decodeBase64: (text) => {
        decoded += 1;
        return portableBytes.decodeBase64(text);
      },
    });
    const reader = counting.readPayload("bAQ==\u001ebAg==\u001ebAw==");
    expect(decoded).toBe(0);
    expect(describePacket(reader.next()!)).toBe("message <01>");
    expect(decoded).toBe(1);
  });

  // A reader that is not linear needs minutes for these.
  test("a megabyte of packets, and of separators, is read in one pass", () => {
    expect(readAll(dialect.readPayload("6\u001e".repeat(500_000) + "6"))).toHaveLength(500_001);
    expect(readAll(dialect.readPayload("4\u001e".repeat(500_000)))).toHaveLength(500_001);
    expect(readAll(dialect.readPayload("\u001e".repeat(1_000_000)))).toHaveLength(1);
    expect(readAll(dialect.readPayload(`4${"a".repeat(1_000_000)}`))).toHaveLength(1);
  });
});

describe("properties", () => {
  const binary = arbitraries.binaryPacket(fc.constant("message"));
  const packetOf = (text: fc.Arbitrary<string>) => fc.oneof(arbitraries.textPacket(text), binary);

  test("what was encoded as a frame is decoded as it was", () => {
    fc.assert(
      fc.property(packetOf(arbitraries.anyText), fc.boolean(), (packet, supportsBinary) => {
        expect(dialect.decodeFrame(dialect.encodeFrame(packet, supportsBinary))).toEqual(packet);
      }),
    );
  });

  test("what was encoded as a payload is read as it was, as a text and as bytes", () => {
    const text = arbitraries.unicodeText.map((value) => value.replaceAll("\u001e", ""));
    const packets = fc.array(packetOf(text), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(packets, (batch) => {
        const payload = dialect.encodePayload(batch, true);
        expect(readAll(dialect.readPayload(payload))).toEqual(batch);
        expect(readAll(dialect.readPayload(nodeBytes.encodeUtf8(payload as string)))).toEqual(batch);
      }),
    );
  });

  test("garbage has a defined answer, an error is the last one, and both codecs give the same", () => {
    // Node takes some characters above U+00FF for base64 digits; see portable-bytes.test.ts for those below.
    const native = createDialectV4({ ...nodeBytes, decodeBase64: portableBytes.decodeBase64 });
    checkGarbage(dialect, native);
  });
});
