import { describe, expect, it } from "vitest";

import { selectEncoding } from "./accept-encoding.ts";

describe("the encoding for an Accept-Encoding", () => {
  // What engine.io 6.6.11 chose when it was sent these.
  it.each<[header: string | undefined, expected: "gzip" | "deflate" | undefined]>([
    [undefined, undefined],
    ["", undefined],
    ["gzip", "gzip"],
    ["deflate", "deflate"],
    ["GZIP", "gzip"],
    ["gzip, deflate", "gzip"],
    ["gzip, deflate, br, zstd", "gzip"],
    ["deflate, gzip", "deflate"],
    ["br, gzip", "gzip"],
    ["br", undefined],
    ["identity", undefined],
    ["identity;q=0", undefined],
    ["identity, gzip", "gzip"],
    ["gzip;q=0.5, identity;q=1", "gzip"],
    ["x-gzip", undefined],
    ["gzip2", undefined],
    ["not-deflate, br", undefined],
    ["deflate;q=1, gzip;q=0.5", "deflate"],
    ["gzip;q=0.5, deflate", "deflate"],
    ["deflate;q=0.5,gzip;q=0.4", "deflate"],
    ["deflate;q=0.5,gzip;q=0.5", "deflate"],
    ["gzip;q=0", undefined],
    ["gzip ; q=0", undefined],
    ["gzip;q=0.0", undefined],
    ["gzip;q=0.001", "gzip"],
    ["gzip;q=1.5", "gzip"],
    ["gzip;q=-1", undefined],
    ["gzip;q=abc", undefined],
    ["gzip;q", undefined],
    ["gzip;foo=bar", "gzip"],
    ["gzip;foo=1;q=0", undefined],
    ["gzip,gzip;q=0", "gzip"],
    ["gzip;q=0,gzip", "gzip"],
    ["*", "gzip"],
    ["*;q=0", undefined],
    ["gzip;q=0, *", "deflate"],
    ["*, gzip;q=0", "deflate"],
    ["deflate;q=0, *", "gzip"],
    ["gzip;q=0,deflate;q=0,*", undefined],
    ["*;q=0.5, gzip;q=0.1", "deflate"],
    ["*;q=0.5,deflate;q=0.7", "deflate"],
    ["*;q=0.5,deflate;q=0.5", "deflate"],
  ])("%s is %s", (header, expected) => {
    expect(selectEncoding(header)).toBe(expected);
  });

  it("reads so many elements and no more", () => {
    expect(selectEncoding(`${"br,".repeat(63)}gzip`)).toBe("gzip");
    expect(selectEncoding(`${"br,".repeat(64)}gzip`)).toBeUndefined();
  });
});
