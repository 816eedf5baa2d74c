import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { MessageAssembler, type MessageSink } from "./message-assembler.ts";
import { chunksOf, decode, hex, Recorder, type DecodeOptions } from "./testing/recorder.ts";

const CLIENT: DecodeOptions = { role: "client" };
const DEFLATE: DecodeOptions = { role: "client", allowsRsv1: true };
const TOO_BIG = "error 1009 WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
const TOO_MANY = "error 1008 WS_ERR_TOO_MANY_BUFFERED_PARTS";
const BAD_TEXT = "error 1007 WS_ERR_INVALID_UTF8";

describe("text", () => {
  test("is a string, however its bytes come in", () => {
    const frames = hex("8109 c3a4e282acf09f9880");
    expect(decode([frames], CLIENT)).toEqual(['text "ä€😀"']);
    expect(decode(chunksOf(frames, [1]), CLIENT)).toEqual(['text "ä€😀"']);
  });

  test("keeps a byte order mark and a NUL", () => {
    expect(decode([hex("8104 efbbbf00")], CLIENT)).toEqual([`text ${JSON.stringify("\ufeff\u0000")}`]);
  });

  test("that unmasking has shown to be ASCII is a string of the same characters", () => {
    expect(decode([hex("8183 00000000 417f00")])).toEqual([`text ${JSON.stringify("A\u007f\u0000")}`]);
  });

  test("is its bytes with textAsBytes, checked all the same", () => {
    const options = { ...CLIENT, textAsBytes: true };
    expect(decode([hex("8102 c3a4"), hex("0101c3"), hex("8001a4")], options)).toEqual([
      "text-bytes c3a4",
      "text-bytes c3a4",
    ]);
    expect(decode([hex("8101 c3")], options)).toEqual([BAD_TEXT]);
    expect(decode([hex("8181 00000000 41")], { textAsBytes: true })).toEqual(["text-bytes 41"]);
    expect(decode([hex("8182 00000000 c3a4")], { textAsBytes: true })).toEqual(["text-bytes c3a4"]);
  });

  test("is not checked with skipUtf8Validation, whole or in pieces", () => {
    const options = { ...CLIENT, skipUtf8Validation: true };
    expect(decode([hex("8101 ff")], options)).toEqual(['text "\ufffd"']);
    expect(decode([hex("0101 ff"), hex("80 01 61")], options)).toEqual(['text "\ufffda"']);
    expect(decode([hex("8101 ff")], { ...options, textAsBytes: true })).toEqual(["text-bytes ff"]);
  });

  test("after a message of several fragments is checked afresh", () => {
    const first = [hex("0101c3"), hex("8001a4")];
    expect(decode([...first, hex("010161"), hex("800162"), hex("0101a4")], CLIENT)).toEqual([
      'text "ä"',
      'text "ab"',
      BAD_TEXT,
    ]);
  });
});

describe("binary", () => {
  test("that lies whole in the chunk is a view of it, unmasked in place", () => {
    const chunk = hex("8283 01010101 010203");
    const { sink, delivered } = collector();
    const recorder = new Recorder();
    const assembler = new MessageAssembler(sink, options());
    assembler.onFrameStart(0x82, 3);
    assembler.onFrameWhole(chunk, 6, 9, false);
    expect(delivered[0]?.buffer).toBe(chunk.buffer);
    recorder.reader.push(chunk);
    expect(recorder.events).toEqual(["binary 000302"]);
  });

  test("in pieces is a copy without slack when one frame tells its length", () => {
    const { sink, delivered } = collector();
    const assembler = new MessageAssembler(sink, options());
    const chunk = Buffer.alloc(500, 5);
    assembler.onFrameStart(0x82, 1000);
    assembler.onFramePart(chunk, 0, 400);
    assembler.onFramePart(chunk, 0, 300);
    assembler.onFramePart(chunk, 0, 300);
    assembler.onFrameEnd();
    chunk.fill(0);
    expect(delivered[0]).toEqual(Buffer.alloc(1000, 5));
    expect(delivered[0]?.buffer.byteLength).toBe(1000);
  });

  test("is not checked as text, and does not disturb the check of the next text", () => {
    const frames = [hex("0201ff"), hex("8001ff"), hex("8201c3"), hex("8102c3a4")];
    expect(decode(frames, CLIENT)).toEqual(["binary ffff", "binary c3", 'text "ä"']);
  });
});

