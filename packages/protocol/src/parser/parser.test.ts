import { describe, expect, test } from "vitest";
import {
  Decoder,
  Encoder,
  isPacketValid,
  PacketType,
  protocol,
  type DecoderOptions,
  type Packet,
} from "./index.ts";

function decodeAll(decoder: Decoder, chunks: readonly unknown[]): Packet[] {
  const packets: Packet[] = [];
  decoder.on("decoded", (packet) => packets.push(packet));
  for (const chunk of chunks) decoder.add(chunk);
  return packets;
}

test("says which protocol it speaks", () => {
  expect(protocol).toBe(5);
});

test("packet types have numbers, and numbers have names", () => {
  const names = [
    "CONNECT",
    "DISCONNECT",
    "EVENT",
    "ACK",
    "CONNECT_ERROR",
    "BINARY_EVENT",
    "BINARY_ACK",
  ] as const;
  for (const [number, name] of names.entries()) {
    expect(PacketType[name]).toBe(number);
    expect(Object.entries(PacketType)).toContainEqual([String(number), name]);
  }
});

describe("the encoder", () => {
  const bytes = Uint8Array.of(1);

  test("gives a text, and what is attached", () => {
    const encoded = new Encoder().encode({ type: PacketType.EVENT, nsp: "/", data: ["a", bytes] });
    expect(encoded).toEqual(['51-["a",{"_placeholder":true,"num":0}]', bytes]);
    // Some callers add to it.
    expect(Object.isFrozen(encoded)).toBe(false);
  });

  test("takes a replacer", () => {
    const encoder = new Encoder((_key, value: unknown) =>
      typeof value === "bigint" ? Number(value) : value,
    );
    expect(encoder.encode({ type: PacketType.EVENT, nsp: "/", data: ["a", 1n] })).toEqual(['2["a",1]']);
  });
});

describe("the decoder", () => {
  test("emits packets", () => {
    const chunks = ['2["a"]', '51-["b",{"_placeholder":true,"num":0}]', Uint8Array.of(1)];
    expect(decodeAll(new Decoder(), chunks)).toStrictEqual([
      { type: 2, nsp: "/", data: ["a"] },
      { type: 2, nsp: "/", data: ["b", Uint8Array.of(1)] },
    ]);
  });

  test.each<[unknown, string]>([
    ["7", "unknown packet type 7"],
    ["2{}", "invalid payload"],
    [Uint8Array.of(1), "got binary data when not reconstructing a packet"],
    [5, "Unknown type: 5"],
    [null, "Unknown type: null"],
    [undefined, "Unknown type: undefined"],
    [Symbol("x"), "Unknown type: Symbol(x)"],
    [{}, "Unknown type: [object Object]"],
  ])("throws what %s deserves", (chunk, message) => {
    expect(() => new Decoder().add(chunk)).toThrow(message);
  });

  const reviver = (key: string, value: unknown) => (key === "x" ? "revived" : value);
  test.each<[string, DecoderOptions | typeof reviver]>([
    ["by itself", reviver],
    ["as an option", { reviver }],
  ])("takes a reviver %s", (_name, options) => {
    expect(decodeAll(new Decoder(options), ['2["a",{"x":1}]'])).toMatchObject([
      { data: ["a", { x: "revived" }] },
    ]);
  });

  test("takes a limit of attachments", () => {
    expect(() => new Decoder().add('511-["a"]')).toThrow("too many attachments");
    expect(() => new Decoder({ maxAttachments: 1 }).add('52-["a"]')).toThrow("too many attachments");
    const decoder = new Decoder({ maxAttachments: 11 });
    expect(() => decoder.add('511-["a"]')).not.toThrow();
  });

  test("goes on after destroy()", () => {
    const decoder = new Decoder();
    decoder.add('51-["a"]');
    decoder.destroy();
    expect(decodeAll(decoder, ['2["b"]'])).toMatchObject([{ data: ["b"] }]);
  });

  test("may be fed by its listeners", () => {
    const decoder = new Decoder();
    decoder.once("decoded", () => decoder.add('2["b"]'));
    expect(decodeAll(decoder, ['2["a"]']).map(({ data }) => data as unknown)).toEqual([["b"], ["a"]]);
  });
});

describe("a valid packet", () => {
  const valid = [
    { type: 0, nsp: "/" },
    { type: 0, nsp: "/", data: {} },
    { type: 0, nsp: "" },
    { type: 1, nsp: "/" },
    { type: 2, nsp: "/", data: ["a"] },
    { type: 2, nsp: "/", data: ["e".repeat(20_000)] },
    { type: 2, nsp: "/", data: [1], id: -1 },
    { type: 3, nsp: "/", data: [], id: 1 },
    { type: 4, nsp: "/", data: "no" },
    { type: 4, nsp: "/", data: { message: "no" } },
  ];
  const invalid = [
    {},
    { type: 0 },
    { type: 0, nsp: 5 },
    { type: 0, nsp: "/", data: [] },
    { type: 0, nsp: "/", data: null },
    { type: 0, nsp: "/", data: new Date(0) },
    { type: 1, nsp: "/", data: {} },
    { type: 2, nsp: "/" },
    { type: 2, nsp: "/", data: ["connect"] },
    { type: 2, nsp: "/", data: ["a"], id: "1" },
    { type: 2, nsp: "/", data: ["a"], id: null },
    { type: 2, nsp: "/", data: ["a"], id: 1.5 },
    { type: 3, nsp: "/" },
    { type: 4, nsp: "/", data: 1 },
    { type: 5, nsp: "/", data: ["a"] },
    { type: 6, nsp: "/", data: [], id: 1 },
    { type: 7, nsp: "/", data: [] },
    { type: "2", nsp: "/", data: ["a"] },
  ];
  const cases: (readonly [unknown, boolean])[] = [
    ...valid.map((packet) => [packet, true] as const),
    ...invalid.map((packet) => [packet, false] as const),
  ];
  test.each(cases)("%j: %s", (packet, expected) => {
    expect(isPacketValid(packet as Packet)).toBe(expected);
  });
});
