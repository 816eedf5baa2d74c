import * as published from "engine.io-parser";
import { describe, expect, it } from "vitest";
import * as ours from "./parser.ts";

type Packet = ours.Packet;

/** What the two parsers make of something. */
function both<Result>(run: (parser: typeof ours) => Result): readonly [Result, Result] {
  return [run(ours), run(published)];
}

const packets: readonly Packet[] = [
  { type: "open", data: '{"sid":"x"}' },
  { type: "close" },
  { type: "ping" },
  { type: "ping", data: "probe" },
  { type: "pong", data: "probe" },
  { type: "message", data: "hello" },
  { type: "message", data: "\u20ac \u{1f41f}" },
  { type: "message", data: Buffer.from([1, 2, 3, 255]) },
  { type: "message", data: new Uint8Array([9, 8]) },
  { type: "message", data: new Uint8Array([7, 6]).buffer },
  { type: "message" },
  { type: "upgrade" },
  { type: "noop" },
];

/** Frames as values that compare: whatever view the bytes come in. */
function plain(encoded: unknown): unknown {
  if (encoded instanceof ArrayBuffer) return [...new Uint8Array(encoded)];
  if (ArrayBuffer.isView(encoded)) {
    return [...new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength)];
  }
  return encoded;
}

function encode(parser: typeof ours, packet: Packet, supportsBinary: boolean): unknown {
  let result: unknown;
  parser.encodePacket(packet, supportsBinary, (encoded: unknown) => {
    result = plain(encoded);
  });
  return result;
}

it("names the protocol", () => {
  expect(ours.protocol).toBe(published.protocol);
});

describe("encodePacket", () => {
  it.each(
    packets.flatMap((packet) => [true, false].map((supportsBinary) => [packet, supportsBinary] as const)),
  )("%o with binary %j", (packet, supportsBinary) => {
    const [mine, theirs] = both((parser) => encode(parser, packet, supportsBinary));
    expect(mine).toEqual(theirs);
  });

  it("refuses what cannot be sent", () => {
    expect(() => ours.encodePacket({ type: "error", data: "parser error" }, true, () => {})).toThrow(
      /cannot be sent/,
    );
  });
});

describe("decodePacket", () => {
  const frames = ["0", "1", "2probe", "3", "4", "4hello", "4\u20ac", "5", "6", "7", "", "x", "bAQID", "b"];
  it.each(frames)("%j", (frame) => {
    const [mine, theirs] = both((parser) => parser.decodePacket(frame));
    expect(mine).toEqual(theirs);
  });

  it.each(["nodebuffer", "arraybuffer"] as const)("bytes as %s", (binaryType) => {
    for (const frame of ["bAQID", Buffer.from([1, 2, 3]), new Uint8Array([1, 2, 3]).buffer]) {
      const [mine, theirs] = both((parser) => {
        const { type, data } = parser.decodePacket(frame, binaryType) as { type: string; data?: unknown };
        return [type, data instanceof ArrayBuffer, Buffer.isBuffer(data), plain(data)];
      });
      expect(mine).toEqual(theirs);
    }
  });

  it("bytes as a blob", async () => {
    const { type, data } = ours.decodePacket("bAQID", "blob") as { type: string; data?: unknown };
    expect([type, data instanceof Blob]).toEqual(["message", true]);
    expect([...new Uint8Array(await (data as Blob).arrayBuffer())]).toEqual([1, 2, 3]);
  });

  it("bytes in a view", () => {
    expect(ours.decodePacket(new DataView(Uint8Array.of(0, 1, 2).buffer, 1)).data).toEqual(
      Buffer.from([1, 2]),
    );
  });
});

describe("payloads", () => {
  it("are encoded alike", () => {
    const [mine, theirs] = both((parser) => {
      let result = "";
      parser.encodePayload([...packets], (encoded) => {
        result = encoded;
      });
      return result;
    });
    expect(mine).toBe(theirs);
  });

  it.each(["4a\u001e4b\u001ebAQ==", "4a\u001ex\u001e4b", "abc", "2\u001e3"])(
    "%j is decoded alike",
    (payload) => {
      const [mine, theirs] = both((parser) => parser.decodePayload(payload));
      expect(mine).toEqual(theirs);
    },
  );
});

describe("streams", () => {
  async function collect<Value>(stream: ReadableStream<Value>): Promise<Value[]> {
    const values: Value[] = [];
    const reader = stream.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) values.push(next.value);
    return values;
  }

  async function through<In, Out>(stream: TransformStream<In, Out>, values: readonly In[]): Promise<Out[]> {
    const result = collect(stream.readable);
    const writer = stream.writable.getWriter();
    for (const value of values) await writer.write(value);
    await writer.close();
    return result;
  }

  it("are encoded alike, and decoded back", async () => {
    const all = packets.map(({ type, data }) =>
      data === undefined ? { type } : { type, data: data as unknown },
    );
    const [mine, theirs] = await Promise.all(
      both((parser) => through(parser.createPacketEncoderStream(), all as Packet[])),
    );
    expect(Buffer.concat(mine)).toEqual(Buffer.concat(theirs));
    for (const chunks of [mine, [Buffer.concat(mine)]]) {
      const [back, reference] = await Promise.all(
        both((parser) => through(parser.createPacketDecoderStream(1_000, "nodebuffer"), chunks)),
      );
      const shown = (list: readonly Packet[]): unknown => list.map(({ type, data }) => [type, plain(data)]);
      expect(shown(back)).toEqual(shown(reference));
    }
  });

  it("report what is too long as an error packet", async () => {
    const [mine, theirs] = await Promise.all(
      both((parser) =>
        through(parser.createPacketDecoderStream(3, "nodebuffer"), [Uint8Array.of(4, 0x34, 1, 2, 3)]),
      ),
    );
    expect(mine).toEqual(theirs);
    expect(mine).toEqual([{ type: "error", data: "parser error" }]);
  });
});