describe("maxPayload", () => {
  const at = (maxPayload: number, frames: string[]) => decode(frames.map(hex), { ...CLIENT, maxPayload });

  test("of one frame: exactly that much is allowed, and one more fails at the header", () => {
    expect(at(126, ["827e 007e" + "00".repeat(126)])).toEqual([`binary ${"00".repeat(126)}`]);
    expect(at(125, ["827e 007e"])).toEqual([TOO_BIG]);
    expect(at(126, ["827e 007f"])).toEqual([TOO_BIG]);
    expect(at(1, ["8101 61"])).toEqual(['text "a"']);
    expect(at(0, ["8100", "8101"])).toEqual(['text ""', TOO_BIG]);
  });

  test("over fragments: fails at the header of the fragment that would exceed it", () => {
    expect(at(4, ["0202 0102", "0001 03", "8001 04"])).toEqual(["binary 01020304"]);
    expect(at(4, ["0202 0102", "0001 03", "8002"])).toEqual([TOO_BIG]);
    expect(at(4, ["0202 0102", "0003"])).toEqual([TOO_BIG]);
    expect(at(4, ["0204 01020304", "0000", "8000"])).toEqual(["binary 01020304"]);
  });

  test("counts each message by itself, and control frames not at all", () => {
    expect(at(2, ["8202 0101", "0201 02", "8903 010203", "8001 02", "8201 03"])).toEqual([
      "binary 0101",
      "ping 010203",
      "binary 0202",
      "binary 03",
    ]);
  });

  test("a masked frame of 256 MB fails before any of its payload came in", () => {
    const recorder = new Recorder({ maxPayload: 100 * 1024 * 1024 });
    const header = hex("82ff 0000000010000000 01020304");
    for (const byte of header.subarray(0, -1)) recorder.push(Buffer.of(byte));
    expect(recorder.events).toEqual([]);
    recorder.push(header.subarray(-1));
    expect(recorder.events).toEqual([TOO_BIG]);
  });

  test("a compressed message may be announced a little larger than it comes out", () => {
    const limited = { ...DEFLATE, maxPayload: 2048 };
    // 2048, one byte per kilobyte, and 64 for the headers of its blocks.
    expect(decode([hex("c27e 0842")], limited)).toEqual([]);
    expect(decode([hex("c27e 0843")], limited)).toEqual([TOO_BIG]);
    expect(decode([hex("427e 0800"), Buffer.alloc(2048), hex("0042")], limited)).toEqual([]);
    expect(decode([hex("427e 0800"), Buffer.alloc(2048), hex("0043")], limited)).toEqual([TOO_BIG]);
  });
});

describe("maxFragments", () => {
  const at = (maxFragments: number, frames: string[]) => decode(frames.map(hex), { ...CLIENT, maxFragments });

  test("exactly that many are allowed, and one more fails at its header", () => {
    expect(at(2, ["0101 61", "8001 62"])).toEqual(['text "ab"']);
    expect(at(3, ["0101 61", "0001 62", "8001 63"])).toEqual(['text "abc"']);
    expect(at(2, ["0101 61", "0001 62", "8001"])).toEqual([TOO_MANY]);
    expect(at(1, ["8101 61", "0101 62", "8001"])).toEqual(['text "a"', TOO_MANY]);
  });

  test("counts empty ones, but neither control frames nor earlier messages", () => {
    expect(at(2, ["0100", "8900", "8a00", "8000", "0200", "8000"])).toEqual([
      "ping ",
      "pong ",
      'text ""',
      "binary ",
    ]);
    expect(at(2, ["0100", "0000", "0000"])).toEqual([TOO_MANY]);
  });

  test("holds for compressed messages too", () => {
    expect(decode([hex("410161"), hex("000162"), hex("8001")], { ...DEFLATE, maxFragments: 2 })).toEqual([
      TOO_MANY,
    ]);
  });
});

describe("maxBufferedChunks", () => {
  const at = (maxBufferedChunks: number, chunks: string[], options = CLIENT) =>
    decode(chunks.map(hex), { ...options, maxBufferedChunks });

  test("exactly that many are allowed, and one more fails at once", () => {
    expect(at(3, ["8203 01", "02", "03"])).toEqual(["binary 010203"]);
    expect(at(4, ["8203 01", "02", "03"])).toEqual(["binary 010203"]);
    expect(at(2, ["8204 01", "02", "03"])).toEqual([TOO_MANY]);
  });

  test("counts over the fragments of a message, and each message by itself", () => {
    expect(at(3, ["0202 01", "02", "8002 03", "04"])).toEqual([TOO_MANY]);
    expect(at(4, ["0202 01", "02", "8002 03", "04"])).toEqual(["binary 01020304"]);
    expect(at(2, ["8202 01", "02", "8202 03", "04"])).toEqual(["binary 0102", "binary 0304"]);
  });

  test("does not count frames that lie whole in a chunk, nor control frames", () => {
    expect(at(0, ["0202 0102", "8001 03"])).toEqual(["binary 010203"]);
    expect(at(2, ["0202 01", "02", "8903 01", "02", "03", "8001 03"])).toEqual([
      "ping 010203",
      "binary 010203",
    ]);
  });

  test("holds for compressed messages too", () => {
    expect(at(2, ["c203 01", "02", "03"], DEFLATE)).toEqual([TOO_MANY]);
    expect(at(3, ["c203 01", "02", "03"], DEFLATE)).toEqual(["binary 010203"]);
  });
});

