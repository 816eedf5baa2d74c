import fc from "fast-check";
import { expect, test } from "vitest";
import { frameHeader, readFrames } from "./stream-framing.ts";

test.each([
  [0, [0]],
  [125, [125]],
  [126, [126, 0, 126]],
  [65_535, [126, 255, 255]],
  [65_536, [127, 0, 0, 0, 0, 0, 1, 0, 0]],
  [2 ** 32 - 2, [127, 0, 0, 0, 0, 255, 255, 255, 254]],
])("a header for %i bytes", (length, bytes) => {
  expect([...frameHeader(length, false)]).toEqual(bytes);
  expect([...frameHeader(length, true)]).toEqual([bytes[0]! + 128, ...bytes.slice(1)]);
});

function frame(data: string | Uint8Array): Buffer {
  const payload = Buffer.from(data as string);
  return Buffer.concat([frameHeader(payload.length, typeof data !== "string"), payload]);
}

function* cut(stream: Uint8Array, sizes: number[]): Generator<Uint8Array> {
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    yield stream.subarray(at, at + size);
    at += size;
  }
}

/** Packets as texts, binary ones with a mark. */
function name(packet: string | ArrayBuffer | Uint8Array): string {
  return typeof packet === "string" ? packet : `binary ${Buffer.from(packet as Uint8Array).toString("hex")}`;
}

/** A stream of these chunks. */
function readerOf(chunks: Iterable<Uint8Array>): ReadableStreamDefaultReader<Uint8Array> {
  const left = [...chunks].values();
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value } = left.next();
      if (value) controller.enqueue(value);
      else controller.close();
    },
  });
  return stream.getReader();
}

type Encoded = string | ArrayBuffer;

/** The packets before the end, and whether that was the end of the stream. */
async function readAll(
  chunks: Iterable<Uint8Array>,
  maxLength: number,
): Promise<{ packets: Encoded[]; isWhole: boolean }> {
  const packets: Encoded[] = [];
  const isWhole = await readFrames(readerOf(chunks), maxLength, (packet) => packets.push(packet)).then(
    () => false,
    () => true,
  );
  return { packets, isWhole };
}

async function read(chunks: Iterable<Uint8Array>): Promise<string[]> {
  const { packets, isWhole } = await readAll(chunks, 1e6);
  expect(isWhole).toBe(true);
  return packets.map(name);
}

test("any chunking gives the same", async () => {
  const packets = fc.array(
    fc.oneof(fc.string({ minLength: 1 }), fc.uint8Array({ minLength: 1, maxLength: 200 })),
  );
  const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(packets, sizes, async (values, lengths) => {
      expect(await read(cut(Buffer.concat(values.map(frame)), lengths))).toEqual(values.map(name));
    }),
  );
});

test.each([[1], [3, 1000], [200_000]])("long packets in chunks of %i bytes", async (...sizes) => {
  const values = [126, 65_535, 65_536].flatMap((length) => [
    "é".repeat(length / 2),
    new Uint8Array(length),
    "4a",
  ]);
  expect(await read(cut(Buffer.concat(values.map(frame)), sizes))).toEqual(values.map(name));
});

test.each([
  ["length 0", [0]],
  ["an empty binary one", [128]],
  ["length beyond the limit", [11]],
  ["in two bytes", [126, 0, 11]],
  ["in eight bytes", [127, 0, 0, 0, 0, 0, 0, 0, 11]],
  ["with the top bit", [255, 255, 255, 255, 255, 255, 255, 255, 255]],
])("%s ends it, before anything of it has come", async (_name, bytes) => {
  const stream = Buffer.concat([frame("0123456789"), Uint8Array.from(bytes), frame("late")]);
  expect(await readAll([stream], 10)).toEqual({ packets: ["0123456789", ""], isWhole: false });
});

test("what is handed over is not written to again", async () => {
  const chunks = [Uint8Array.of(130, 1, 2, 130), Uint8Array.of(3, 4)];
  expect((await readAll(chunks, 10)).packets).toEqual([
    Uint8Array.of(1, 2).buffer,
    Uint8Array.of(3, 4).buffer,
  ]);
});

test("what is left of a packet at the end of the stream is dropped", async () => {
  expect(await read([frame("4a"), frame("4b").subarray(0, 2)])).toEqual(["4a"]);
});
