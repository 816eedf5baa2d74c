import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { FrameReader, type FrameSink } from "./frame-reader.ts";
import { countCopiedBytes } from "./testing/count-copied-bytes.ts";
import { FrameRecorder } from "./testing/frame-recorder.ts";
import { hex } from "./testing/recorder.ts";

const PING = hex("8901 70");
const SERVER = { isMasked: true };

describe("delivery", () => {
  test("a frame that lies whole in the chunk comes in one call", () => {
    expect(new FrameRecorder().push(hex("8202 abcd")).calls).toEqual(["start 82 2", "whole abcd any"]);
  });

  test("several frames in one chunk come one after the other", () => {
    const { calls } = new FrameRecorder().push(hex("8200 8901ff 0201aa"));
    expect(calls).toEqual([
      "start 82 0",
      "whole  ascii",
      "start 89 1",
      "whole ff any",
      "start 2 1",
      "whole aa any",
    ]);
  });

  test("a frame over several chunks comes in pieces and an end", () => {
    const recorder = new FrameRecorder().push(hex("8203 aa")).push(hex("bb")).push(hex("cc 8900"));
    const frame = ["start 82 3", "part aa", "part bb", "part cc", "end"];
    expect(recorder.calls).toEqual([...frame, "start 89 0", "whole  ascii"]);
  });

  test("a frame whose payload begins in the next chunk and ends there comes in one call", () => {
    const recorder = new FrameRecorder().push(hex("8202"));
    expect(recorder.calls).toEqual(["start 82 2"]);
    expect(recorder.push(hex("abcd")).calls).toEqual(["start 82 2", "whole abcd any"]);
  });

  test("a header may be cut anywhere", () => {
    const header = hex("827f 0000000000010000");
    for (let cut = 1; cut < header.length; cut++) {
      const recorder = new FrameRecorder().push(header.subarray(0, cut));
      expect(recorder.calls).toEqual([]);
      recorder.push(header.subarray(cut));
      expect(recorder.calls).toEqual(["start 82 65536"]);
    }
  });

  test("empty chunks change nothing", () => {
    const recorder = new FrameRecorder(SERVER);
    for (const byte of hex("8982 00000000 7071")) recorder.push(Buffer.alloc(0)).push(Buffer.of(byte));
    expect(recorder.push(Buffer.alloc(0)).calls).toEqual(["start 89 2", "part 70", "part 71", "end"]);
  });

  test("a masked frame is unmasked in the chunk itself, and a view of it is delivered", () => {
    const chunk = hex("8185 37fa213d 7f9f4d5158");
    let delivered: Buffer | undefined;
    const sink: FrameSink = {
      onFrameStart: () => undefined,
      onFrameWhole(bytes, start, end, ascii) {
        delivered = bytes;
        expect([start, end, ascii]).toEqual([6, 11, true]);
      },
      onFramePart: () => expect.unreachable(),
      onFrameEnd: () => expect.unreachable(),
      onFrameError: () => expect.unreachable(),
    };
    new FrameReader(sink, { isMasked: true, allowsRsv1: false }).push(chunk);
    expect(delivered).toBe(chunk);
    expect(chunk.toString("latin1", 6)).toBe("Hello");
  });

  test("says that bytes are ASCII when unmasking has shown it, and nothing otherwise", () => {
    const ascii = new FrameRecorder(SERVER).push(hex("8182 00000000 7f00"));
    expect(ascii.calls.at(-1)).toBe("whole 7f00 ascii");
    const other = new FrameRecorder(SERVER).push(hex("8182 00000000 7f80"));
    expect(other.calls.at(-1)).toBe("whole 7f80 any");
    const unmasked = new FrameRecorder().push(hex("8101 7f"));
    expect(unmasked.calls.at(-1)).toBe("whole 7f any");
  });

  test("the key goes on where the last piece ended, and begins anew with the next frame", () => {
    const bytes = hex("8205 01020304 0102030401 8201 10203040 10");
    const recorder = new FrameRecorder(SERVER);
    bytes[1]! |= 0x80;
    bytes[12]! |= 0x80;
    for (const byte of bytes) recorder.push(Buffer.of(byte));
    const pieces = ["part 00", "part 00", "part 00", "part 00", "part 00"];
    expect(recorder.calls).toEqual(["start 82 5", ...pieces, "end", "start 82 1", "whole 00 ascii"]);
  });

  test("an incomplete header is kept as a copy", () => {
    const recorder = new FrameRecorder();
    const chunk = hex("8900 82");
    recorder.reader.push(chunk);
    chunk.fill(0xff);
    expect(recorder.push(hex("00")).calls.slice(2)).toEqual(["start 82 0", "whole  ascii"]);
  });

  test("a whole frame is not copied at all", () => {
    const chunk = Buffer.concat([hex("827e 1000"), Buffer.alloc(4096)]);
    const recorder = new FrameRecorder();
    expect(countCopiedBytes(() => recorder.reader.push(chunk))).toBe(0);
    expect(recorder.calls).toHaveLength(2);
  });
});