describe("compressed messages", () => {
  test("are handed on piece by piece, the last one marked", () => {
    const { assembler, pieces } = compressed();
    assembler.onFrameStart(0x41, 2);
    assembler.onFrameWhole(hex("ff aabb"), 1, 3, false);
    assembler.onFrameStart(0x00, 2);
    assembler.onFramePart(hex("cc"), 0, 1);
    assembler.onFramePart(hex("dd"), 0, 1);
    assembler.onFrameEnd();
    assembler.onFrameStart(0x80, 3);
    assembler.onFramePart(hex("ee"), 0, 1);
    assembler.onFramePart(hex("ff00"), 0, 2);
    assembler.onFrameEnd();
    expect(pieces).toEqual(["aabb", "cc", "dd", "ee", "ff00 last"]);
  });

  test("of one whole frame, or with an empty last fragment, are marked too", () => {
    const { assembler, pieces } = compressed();
    assembler.onFrameStart(0xc2, 1);
    assembler.onFrameWhole(hex("aa"), 0, 1, false);
    assembler.endInflated();
    assembler.onFrameStart(0x42, 1);
    assembler.onFrameWhole(hex("bb"), 0, 1, false);
    assembler.onFrameStart(0x80, 0);
    assembler.onFrameWhole(hex("bb"), 1, 1, true);
    expect(pieces).toEqual(["aa last", "bb", " last"]);
  });

  test("let control frames through in between", () => {
    const frames = ["4101 61", "8901 70", "0001 62", "8a00", "8001 63"].map(hex);
    expect(decode(frames, DEFLATE)).toEqual(["ping 70", "pong ", 'text "abc"']);
    expect(decode(chunksOf(Buffer.concat(frames), [1]), DEFLATE)).toEqual(["ping 70", "pong ", 'text "abc"']);
  });

  test("may be followed by others that are not compressed", () => {
    const frames = ["c101 61", "8101 62", "c200", "0201 01", "8001 02"].map(hex);
    expect(decode(frames, DEFLATE)).toEqual(['text "a"', 'text "b"', "binary ", "binary 0102"]);
  });

  test("come out as bytes with textAsBytes", () => {
    expect(decode([hex("c101 61")], { ...DEFLATE, textAsBytes: true })).toEqual(["text-bytes 61"]);
  });

  test("are checked as text while they are inflated", () => {
    const { assembler, events } = compressed();
    assembler.onFrameStart(0x41, 2);
    expect(assembler.pushInflated(hex("61 c3"))).toBe(true);
    expect(assembler.pushInflated(hex("a4 e2"))).toBe(true);
    expect(assembler.pushInflated(hex("28"))).toBe(false);
    expect(events).toEqual(["WS_ERR_INVALID_UTF8"]);
  });

  test("may not end within a character", () => {
    const { assembler, events } = compressed();
    assembler.onFrameStart(0xc1, 1);
    expect(assembler.pushInflated(hex("c3"))).toBe(true);
    assembler.endInflated();
    expect(events).toEqual(["WS_ERR_INVALID_UTF8"]);
  });

  test("are not checked with skipUtf8Validation", () => {
    expect(decode([hex("c101 ff")], { ...DEFLATE, skipUtf8Validation: true })).toEqual(['text "\ufffd"']);
  });

  test("may come out as large as maxPayload, and not a byte larger", () => {
    const { assembler, events } = compressed(4);
    assembler.onFrameStart(0xc2, 1);
    expect(assembler.pushInflated(Buffer.alloc(3))).toBe(true);
    expect(assembler.pushInflated(Buffer.alloc(1))).toBe(true);
    expect(events).toEqual([]);
    expect(assembler.pushInflated(Buffer.alloc(1))).toBe(false);
    expect(events).toEqual(["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"]);
  });

  test("that come out too large at once are refused without a copy of them", () => {
    const { assembler, events } = compressed(4);
    assembler.onFrameStart(0xc2, 1);
    expect(assembler.pushInflated(Buffer.alloc(5))).toBe(false);
    expect(events).toEqual(["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"]);
  });
});

function options(maxPayload = Infinity) {
  const unlimited = { maxFragments: Infinity, maxBufferedChunks: Infinity };
  return { ...unlimited, maxPayload, textAsBytes: false, skipUtf8Validation: false };
}

/** A sink that keeps the very buffers of binary messages, and fails the test at anything else. */
function collector(): { sink: MessageSink; delivered: Buffer[] } {
  const delivered: Buffer[] = [];
  const unexpected = () => expect.unreachable();
  const sink: MessageSink = {
    onText: unexpected,
    onTextBytes: unexpected,
    onBinary: (data) => delivered.push(data),
    onPing: unexpected,
    onPong: unexpected,
    onClose: unexpected,
    onCompressed: unexpected,
    onError: unexpected,
  };
  return { sink, delivered };
}

/** An assembler whose compressed pieces and errors are written down. */
function compressed(maxPayload?: number): {
  assembler: MessageAssembler;
  pieces: string[];
  events: string[];
} {
  const pieces: string[] = [];
  const events: string[] = [];
  const sink: MessageSink = {
    ...collector().sink,
    onCompressed: (part, isLast) => pieces.push(`${part.toString("hex")}${isLast ? " last" : ""}`),
    onError: (code) => events.push(code),
  };
  return { assembler: new MessageAssembler(sink, options(maxPayload)), pieces, events };
}
