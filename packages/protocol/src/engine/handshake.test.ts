import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeHandshake, MAX_SID_LENGTH, parseHandshake, type Handshake } from "./handshake.ts";

const valid: Handshake = {
  sid: "lv_VI97HAXpY6yYWAAAB",
  upgrades: ["websocket"],
  pingInterval: 25_000,
  pingTimeout: 20_000,
  maxPayload: 1_000_000,
};

const changed = (change: Record<string, unknown>) => JSON.stringify({ ...valid, ...change });

test("the keys are in the order that clients know", () => {
  const { maxPayload, pingTimeout, pingInterval, upgrades, sid } = valid;
  expect(encodeHandshake({ maxPayload, pingTimeout, pingInterval, upgrades, sid })).toBe(
    '{"sid":"lv_VI97HAXpY6yYWAAAB","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}',
  );
});

test("what was encoded is parsed as it was", () => {
  const milliseconds = fc.integer({ min: 1, max: 1_000_000_000 });
  const handshake = fc.record({
    sid: fc.string({ minLength: 1, maxLength: 30 }),
    upgrades: fc.uniqueArray(fc.constantFrom("polling", "websocket", "webtransport", "other")),
    pingInterval: milliseconds,
    pingTimeout: milliseconds,
    maxPayload: fc.option(fc.integer({ min: 1 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(handshake, (value) => {
      expect(parseHandshake(encodeHandshake(value))).toEqual(value);
    }),
  );
});

describe("valid", () => {
  const cases: [string, Record<string, unknown>, Partial<Handshake>][] = [
    ["no upgrades", { upgrades: [] }, { upgrades: [] }],
    ["names that we do not know", { upgrades: ["other"] }, { upgrades: ["other"] }],
    ["a name that stands there twice", { upgrades: ["a", "b", "a"] }, { upgrades: ["a", "b"] }],
    ["small intervals", { pingInterval: 300, pingTimeout: 200 }, { pingInterval: 300, pingTimeout: 200 }],
    ["no maxPayload, as in revision 3", { maxPayload: undefined }, { maxPayload: undefined }],
    ["maxPayload null, which is JSON's Infinity", { maxPayload: null }, { maxPayload: undefined }],
    ["other keys", { another: { a: 1 } }, {}],
    ["the longest sid", { sid: "x".repeat(MAX_SID_LENGTH) }, { sid: "x".repeat(MAX_SID_LENGTH) }],
    [
      "the longest wait",
      { pingInterval: 0x7fff_fffe, pingTimeout: 1 },
      { pingInterval: 0x7fff_fffe, pingTimeout: 1 },
    ],
  ];
  test.each(cases)("%s", (_name, change, expected) => {
    expect(parseHandshake(changed(change))).toEqual({ ...valid, ...expected });
  });
});

describe("refused", () => {
  const notAnObject: unknown[] = [
    undefined,
    "",
    "{",
    "null",
    "[]",
    "1",
    '"a"',
    "{}x",
    new Uint8Array(2),
    valid,
  ];
  test.each(notAnObject)("%j is not a JSON object", (data) => {
    expect(parseHandshake(data)).toMatchObject({
      code: "EIO_PARSE_ERROR",
      description: "The data of the open packet is not a JSON object",
    });
  });

  const cases: [keyof Handshake, unknown[]][] = [
    ["sid", [undefined, null, "", 1, {}, ["x"], "x".repeat(MAX_SID_LENGTH + 1)]],
    ["upgrades", [undefined, null, "websocket", {}, [1], ["websocket", null], [["websocket"]]]],
    ["pingInterval", [undefined, null, 0, -1, 0.5, 1e12, 0x8000_0000, "x", "25000", [25_000], true]],
    ["pingTimeout", [undefined, null, 0, -1, 1e12, "x", 0x7fff_ffff]],
    ["maxPayload", [0, -1, "x", "1000", {}, false]],
  ];
  const table = cases.flatMap(([field, values]) =>
    values.map((value) => ({ field, value, shown: JSON.stringify([value]).slice(0, 20) })),
  );
  test.each(table)("$field: $shown", ({ field, value }) => {
    expect(parseHandshake(changed({ [field]: value }))).toMatchObject({
      code: "EIO_PARSE_ERROR",
      description: `The open packet has no valid ${field}`,
    });
  });

  test("the name of the prototype is a key like any other", () => {
    expect(parseHandshake(`{"__proto__":${JSON.stringify(valid)}}`)).toMatchObject({
      code: "EIO_PARSE_ERROR",
    });
  });

  test("any text and any JSON have an answer", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (data) => {
        const handshake = parseHandshake(data);
        expect("code" in handshake || typeof handshake.sid === "string").toBe(true);
      }),
    );
    expect(parseHandshake("[".repeat(1_000_000))).toMatchObject({ code: "EIO_PARSE_ERROR" });
  });
});
