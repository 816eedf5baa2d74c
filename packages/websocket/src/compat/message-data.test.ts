import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { isBinaryType, toBinaryType } from "./message-data.ts";

describe("toBinaryType", () => {
  const chunk = Buffer.from("a chunk with data");
  const data = chunk.subarray(2, 7);

  it("leaves a Buffer as it is", () => {
    expect(toBinaryType(data, "nodebuffer")).toBe(data);
  });

  it("makes an ArrayBuffer with the message alone", () => {
    const made = toBinaryType(data, "arraybuffer");
    expect(made).toBeInstanceOf(ArrayBuffer);
    expect(Buffer.from(made as ArrayBuffer).toString()).toBe("chunk");
  });

  it("does not copy a whole ArrayBuffer", () => {
    const whole = Buffer.from(new ArrayBuffer(4));
    expect(toBinaryType(whole, "arraybuffer")).toBe(whole.buffer);
  });

  it("makes a list, which is empty for an empty message", () => {
    expect(toBinaryType(data, "fragments")).toEqual([data]);
    expect(toBinaryType(Buffer.alloc(0), "fragments")).toEqual([]);
  });

  it("makes a Blob", async () => {
    const made = toBinaryType(data, "blob") as unknown as Blob;
    expect(await made.text()).toBe("chunk");
  });
});

describe("isBinaryType", () => {
  it.each([["nodebuffer"], ["arraybuffer"], ["fragments"], ["blob"]])("knows %s", (type) => {
    expect(isBinaryType(type)).toBe(true);
  });

  it.each([["foo"], [""], [undefined], [1]])("does not know %s", (type) => {
    expect(isBinaryType(type)).toBe(false);
  });
});
