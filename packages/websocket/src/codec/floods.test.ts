/**
 * What an attacker may make the codec do (CVE-2026-48779 and its like): many small pieces, large announcements. Work is
 * measured by the bytes that are copied and by the memory that is held, never by the clock.
 */
import { Buffer } from "node:buffer";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { FrameReader } from "./frame-reader.ts";
import { MessageAssembler, type MessageAssemblerOptions, type MessageSink } from "./message-assembler.ts";
import { countCopiedBytes } from "./testing/count-copied-bytes.ts";
import { hex } from "./testing/recorder.ts";
import { masked } from "./testing/rfc-case.ts";

const MILLION = 1_000_000;
const MEGABYTE = 1024 * 1024;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function usedMemory(): number {
  // What a first collection finds of buffers is given back in the background, which the second one waits for.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

interface Flooded {
  readonly reader: FrameReader;
  /** One line per message or error; of a binary message only its size. */
  readonly events: string[];
}

/** The limits that servers have by default, unless they are raised. */
function flooded(limits: Partial<MessageAssemblerOptions> = {}): Flooded {
  const events: string[] = [];
  const sink: MessageSink = {
    onText: (text) => events.push(`text ${text.length}`),
    onTextBytes: (bytes) => events.push(`text-bytes ${bytes.length}`),
    onBinary: (data) => events.push(`binary ${data.length}`),
    onPing: () => events.push("ping"),
    onPong: () => events.push("pong"),
    onClose: (code) => events.push(`close ${code}`),
    onCompressed: () => events.push("compressed"),
    onError(code) {
      events.push(`error ${code}`);
      reader.stop();
    },
  };
  const assembler = new MessageAssembler(sink, {
    maxPayload: 100 * MEGABYTE,
    maxFragments: 16_384,
    maxBufferedChunks: 262_144,
    textAsBytes: false,
    skipUtf8Validation: false,
    ...limits,
  });
  const reader = new FrameReader(assembler, { isMasked: true, allowsRsv1: false });
  return { reader, events };
}

const RAISED = { maxFragments: Infinity, maxBufferedChunks: Infinity };
/** Frames of a client, masked: the reader unmasks in place, so that each push needs a fresh copy. */
const frame = (unmasked: string) => masked(hex(unmasked));

/** Pushes a frame many times, a thousand to a chunk. */
function pushMany(reader: FrameReader, one: Buffer, count: number): void {
  const thousand = Buffer.concat(Array.from({ length: 1000 }, () => one));
  for (let i = 0; i < count; i += 1000) reader.push(Buffer.from(thousand));
}

describe("a million fragments", () => {
  const cases = [
    ["empty", "0000", 1],
    ["of one byte", "0001 61", MILLION + 1],
  ] as const;

  test.each(cases)("%s: refused at the limit", (_title, fragment) => {
    const { reader, events } = flooded();
    reader.push(frame("0101 61"));
    pushMany(reader, frame(fragment), 16_000);
    expect(events).toEqual([]);
    pushMany(reader, frame(fragment), 1000);
    expect(events).toEqual(["error WS_ERR_TOO_MANY_BUFFERED_PARTS"]);
  });

  test.each(cases)("%s: with the limit raised, work and memory are linear", (_title, fragment, length) => {
    const before = usedMemory();
    const { reader, events } = flooded(RAISED);
    reader.push(frame("0101 61"));
    const copied = countCopiedBytes(() => pushMany(reader, frame(fragment), MILLION));
    expect(usedMemory() - before).toBeLessThan(2 * length + MEGABYTE);
    // The bytes themselves, what growing moves, and the key and header at the edges of chunks.
    expect(copied).toBeLessThan(3 * length + 1000 * 1000 * 8);
    reader.push(frame("8000"));
    expect(events).toEqual([`text ${length}`]);
  });
});

describe("a frame of a megabyte, byte by byte", () => {
  const header = masked(hex("827f 0000000000100000"));

  test("is refused at the limit of chunks", () => {
    const { reader, events } = flooded();
    for (const byte of header) reader.push(Buffer.of(byte));
    for (let i = 0; i < 262_144; i++) reader.push(Buffer.of(1));
    expect(events).toEqual([]);
    reader.push(Buffer.of(1));
    expect(events).toEqual(["error WS_ERR_TOO_MANY_BUFFERED_PARTS"]);
  });

  test("with the limit raised, work and memory are linear", () => {
    const before = usedMemory();
    const { reader, events } = flooded(RAISED);
    const copied = countCopiedBytes(() => {
      for (const byte of header) reader.push(Buffer.of(byte));
      for (let i = 1; i < MEGABYTE; i++) reader.push(Buffer.of(1));
    });
    expect(usedMemory() - before).toBeLessThan(3 * MEGABYTE);
    expect(copied).toBeGreaterThanOrEqual(MEGABYTE - 1);
    expect(copied).toBeLessThan(3 * MEGABYTE);
    expect(events).toEqual([]);
    reader.push(Buffer.of(1));
    expect(events).toEqual([`binary ${MEGABYTE}`]);
  });
});

describe("announcements", () => {
  test("of 256 MB: refused with 1009 before any payload", () => {
    const { reader, events } = flooded();
    reader.push(masked(hex("827f 0000000010000000")));
    expect(events).toEqual(["error WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"]);
  });

  test("of 256 MB that are allowed: cost nothing until they come in", () => {
    const { reader, events } = flooded({ maxPayload: Infinity });
    const before = usedMemory();
    reader.push(masked(hex("827f 0000000010000000")));
    reader.push(Buffer.alloc(1000));
    expect(usedMemory() - before).toBeLessThan(MEGABYTE);
    expect(events).toEqual([]);
  });

  test("of 2^53 - 1 bytes in each of many fragments: refused at the first", () => {
    const { reader, events } = flooded();
    reader.push(masked(hex("027f 001fffffffffffff")));
    expect(events).toEqual(["error WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"]);
  });

  test("with the top bit set (CVE-2026-27889): refused", () => {
    const { reader, events } = flooded();
    reader.push(hex("82ff 8000000000000001"));
    expect(events).toEqual(["error WS_ERR_INVALID_PAYLOAD_LENGTH"]);
  });
});

describe("endless control frames", () => {
  test("a million pings, byte by byte in between, hold no memory", () => {
    const { reader, events } = flooded();
    const ping = frame("8902 7071");
    reader.push(frame("0101 61"));
    const before = usedMemory();
    pushMany(reader, ping, MILLION);
    for (const byte of ping) reader.push(Buffer.of(byte));
    expect(events.splice(0)).toHaveLength(MILLION + 1);
    expect(usedMemory() - before).toBeLessThan(MEGABYTE);
    reader.push(frame("8001 62"));
    expect(events).toEqual(["text 2"]);
  });
});

describe("after an error", () => {
  test("gigabytes that still come in are neither kept nor looked at", () => {
    const { reader, events } = flooded();
    reader.push(hex("8380"));
    const chunk = Buffer.alloc(MEGABYTE);
    const before = usedMemory();
    const copied = countCopiedBytes(() => {
      for (let i = 0; i < 2048; i++) reader.push(chunk);
    });
    expect(copied).toBe(0);
    expect(usedMemory() - before).toBeLessThan(MEGABYTE);
    expect(chunk.every((byte) => byte === 0)).toBe(true);
    expect(events).toEqual(["error WS_ERR_INVALID_OPCODE"]);
  });
});
