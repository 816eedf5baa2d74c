import { describe, expect, it } from "vitest";
import { findBytes, MAX_FOUND } from "./find-bytes.ts";
import { hexRows } from "./hex-rows.ts";
import { imageType } from "./image-type.ts";

describe("findBytes", () => {
  it("finds them at any depth, in order, and says where", () => {
    const value = [{ picture: Uint8Array.of(1), list: ["a", Uint8Array.of(2).buffer] }, Uint8Array.of(3)];
    expect(findBytes(value).map(({ place, bytes }) => [place, bytes[0]])).toEqual([
      ["[0].picture", 1],
      ["[0].list[1]", 2],
      ["[1]", 3],
    ]);
    expect(findBytes(Uint8Array.of(7, 8).subarray(1))).toEqual([{ place: "", bytes: Uint8Array.of(8) }]);
  });

  it("finds nothing where there is nothing", () => {
    for (const value of [undefined, null, 1, "text", {}, []]) expect(findBytes(value)).toEqual([]);
  });

  it("ends, however much there is", () => {
    let deep: unknown = Uint8Array.of(1);
    for (let depth = 0; depth < 50_000; depth++) deep = [deep];
    expect(findBytes(deep)).toEqual([]);
    expect(findBytes(Array.from({ length: 100 }, () => Uint8Array.of(1)))).toHaveLength(MAX_FOUND);
  });
});

describe("imageType", () => {
  const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  it.each([
    ["\x89PNG\r\n\x1a\nrest", "image/png"],
    ["\xff\xd8\xff\xe0", "image/jpeg"],
    ["GIF89a", "image/gif"],
    ["RIFF\x01\x02\x03\x04WEBP", "image/webp"],
    ["RIFF\x01\x02\x03\x04WAVE", undefined],
    ["<svg>", undefined],
    ["\x89PN", undefined],
    ["", undefined],
  ])("%j is %s", (text, type) => expect(imageType(bytesOf(text))).toBe(type));
});

describe("hexRows", () => {
  it("shows bytes beside their text", () => {
    expect(hexRows(Uint8Array.from([0x41, 0, 0xff, 0x7e, 1, 2, 3, 4, 0x20]), 100)).toEqual([
      { offset: "0000", hex: "41 00 ff 7e 01 02 03 04", text: "A··~····" },
      { offset: "0008", hex: "20", text: " " },
    ]);
  });

  it("stops at the limit", () => {
    expect(hexRows(new Uint8Array(100), 9).map(({ hex }) => hex.length)).toEqual([23, 2]);
    expect(hexRows(new Uint8Array(0), 9)).toEqual([]);
  });
});
