import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { byteLengthOf, toOutgoing } from "./outgoing-data.ts";

const hex = (data: unknown): string => Buffer.from(data as Uint8Array).toString("hex");

describe("toOutgoing", () => {
  it("leaves text and bytes as they are", () => {
    const blob = new Blob(["x"]);
    for (const data of ["", "x", Buffer.of(1), new Uint16Array(2), new DataView(new ArrayBuffer(1)), blob]) {
      expect(toOutgoing(data)).toBe(data);
    }
    for (const data of [new ArrayBuffer(1), new SharedArrayBuffer(1)]) expect(toOutgoing(data)).toBe(data);
  });

  it("makes text of numbers", () => {
    expect([42, 0, Number.NaN, 1.5].map(toOutgoing)).toEqual(["42", "0", "NaN", "1.5"]);
  });

  it.each([[undefined], [null], [false]])("makes an empty message of %s", (data) => {
    expect(toOutgoing(data)).toEqual(Buffer.alloc(0));
  });

  it.each([
    ["an array", [1, 300], "012c"],
    ["an object with a value", { valueOf: () => "vo" }, "766f"],
    ["an object with a primitive", { [Symbol.toPrimitive]: () => "tp" }, "7470"],
    ["a boxed string", Object("boxed"), "626f786564"],
  ])("makes bytes of %s", (_what, data, expected) => {
    expect(hex(toOutgoing(data))).toBe(expected);
  });

  it.each([[true], [{}], [1n], [Symbol("a")], [() => undefined]])("refuses %s", (data) => {
    expect(() => toOutgoing(data)).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG_TYPE" }));
  });
});

describe("byteLengthOf", () => {
  it("counts bytes, not characters or elements", () => {
    expect([byteLengthOf("€"), byteLengthOf(new Blob(["12345"])), byteLengthOf(new Uint16Array(3))]).toEqual([
      3, 5, 6,
    ]);
  });
});
