import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { portableBytes } from "../kernel/index.ts";
import { nodeBytes } from "../kernel/testing/node-bytes.ts";
import type { EnginePacket } from "./packet.ts";
import { encodeStreamHeader, encodeStreamPacket, StreamReader } from "./stream-framing.ts";
import * as arbitraries from "./testing/codec-arbitraries.ts";
import { describePacket } from "./testing/codec-arbitraries.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const streamOf = (packets: readonly EnginePacket[]) =>
  new Uint8Array(Buffer.concat(packets.flatMap((packet) => encodeStreamPacket(packet, portableBytes))));

/** All that a reader says about these chunks. */
function readStream(chunks: readonly Uint8Array[], maxPayload = 1000, bytes = portableBytes): string[] {
  const said: string[] = [];
  const reader = new StreamReader(
    { bytes, maxPayload },
    {
      onPacket: (packet) => said.push(describePacket(packet)),
      onError: (error) => said.push(describePacket(error)),
    },
  );
  for (const chunk of chunks) reader.push(chunk);
  return said;
}

const bytewise = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));

describe("encoding", () => {
  test.each([
    [1, false, "01"],
    [125, true, "fd"],
    [126, false, "7e007e"],
    [126, true, "fe007e"],
    [65_535, false, "7effff"],
    [65_536, true, "ff0000000000010000"],
    [0xffff_ffff, false, "7f00000000ffffffff"],
    [Number.MAX_SAFE_INTEGER, false, "7f001fffffffffffff"],
  ])("the header of %d bytes, binary %s", (length, isBinary, expected) => {
    expect(hex(encodeStreamHeader(length, isBinary))).toBe(expected);
  });

  const packets: [EnginePacket, string, string][] = [
    [{ type: "open" }, "01", "30"],
    [{ type: "message", data: "" }, "01", "34"],
    [{ type: "message", data: "€" }, "04", "34e282ac"],
    [{ type: "message", data: Uint8Array.of(1, 2) }, "82", "0102"],
  ];
  test.each(packets)("%j", (packet, header, payload) => {
    expect(encodeStreamPacket(packet, portableBytes).map(hex)).toEqual([header, payload]);
  });

  test("binary data is not copied", () => {
    const data = Uint8Array.of(1);
    expect(encodeStreamPacket({ type: "message", data }, portableBytes)[1]).toBe(data);
  });
});