describe("errors", () => {
  const cases: readonly (readonly [title: string, bytes: string, expected: string])[] = [
    ["RSV2", "a1", "error WS_ERR_UNEXPECTED_RSV_2_3"],
    ["RSV3", "91", "error WS_ERR_UNEXPECTED_RSV_2_3"],
    ["RSV1 without an extension", "c1", "error WS_ERR_UNEXPECTED_RSV_1"],
    ["a reserved data opcode", "83", "error WS_ERR_INVALID_OPCODE 3"],
    ["a reserved control opcode", "8b", "error WS_ERR_INVALID_OPCODE 11"],
    ["a control frame in fragments", "09", "error WS_ERR_EXPECTED_FIN"],
    ["a mask from a server", "8180", "error WS_ERR_UNEXPECTED_MASK"],
    ["a control frame of 126 bytes", "897e", "error WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH 126"],
    ["a control frame with a long length", "887f", "error WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH 127"],
    ["16 bits for 125", "827e 007d", "error WS_ERR_NON_MINIMAL_LENGTH"],
    ["64 bits for 65535", "827f 000000000000ffff", "error WS_ERR_NON_MINIMAL_LENGTH"],
    ["the top bit", "827f 8000000000000001", "error WS_ERR_INVALID_PAYLOAD_LENGTH"],
    ["the top bit with all others", "827f ffffffffffffffff", "error WS_ERR_INVALID_PAYLOAD_LENGTH"],
    ["2^53", "827f 0020000000000000", "error WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH"],
    ["2^53 + 1", "827f 0020000000000001", "error WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH"],
    ["2^63 - 1", "827f 7fffffffffffffff", "error WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH"],
  ];

  test.each(cases)("%s is found with the byte that breaks the rule", (_title, bytes, expected) => {
    const all = hex(bytes);
    const recorder = new FrameRecorder().push(all.subarray(0, -1));
    expect(recorder.calls).toEqual([]);
    expect(recorder.push(all.subarray(-1)).calls).toEqual([expected]);
  });

  test("a server demands masks", () => {
    expect(new FrameRecorder(SERVER).push(hex("8100")).calls).toEqual(["error WS_ERR_EXPECTED_MASK"]);
  });

  test("2^53 - 1 is a length like any other", () => {
    expect(new FrameRecorder().push(hex("827f 001fffffffffffff")).calls).toEqual([
      "start 82 9007199254740991",
    ]);
  });

  test("the rest of the chunk with the error is not even kept", () => {
    const { reader, calls } = new FrameRecorder();
    const chunk = Buffer.concat([hex("83"), Buffer.alloc(1000)]);
    expect(countCopiedBytes(() => reader.push(chunk))).toBe(0);
    expect(calls).toEqual(["error WS_ERR_INVALID_OPCODE 3"]);
  });

  test("after an error nothing is read, neither of this chunk nor of later ones", () => {
    const recorder = new FrameRecorder().push(hex("8900 83 8900"));
    expect(recorder.push(PING).calls.slice(2)).toEqual(["error WS_ERR_INVALID_OPCODE 3"]);
    recorder.reader.pause();
    recorder.push(PING).reader.resume();
    expect(recorder.calls).toHaveLength(3);
  });
});

describe("stop", () => {
  const stopAt = (stopping: string) =>
    new FrameRecorder({}, (call, reader) => {
      if (call.startsWith(stopping)) reader.stop();
    });

  test("between chunks: nothing more comes, not even the end of a frame that has begun", () => {
    const recorder = new FrameRecorder().push(hex("8202 aa"));
    recorder.reader.stop();
    expect(recorder.push(hex("bb 8900")).calls).toEqual(["start 82 2", "part aa"]);
  });

  test("from inside onFrameStart: the payload is not delivered", () => {
    expect(stopAt("start").push(hex("8201 aa 8900")).calls).toEqual(["start 82 1"]);
    expect(stopAt("start").push(hex("8200 8900")).calls).toEqual(["start 82 0"]);
  });

  test("from inside onFrameWhole: the rest of the chunk is ignored, an incomplete header included", () => {
    expect(stopAt("whole").push(hex("8201 aa 8900")).push(PING).calls).toHaveLength(2);
    expect(stopAt("whole").push(hex("8200 89")).push(hex("00")).calls).toHaveLength(2);
  });

  test("from inside onFramePart: no end comes after the last piece", () => {
    const recorder = stopAt("part bb").push(hex("8202 aa")).push(hex("bb 8900"));
    expect(recorder.calls).toEqual(["start 82 2", "part aa", "part bb"]);
  });

  test("while paused: the bytes that were held back are dropped", () => {
    const recorder = new FrameRecorder();
    recorder.reader.pause();
    recorder.push(PING);
    recorder.reader.stop();
    expect(recorder.reader.holdsBytes).toBe(false);
    recorder.reader.resume();
    expect(recorder.calls).toEqual([]);
  });

  test("after a pause from the same call: nothing is held back", () => {
    const recorder = new FrameRecorder({}, (_call, reader) => {
      reader.pause();
      reader.stop();
    });
    recorder.push(hex("8901 70 8901 71"));
    expect(recorder.reader.holdsBytes).toBe(false);
    recorder.reader.resume();
    expect(recorder.calls).toEqual(["start 89 1"]);
  });
});

