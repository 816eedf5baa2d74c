import { encodeStreamPacket, StreamReader, type EnginePacket } from "@sockeye/protocol/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as cases from "./codec-cases.ts";
import { describePacket, hostBytes } from "./codec-cases.ts";
import { parserV4, type PublishedPacket } from "./published-parsers.ts";

/** At least 127: below, the published decoder takes the marks 126 and 127 in a header for lengths. */
const MAX_PAYLOAD = 1000;

/** All that comes out of a stream that these are written into. */
async function pipe<In, Out>(stream: TransformStream<In, Out>, inputs: readonly In[]): Promise<Out[]> {
  const writing = (async () => {
    const writer = stream.writable.getWriter();
    for (const input of inputs) await writer.write(input);
    await writer.close();
  })();
  const outputs: Out[] = [];
  const reader = stream.readable.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) outputs.push(next.value);
  await writing;
  return outputs;
}

const theirBytes = async (packets: readonly EnginePacket[]) =>
  Buffer.concat(await pipe(parserV4.createPacketEncoderStream(), packets as readonly PublishedPacket[]));
const ourBytes = (packets: readonly EnginePacket[]) =>
  Buffer.concat(packets.flatMap((packet) => encodeStreamPacket(packet, hostBytes)));

/** What the published decoder says, up to its first error: the transport closes then. */
async function theirsOf(chunks: readonly Uint8Array[]): Promise<string[]> {
  const stream = parserV4.createPacketDecoderStream(MAX_PAYLOAD, "nodebuffer");
  const said = (await pipe(stream, chunks)).map(describePacket);
  const error = said.indexOf("error");
  return error === -1 ? said : said.slice(0, error + 1);
}

function oursOf(chunks: readonly Uint8Array[]): string[] {
  const said: string[] = [];
  const reader = new StreamReader(
    { bytes: hostBytes, maxPayload: MAX_PAYLOAD },
    {
      onPacket: (packet) => said.push(describePacket(packet)),
      onError: (error) => said.push(describePacket(error)),
    },
  );
  for (const chunk of chunks) reader.push(chunk);
  return said;
}

const packet: fc.Arbitrary<EnginePacket> = fc.oneof(
  cases.textPacket,
  cases.binaryMessage,
  fc.nat(300).map((length): EnginePacket => ({ type: "message", data: "€".repeat(length) })),
);
const isEmpty = ({ data }: EnginePacket) => typeof data === "object" && data.length === 0;

describe("the same packets become the same bytes", () => {
  test("random packets", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(packet, { maxLength: 5 }), async (packets) => {
        expect(ourBytes(packets).toString("hex")).toBe((await theirBytes(packets)).toString("hex"));
      }),
      { numRuns: 300 },
    );
  });

  test.each([1, 124, 125, 126, 127, 65_534, 65_535, 65_536])("a message of %d bytes", async (length) => {
    for (const data of [Buffer.alloc(length, 7), "x".repeat(length)]) {
      const packets: EnginePacket[] = [{ type: "message", data }];
      expect(ourBytes(packets).equals(await theirBytes(packets))).toBe(true);
    }
  });
});

describe("the same bytes become the same packets", () => {
  const streams = [
    ...["0134", "013461", "0234610136", "8134", "8100", "81", "7e0001", "7e000134", "fe000134", "7e00023461"],
    ...["7f000000000000000234610136", "0137", "02f0", "4034", "04e282ac", "0430e282ac"],
    ...["00", "80", "0000", "7e0000", "fe0000", "7f0000000000000000", "0134000134"],
    ...["7e03e9", "7e03e8", "7f0020000000000000", "7f001fffffffffffff", "7fffffffffffffffff"],
  ];
  test.each(streams)("%s", async (stream) => {
    const bytes = Buffer.from(stream, "hex");
    const chunkings = [[bytes], Array.from(bytes, (byte) => Buffer.from([byte]))];
    for (const chunks of chunkings) expect(oursOf(chunks)).toEqual(await theirsOf(chunks));
  });

  test("random packets in random chunks", async () => {
    const packets = fc.array(
      packet.filter((value) => !isEmpty(value)),
      { maxLength: 5 },
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(packets, sizes, async (values, cuts) => {
        const bytes = ourBytes(values);
        const chunks: Buffer[] = [];
        let start = 0;
        for (const size of [...cuts, bytes.length + 1]) {
          if (start < bytes.length) chunks.push(bytes.subarray(start, start + size));
          start += size;
        }
        expect(oursOf(chunks)).toEqual(await theirsOf(chunks));
      }),
      { numRuns: 300 },
    );
  });

  test("an empty binary message is sent, and refused, by both", async () => {
    const packets: EnginePacket[] = [{ type: "message", data: Buffer.alloc(0) }];
    expect(ourBytes(packets).toString("hex")).toBe("80");
    expect((await theirBytes(packets)).toString("hex")).toBe("80");
    expect(oursOf([ourBytes(packets)])).toEqual(["error"]);
  });
});

describe("differences", () => {
  const differences: [string, string, string[], string[]][] = [
    [
      "text that is not UTF-8 is refused; the published decoder replaces it",
      "0234ff",
      ["error"],
      ['message "\ufffd"'],
    ],
    [
      "base64 in a text packet, which this medium does not need, is refused",
      "056241513d3d",
      ["error"],
      ["message <01>"],
    ],
  ];
  test.each(differences)("%s", async (_name, stream, ours, theirs) => {
    const chunks = [Buffer.from(stream, "hex")];
    expect(oursOf(chunks)).toEqual(ours);
    expect(await theirsOf(chunks)).toEqual(theirs);
  });
});