describe("reading", () => {
  const MESSAGE_OF_THREE = "message <010203>";
  const parse = (description: string) => `EIO_PARSE_ERROR: ${description}`;
  const tooLarge = "EIO_TOO_LARGE: undefined";
  const streams: [string, string, string[]][] = [
    ["two packets", "023461013683010203", ["message a", "noop -", MESSAGE_OF_THREE]],
    ["a length in two bytes that would fit into one", "7e00023461", ["message a"]],
    ["a length in eight bytes that would fit into one", "ff0000000000000003010203", [MESSAGE_OF_THREE]],
    ["half a packet", "0334", []],
    ["half a header", "7e00", []],
    ["length 0", "000134", [parse("empty packet")]],
    ["length 0, binary", "80", [parse("empty packet")]],
    ["length 0 in two bytes", "7e0000", [parse("empty packet")]],
    ["length 0 in eight bytes", "7f0000000000000000", [parse("empty packet")]],
    ["one byte too many, refused at its header", "7e03e9", [tooLarge]],
    ["the largest safe length", "7f001fffffffffffff", [tooLarge]],
    ["the smallest unsafe length", "7f0020000000000000", [parse("bad length")]],
    ["the top bit", "ff8000000000000001", [parse("bad length")]],
    ["no type, and nothing after it", "0137013700", [parse("unknown packet type")]],
    ["base64, which this medium does not have", "05624151493d", [parse("unknown packet type")]],
    ["not UTF-8", "0234ff0134", [parse("not UTF-8")]],
  ];
  test.each(streams)("%s", (_name, stream, expected) => {
    expect(readStream([bytesOf(stream)])).toEqual(expected);
    expect(readStream(bytewise(bytesOf(stream)))).toEqual(expected);
  });

  test("the longest packet is as long as the limit", () => {
    const stream = (length: number) => streamOf([{ type: "message", data: "x".repeat(length - 1) }]);
    expect(readStream([stream(1000)])).toEqual([`message ${"x".repeat(999)}`]);
    expect(readStream([stream(1001)])).toEqual([tooLarge]);
    expect(readStream([stream(5)], 5)).toEqual(["message xxxx"]);
    expect(readStream([stream(6)], 5)).toEqual([tooLarge]);
  });

  test("a reader that was stopped by its handler leaves the rest of the chunk", () => {
    const said: string[] = [];
    const reader: StreamReader = new StreamReader(
      { bytes: portableBytes, maxPayload: 100 },
      {
        onPacket: (packet) => {
          said.push(describePacket(packet));
          reader.stop();
        },
        onError: (error) => said.push(describePacket(error)),
      },
    );
    reader.push(bytesOf("0134013600"));
    reader.push(bytesOf("013600"));
    expect(said).toEqual(["message -"]);
  });

  test("a packet within a chunk is a part of it; one in pieces fills its buffer exactly", () => {
    const received: Uint8Array[] = [];
    const reader = new StreamReader(
      { bytes: portableBytes, maxPayload: 10_000 },
      {
        onPacket: (packet) => received.push(packet.data as Uint8Array),
        onError: () => expect.fail("an error"),
      },
    );
    const chunk = bytesOf("83010203");
    reader.push(chunk);
    expect(received[0]!.buffer).toBe(chunk.buffer);
    for (const byte of bytewise(streamOf([{ type: "message", data: new Uint8Array(1000) }])))
      reader.push(byte);
    expect(received[1]!.buffer.byteLength).toBe(1000);
  });

  test("memory follows what has arrived, not what was announced", () => {
    const announced = 500_000_000;
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 20 }, () => {
      const reader = new StreamReader(
        { bytes: portableBytes, maxPayload: announced },
        { onPacket: () => expect.fail("a packet"), onError: () => expect.fail("an error") },
      );
      reader.push(encodeStreamHeader(announced, true));
      reader.push(Uint8Array.of(1));
      return reader;
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(announced);
    for (const reader of readers) reader.stop();
  });

  // A reader that is not linear needs minutes for this.
  test("a megabyte, byte by byte", () => {
    const stream = streamOf([{ type: "message", data: new Uint8Array(1_000_000).fill(7) }, { type: "noop" }]);
    const said = readStream(bytewise(stream), 1_000_000);
    expect(said.map((line) => line.length)).toEqual(["message <>".length + 2_000_000, "noop -".length]);
  });
});

describe("properties", () => {
  const packet = fc.oneof(
    arbitraries.textPacket(arbitraries.unicodeText),
    arbitraries.textPacket(fc.nat(400).map((length) => "€".repeat(length))),
    arbitraries
      .binaryPacket(fc.constant("message"))
      .filter(({ data }) => data !== undefined && data.length > 0),
  );
  const cuts = fc.array(fc.nat(200), { maxLength: 20 });

  function cut(stream: Uint8Array, sizes: readonly number[]): Uint8Array[] {
    const chunks: Uint8Array[] = [];
    let start = 0;
    for (const size of [...sizes, stream.length]) {
      chunks.push(stream.slice(start, start + size));
      start += size;
    }
    return chunks;
  }

  test("what was encoded is read as it was, whatever the chunks", () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 6 }), cuts, (packets, sizes) => {
        const stream = streamOf(packets);
        const expected = packets.map(describePacket);
        expect(readStream(cut(stream, sizes), 2000)).toEqual(expected);
        expect(readStream(bytewise(stream), 2000)).toEqual(expected);
      }),
    );
  });

  test("garbage gives the same answer in any chunks and with any codec, and one error at most, at the end", () => {
    const part = fc.oneof(
      fc.constantFrom(
        [1, 0x34],
        [2, 0x34, 0x61],
        [0x82, 1, 2],
        [0x7e, 0, 1, 0x36],
        [0x7e],
        [0x7f],
        [0],
        [0xff],
      ),
      fc.array(fc.nat(0xff), { maxLength: 5 }),
    );
    const garbage = fc.array(part, { maxLength: 12 }).map((parts) => Uint8Array.from(parts.flat()));
    fc.assert(
      fc.property(garbage, cuts, (stream, sizes) => {
        const said = readStream([stream], 50);
        expect(readStream(cut(stream, sizes), 50)).toEqual(said);
        expect(readStream(bytewise(stream), 50, nodeBytes)).toEqual(said);
        expect(said.slice(0, -1).filter((line) => line.startsWith("EIO_"))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
