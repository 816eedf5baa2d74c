import fc from "fast-check";
import { expect, test } from "vitest";
import { decodePacket, encodePacket, encodePackets } from "./packet-codec.ts";
import type { Packet, PacketType } from "./packet.ts";

const types: PacketType[] = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];

function encode(packet: Packet, supportsBinary = true): unknown {
  const encoded: unknown[] = [];
  encodePacket(packet, supportsBinary, (data) => void encoded.push(data));
  expect(encoded).toHaveLength(1);
  return encoded[0];
}

test.each(types)("%s", (type) => {
  const digit = types.indexOf(type);
  expect(encode({ type, data: "é" })).toBe(`${digit}é`);
  expect(encode({ type })).toBe(`${digit}`);
  expect(decodePacket(`${digit}é`)).toEqual({ type, data: "é" });
  expect(decodePacket(`${digit}`)).toStrictEqual({ type });
});

test.each([
  [null, "4"],
  ["", "4"],
  [0, "4"],
  [5, "45"],
  [true, "4true"],
  [{}, "4[object Object]"],
])("data that is %j", (data, encoded) => {
  expect(encode({ type: "message", data })).toBe(encoded);
});

test.each([
  ["a view", Uint8Array.of(0, 1, 2).subarray(1), "bAQI="],
  ["an ArrayBuffer", Uint8Array.of(1, 2).buffer, "bAQI="],
  ["a DataView", new DataView(new ArrayBuffer(1)), "bAA=="],
  ["a Buffer", Buffer.from("q"), "bcQ=="],
])("%s is sent as it is, or as base64", (_name, data, base64) => {
  expect(encode({ type: "message", data })).toBe(data);
  expect(encode({ type: "message", data }, false)).toBe(base64);
});

test("a Blob is sent as it is, or read before", async () => {
  const data = new Blob(["a"]);
  expect(encode({ type: "message", data })).toBe(data);
  expect(await new Promise((resolve) => encodePacket({ type: "message", data }, false, resolve))).toBe(
    "bYQ==",
  );
});

test("several are encoded together, in order", async () => {
  const packets: Packet[] = [
    { type: "message", data: new Blob(["a"]) },
    { type: "message", data: new File(["b"], "b") },
    { type: "ping" },
  ];
  expect(await new Promise((resolve) => encodePackets(packets, false, resolve))).toEqual([
    "bYQ==",
    "bYg==",
    "2",
  ]);
});

test.each([
  ["bAQI=", undefined, Buffer.of(1, 2)],
  ["bAQI=", "nodebuffer", Buffer.of(1, 2)],
  ["bAQI", "arraybuffer", Uint8Array.of(1, 2).buffer],
  ["b", "arraybuffer", new ArrayBuffer(0)],
  [Uint8Array.of(1).buffer, "arraybuffer", Uint8Array.of(1).buffer],
  [Buffer.of(1), undefined, Buffer.of(1)],
] as const)("binary data from %j as %s", (encoded, binaryType, data) => {
  expect(decodePacket(encoded, binaryType)).toStrictEqual({ type: "message", data });
});

test.each(["", "7", "9x", "x", "-1", " 4", "/", "<html>", "b!", "b\u00e9", "constructor", "\x1e4"])(
  "garbage: %j",
  (encoded) => {
    expect(decodePacket(encoded)).toStrictEqual({ type: "error", data: "parser error" });
  },
);

/** Any UTF-16 unit, halves of surrogate pairs included. */
const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

test("what was encoded is decoded, and garbage does not throw", () => {
  const data = fc.oneof(fc.string({ unit, minLength: 1 }), fc.uint8Array());
  fc.assert(
    fc.property(fc.constantFrom(...types), data, fc.boolean(), (type, value, supportsBinary) => {
      const packet = { type: typeof value === "string" ? type : ("message" as const), data: value };
      const decoded = decodePacket(encode(packet, supportsBinary));
      expect({
        ...decoded,
        data: typeof value === "string" ? (decoded.data as string) : Uint8Array.from(decoded.data as Buffer),
      }).toEqual(packet);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit }), (text) => types.concat("error").includes(decodePacket(text).type)),
  );
});
