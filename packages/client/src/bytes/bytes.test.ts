import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as browser from "./browser.ts";
import type { Bytes } from "./bytes.ts";
import * as node from "./node.ts";

/** As much of it as is used; Node has none. */
class FakeFileReader {
  result: string | null = null;
  onloadend = (): void => {};

  readAsDataURL(blob: Blob): void {
    void blob.arrayBuffer().then(
      (data) => {
        // What Chromium says of an empty one is shorter.
        this.result = data.byteLength
          ? `data:application/octet-stream;base64,${Buffer.from(data).toString("base64")}`
          : "data:";
        this.onloadend();
      },
      () => this.onloadend(),
    );
  }
}

beforeAll(() => {
  vi.stubGlobal("FileReader", FakeFileReader);
});

afterAll(() => {
  vi.unstubAllGlobals();
});

const ab = Uint8Array.of(1, 2).buffer;
const view = Uint8Array.of(0, 1, 2, 3).subarray(1, 3);

class Unreadable extends Blob {
  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.reject(new Error("changed"));
  }
}

describe.each<[string, Bytes]>([
  ["browser", browser],
  ["node", node],
])("%s", (_name, bytes) => {
  /** At once. */
  const encode = (data: ArrayBuffer | ArrayBufferView): string => {
    const texts: string[] = [];
    bytes.toBase64(data, (text) => texts.push(text));
    return texts.join(" and ");
  };

  const decode = (text: string): Uint8Array =>
    new Uint8Array(bytes.toBinaryType(bytes.fromBase64(text)!, "arraybuffer") as ArrayBuffer);

  test("base64", () => {
    expect([ab, view, new DataView(ab)].map(encode)).toEqual(["AQI=", "AQI=", "AQI="]);
    fc.assert(
      fc.property(fc.uint8Array(), (data) => {
        const text = encode(data);
        expect(text).toBe(Buffer.from(data).toString("base64"));
        expect(decode(text)).toEqual(data);
      }),
    );
  });

  test("what is asked for by default is what comes when nothing is", () => {
    expect(bytes.toBinaryType(view, undefined)).toEqual(bytes.toBinaryType(view, bytes.defaultBinaryType));
  });

  test.each(["", "AQ", "AQ==", "AQI"])("%j is base64", (text) => {
    expect(decode(text)).toEqual(new Uint8Array(Buffer.from(text, "base64")));
  });

  test.each(["!", "AQ!=", "é", "AQI=AQI=", "{}"])("%j is not", (text) => {
    expect(bytes.fromBase64(text)).toBe(undefined);
  });

  test.each([
    ["a Blob", new Blob([ab]), "AQI="],
    ["an empty one", new Blob(), ""],
    ["one that cannot be read", new Unreadable([ab]), ""],
  ])("base64 of %s", async (_kind, blob, text) => {
    expect(await new Promise((resolve) => bytes.toBase64(blob, resolve))).toBe(text);
  });

  test("an ArrayBuffer holds what a view shows, and no more", () => {
    expect([ab, view].map((data) => bytes.toBinaryType(data, "arraybuffer"))).toEqual([ab, ab]);
    expect(bytes.toBinaryType(ab, "arraybuffer")).toBe(ab);
    expect(bytes.toBinaryType(Uint8Array.of(1, 2), "arraybuffer")).toEqual(ab);
  });

  test("a Blob stays one", () => {
    for (const type of ["arraybuffer", "blob"] as const)
      expect(bytes.toBinaryType(new Blob([ab]), type)).toBeInstanceOf(Blob);
  });
});

test("browsers make Blobs", async () => {
  for (const data of [
    browser.toBinaryType(ab, "blob"),
    browser.toBinaryType(browser.fromBase64("AQI=")!, "blob"),
    browser.toBinaryType(view, "blob"),
  ])
    expect(await (data as Blob).arrayBuffer()).toEqual(ab);
});

test("Node makes Buffers, even where a Blob is asked for, and copies nothing", () => {
  for (const type of ["nodebuffer", "blob"] as const)
    expect([ab, view].map((data) => node.toBinaryType(data, type))).toEqual([
      Buffer.of(1, 2),
      Buffer.of(1, 2),
    ]);
  const buffer = Buffer.of(1);
  expect(node.toBinaryType(buffer, "nodebuffer")).toBe(buffer);
  expect((node.toBinaryType(ab, "nodebuffer") as Buffer).buffer).toBe(ab);
});

test("each has its own default", () => {
  expect([browser.defaultBinaryType, node.defaultBinaryType]).toEqual(["arraybuffer", "nodebuffer"]);
});
