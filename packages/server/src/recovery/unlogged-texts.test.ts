import { describe, expect, it } from "vitest";

import { UnloggedTexts } from "./unlogged-texts.ts";

const ALWAYS = { earliest: 0, latest: 1000 };

function create(maxTexts = 3, maxLength = 100) {
  return new UnloggedTexts({ maxTexts, maxLength });
}

describe("texts that were not logged", () => {
  it("are found where they were sent", () => {
    const texts = create();
    texts.note("a", 5);
    texts.note("b", 7);
    expect(texts.find("a", ALWAYS)).toEqual({ earliest: 5, latest: 5 });
    expect(texts.find("b", ALWAYS)).toEqual({ earliest: 7, latest: 7 });
    expect(texts.find("c", ALWAYS)).toBeUndefined();
  });

  it("are found in a range if they were sent twice", () => {
    const texts = create();
    texts.note("a", 5);
    texts.note("a", 5);
    texts.note("a", 9);
    expect(texts.size).toBe(1);
    expect(texts.find("a", ALWAYS)).toEqual({ earliest: 5, latest: 9 });
    expect(texts.find("a", { earliest: 6, latest: 8 })).toEqual({ earliest: 6, latest: 8 });
    expect(texts.find("a", { earliest: 10, latest: 20 })).toBeUndefined();
    expect(texts.find("a", { earliest: 0, latest: 4 })).toBeUndefined();
  });

  it("may have been among the forgotten", () => {
    const texts = create(2);
    texts.note("a", 1);
    texts.note("b", 2);
    texts.note("c", 3);
    texts.note("a", 4);
    expect(texts.size).toBe(2);
    // "b" was forgotten after "a": it may have been sent at any place up to 2, and so may anything.
    expect(texts.find("b", ALWAYS)).toEqual({ earliest: 0, latest: 2 });
    expect(texts.find("never", ALWAYS)).toEqual({ earliest: 0, latest: 2 });
    expect(texts.find("never", { earliest: 3, latest: 9 })).toBeUndefined();
    // "a" was noted when only what was sent up to 1 had been forgotten.
    expect(texts.find("a", ALWAYS)).toEqual({ earliest: 0, latest: 4 });
    expect(texts.find("a", { earliest: 2, latest: 9 })).toEqual({ earliest: 4, latest: 4 });
    // "c" came when nothing else of that name can have been forgotten after 1.
    expect(texts.find("c", { earliest: 2, latest: 9 })).toEqual({ earliest: 3, latest: 3 });
  });

  it("are forgotten when they are too long together, the one that was sent longest ago first", () => {
    const texts = create(100, 10);
    texts.note("aaaa", 1);
    texts.note("bbbb", 2);
    texts.note("aaaa", 3);
    texts.note("cccc", 4);
    expect(texts.find("aaaa", { earliest: 3, latest: 9 })).toEqual({ earliest: 3, latest: 3 });
    expect(texts.find("bbbb", { earliest: 3, latest: 9 })).toBeUndefined();
    texts.note("d".repeat(11), 6);
    expect(texts.size).toBe(2);
    expect(texts.find("d".repeat(11), { earliest: 5, latest: 9 })).toEqual({ earliest: 5, latest: 6 });
  });
});