describe("pause and resume", () => {
  test("a paused reader keeps what is pushed, and resume reads all of it", () => {
    const recorder = new FrameRecorder();
    const { reader } = recorder;
    expect([reader.isPaused, reader.holdsBytes]).toEqual([false, false]);
    reader.pause();
    expect([reader.isPaused, reader.holdsBytes]).toEqual([true, false]);
    recorder.push(PING).push(hex("82")).push(hex("01"));
    expect(recorder.calls).toEqual([]);
    expect([reader.isPaused, reader.holdsBytes]).toEqual([true, true]);
    reader.resume();
    expect([reader.isPaused, reader.holdsBytes]).toEqual([false, false]);
    expect(recorder.push(hex("aa")).calls).toEqual([
      "start 89 1",
      "whole 70 any",
      "start 82 1",
      "whole aa any",
    ]);
  });

  test("resume without a pause does nothing", () => {
    const recorder = new FrameRecorder().push(hex("82"));
    // The beginning of a header is not something that a pause holds back.
    expect(recorder.reader.holdsBytes).toBe(false);
    recorder.reader.resume();
    expect(recorder.push(hex("00")).calls).toEqual(["start 82 0", "whole  ascii"]);
  });

  test("resume with nothing held back reads on with the next chunk", () => {
    const recorder = new FrameRecorder();
    recorder.reader.pause();
    recorder.reader.resume();
    expect(recorder.push(PING).calls).toHaveLength(2);
  });

  test("a pause from inside each kind of call holds back the rest of the chunk", () => {
    for (const kind of ["start", "whole", "part", "end"]) {
      let isArmed = true;
      const recorder = new FrameRecorder({}, (call, reader) => {
        if (isArmed && call.startsWith(kind)) reader.pause();
      });
      recorder.push(hex("8202 aa"));
      while (recorder.reader.isPaused) recorder.reader.resume();
      recorder.push(hex("bb 8900 8901"));
      const seen = recorder.calls.length;
      expect(recorder.reader.isPaused, kind).toBe(true);
      expect(recorder.reader.holdsBytes, kind).toBe(true);
      isArmed = false;
      recorder.reader.resume();
      expect(recorder.calls.length, kind).toBeGreaterThan(seen);
      expect(recorder.push(PING.subarray(2)).calls, kind).toEqual([
        "start 82 2",
        "part aa",
        "part bb",
        "end",
        "start 89 0",
        "whole  ascii",
        "start 89 1",
        "whole 70 any",
      ]);
    }
  });

  test("a pause at the very end of a chunk holds nothing back", () => {
    const recorder = new FrameRecorder({}, (call, reader) => {
      if (call.startsWith("whole")) reader.pause();
    });
    expect(recorder.push(PING).reader.holdsBytes).toBe(false);
    recorder.push(PING);
    expect(recorder.calls).toHaveLength(2);
    recorder.reader.resume();
    expect(recorder.calls).toHaveLength(4);
  });

  test("a pause that ends inside the same call is no pause", () => {
    const recorder = new FrameRecorder({}, (_call, reader) => {
      reader.pause();
      reader.resume();
    });
    expect(recorder.push(hex("8900 8201aa 89")).push(hex("00")).calls).toEqual([
      "start 89 0",
      "whole  ascii",
      "start 82 1",
      "whole aa any",
      "start 89 0",
      "whole  ascii",
    ]);
  });

  test("a pause in the middle of a masked payload keeps the place in the key", () => {
    const recorder = new FrameRecorder(SERVER, (call, reader) => {
      if (call.startsWith("part")) reader.pause();
    });
    recorder.push(hex("8285 01020304 01"));
    recorder.push(hex("02"));
    recorder.push(hex("030401"));
    while (recorder.reader.isPaused) recorder.reader.resume();
    expect(recorder.calls).toEqual(["start 82 5", "part 00", "part 00000000", "end"]);
  });
});
