import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProtocolErrorCode } from "../kernel/index.ts";
import { decodeText } from "./packet-decoder.ts";
import type { SocketPacket } from "./packet.ts";
import { socketLimits, type SocketLimits } from "./socket-limits.ts";
import { nearlyPacket } from "./testing/packet-arbitraries.ts";

const decode = (text: string, limits: Partial<SocketLimits> = {}) =>
  decodeText(text, { ...socketLimits, ...limits });

const digits = "1234567890123456";

describe("packets", () => {
  const packets: [string, SocketPacket][] = [
    ["0", { type: 0, nsp: "/" }],
    ['0{"token":1}', { type: 0, nsp: "/", data: { token: 1 } }],
    ["0/a", { type: 0, nsp: "/a" }],
    ["0/a,", { type: 0, nsp: "/a" }],
    ["0/", { type: 0, nsp: "/" }],
    ["0/a?x=1,", { type: 0, nsp: "/a?x=1" }],
    ['0/a,{"b":[]}', { type: 0, nsp: "/a", data: { b: [] } }],
    ["05", { type: 0, nsp: "/", id: 5 }],
    ["1", { type: 1, nsp: "/" }],
    ["1/a,", { type: 1, nsp: "/a" }],
    ['2["a"]', { type: 2, nsp: "/", data: ["a"] }],
    ['2["a"] ', { type: 2, nsp: "/", data: ["a"] }],
    ['21 ["a"]', { type: 2, nsp: "/", id: 1, data: ["a"] }],
    ["2[1.5]", { type: 2, nsp: "/", data: [1.5] }],
    ['2["error"]', { type: 2, nsp: "/", data: ["error"] }],
    ['2[""]', { type: 2, nsp: "/", data: [""] }],
    ['20["a"]', { type: 2, nsp: "/", id: 0, data: ["a"] }],
    ['200012["a"]', { type: 2, nsp: "/", id: 12, data: ["a"] }],
    ['2/a,5["b"]', { type: 2, nsp: "/a", id: 5, data: ["b"] }],
    ["3[]", { type: 3, nsp: "/", data: [] }],
    ["31[null]", { type: 3, nsp: "/", id: 1, data: [null] }],
    ['4"no"', { type: 4, nsp: "/", data: "no" }],
    ['4/a,{"message":"no"}', { type: 4, nsp: "/a", data: { message: "no" } }],
    ['51-["a"]', { type: 5, nsp: "/", attachments: 1, data: ["a"] }],
    ['501-["a"]', { type: 5, nsp: "/", attachments: 1, data: ["a"] }],
    ['610-/a,7["a"]', { type: 6, nsp: "/a", attachments: 10, id: 7, data: ["a"] }],
  ];
  test.each(packets)("%s", (text, packet) => {
    expect(decode(text)).toStrictEqual(packet);
  });
});

describe("what is not a packet", () => {
  const refused: Partial<Record<ProtocolErrorCode, readonly string[]>> = {
    SIO_UNKNOWN_PACKET_TYPE: ["", "7", "9", "x", "-1", " 2", "/", "\u0662", "²", "undefined"],
    SIO_ILLEGAL_ATTACHMENTS: [
      ...[
        "5",
        "6",
        "5-[]",
        '5["a"]',
        '51["a"]',
        '50-["x"]',
        '500-["x"]',
        '5 1-["a"]',
        '5+1-["a"]',
        '51.0-["a"]',
      ],
      ...['51e0-["a"]', '50x1-["a"]', '5-1-["a"]', "51", `5${digits}`],
    ],
    SIO_TOO_MANY_ATTACHMENTS: ['511-["a"]', '51000000-["a"]', `5${digits.repeat(30)}-["a"]`],
    SIO_INVALID_ACK_ID: [
      `2${digits}7["a"]`,
      '29007199254740992["a"]',
      `2${"0".repeat(17)}["a"]`,
      `3${"1".repeat(400)}[]`,
    ],
    SIO_INVALID_PAYLOAD: [
      ...["0[]", "0null", '0"x"', "0{", "0,", "0a", "1{}", "1null", '1""', "11{}"],
      ...[
        "2",
        "2/a",
        "2[]",
        "2{}",
        "2null",
        "2[null]",
        "2[true]",
        '2[{"toString":"foo"}]',
        "2[[]]",
        '2"a"',
        '2 5["a"]',
      ],
      ...['2-1["a"]', '2a["b"]', '2["a"]x', '2/a["b"]', "2[1e9", '21 5["a"]'],
      ...["3", "31", "3{}", "3null", "4", "41", "4[]", "4null", "4true", "51-", "51-{}", "51-[null]", "61-1"],
      ...["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"].flatMap(
        (name) => [`2["${name}"]`, `51-["${name}"]`],
      ),
    ],
  };
  const cases = Object.entries(refused).flatMap(([code, texts]) =>
    texts.map((text) => [code, text] as const),
  );
  test.each(cases)("%s: %s", (code, text) => {
    expect(decode(text)).toMatchObject({ code });
  });

  test.each([
    ["7", "unknown packet type 7"],
    ["", "unknown packet type NaN"],
    ["x", "unknown packet type NaN"],
    ["5", "Illegal attachments"],
    ["2[]", "invalid payload"],
  ])("the text of the error for %j", (text, message) => {
    expect(decode(text)).toMatchObject({ message });
  });

  test("whatever comes, nothing is thrown", () => {
    fc.assert(
      fc.property(fc.oneof(nearlyPacket, fc.string()), (text) => {
        const result = decode(text);
        if (result instanceof Error) expect(result.code).toMatch(/^SIO_/);
        else expect(result.nsp[0]).toBe("/");
      }),
      { numRuns: 2000 },
    );
  });
});

describe("limits", () => {
  const name = (length: number) => `/${"n".repeat(length - 1)}`;
  const deep = (depth: number) => `2["a"${",[".repeat(1)}${"[".repeat(depth - 2)}${"]".repeat(depth)}`;
  const max = socketLimits;
  const legacy = { maxNamespaceQueryLength: 8192 };
  const cases: [string, string, Partial<SocketLimits>, ProtocolErrorCode | undefined][] = [
    ["a namespace below it", `0${name(max.maxNamespaceLength - 1)},`, {}, undefined],
    ["a namespace at it", `0${name(max.maxNamespaceLength)},`, {}, undefined],
    ["a namespace above it", `0${name(max.maxNamespaceLength + 1)},`, {}, "SIO_NAMESPACE_TOO_LONG"],
    ["a namespace without an end", `0${name(900_000)}`, {}, "SIO_NAMESPACE_TOO_LONG"],
    ["a query at it", `0/a?${"q".repeat(8191)},`, legacy, undefined],
    ["a query above it", `0/a?${"q".repeat(8192)},`, legacy, "SIO_NAMESPACE_TOO_LONG"],
    ["a query beside a name at it", `0${name(1024)}?${"q".repeat(8191)},`, legacy, undefined],
    ["a query beside a name above it", `0${name(1025)}?q,`, legacy, "SIO_NAMESPACE_TOO_LONG"],
    ["a query that counts as part of the name", `0/a?${"q".repeat(1022)},`, {}, "SIO_NAMESPACE_TOO_LONG"],
    ["attachments at it", '52-["a"]', { maxAttachments: 2 }, undefined],
    ["attachments above it", '53-["a"]', { maxAttachments: 2 }, "SIO_TOO_MANY_ATTACHMENTS"],
    ["a megabyte of digits for an id", `2${"1".repeat(1e6)}["a"]`, {}, "SIO_INVALID_ACK_ID"],
    ["a megabyte of digits for attachments", `51${"1".repeat(1e6)}`, {}, "SIO_ILLEGAL_ATTACHMENTS"],
    ["the largest id", `2${Number.MAX_SAFE_INTEGER}["a"]`, {}, undefined],
    ["the most digits of an id", `2${"0".repeat(15)}1["a"]`, {}, undefined],
    ["depth below it", deep(max.maxJsonDepth - 1), {}, undefined],
    ["depth at it", deep(max.maxJsonDepth), {}, undefined],
    ["depth above it", deep(max.maxJsonDepth + 1), {}, "SIO_PAYLOAD_TOO_DEEP"],
    ["20 kB of brackets", `2["a",${"[".repeat(20_000)}`, {}, "SIO_PAYLOAD_TOO_DEEP"],
    ["an event name below it", `2["${"e".repeat(16_383)}"]`, {}, undefined],
    ["an event name at it", `2["${"e".repeat(16_384)}"]`, {}, undefined],
    ["an event name above it", `2["${"e".repeat(16_385)}"]`, {}, "SIO_EVENT_NAME_TOO_LONG"],
  ];
  test.each(cases)("%s", (_name, text, limits, code) => {
    const result = decode(text, limits);
    expect("code" in result ? result.code : undefined).toBe(code);
  });

  const connect = (length: number) => `0{"x":"${"x".repeat(length - 9)}"}`;
  test.each([
    [99, undefined],
    [100, undefined],
    [101, "SIO_CONNECT_TOO_LARGE"],
  ])("a request for a namespace of %d characters of 100", (length, code) => {
    expect(connect(length)).toHaveLength(length);
    const result = decode(connect(length), { maxConnectBytes: 100 });
    expect("code" in result ? result.code : undefined).toBe(code);
    expect(decode(connect(1e6))).not.toHaveProperty("code");
    expect(decode(`2["${"x".repeat(length)}"]`, { maxConnectBytes: 100 })).not.toHaveProperty("code");
  });

  test("names on every object are only keys", () => {
    const packet = decode('2["__proto__",{"__proto__":{"polluted":1},"constructor":2}]') as SocketPacket;
    const [name, argument] = packet.data as [string, object];
    expect(name).toBe("__proto__");
    expect(Object.keys(argument)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("rules that can be stricter", () => {
  const cases: [Partial<SocketLimits>, string, ProtocolErrorCode | undefined][] = [
    [{ allowLeadingZeros: false }, '2012["a"]', "SIO_INVALID_ACK_ID"],
    [{ allowLeadingZeros: false }, '200["a"]', "SIO_INVALID_ACK_ID"],
    [{ allowLeadingZeros: false }, "3/a,01[]", "SIO_INVALID_ACK_ID"],
    [{ allowLeadingZeros: false }, '501-["a"]', "SIO_ILLEGAL_ATTACHMENTS"],
    [{ allowLeadingZeros: false }, '20["a"]', undefined],
    [{ allowLeadingZeros: false }, '2["a"]', undefined],
    [{ allowLeadingZeros: false }, '210["a"]', undefined],
    [{ allowLeadingZeros: false }, '510-["a"]', undefined],
    [{ allowErrorEvent: false }, '2["error"]', "SIO_INVALID_PAYLOAD"],
    [{ allowErrorEvent: false }, '2/a,1["error",{"message":"x"}]', "SIO_INVALID_PAYLOAD"],
    [{ allowErrorEvent: false }, '51-["error"]', "SIO_INVALID_PAYLOAD"],
    [{ allowErrorEvent: false }, '2["errors"]', undefined],
    [{ allowErrorEvent: false }, '3["error"]', undefined],
  ];
  test.each(cases)("%j: %s", (rules, text, code) => {
    const result = decode(text, rules);
    expect("code" in result ? result.code : undefined).toBe(code);
  });

  const toStringOf = (text: string, rules: Partial<SocketLimits>) => {
    const { data } = decode(text, rules) as { data: Record<string, { toString?: unknown }> };
    return [data["x"], data[1]].find((found) => found !== undefined)?.toString;
  };
  test.each(['2["a",{}]', "3[0,{}]", '0{"x":{}}', '2/a,7["a",{}]'])("null prototypes: %s", (text) => {
    expect(toStringOf(text, { nullPrototypes: true })).toBeUndefined();
    expect(toStringOf(text, {})).toBe(Object.prototype.toString);
  });

  test("null prototypes: what a reviver makes is its own business", () => {
    const reviver = (_key: string, value: unknown) => (value === 1 ? new Map() : value);
    const { data } = decodeText('2["a",{"b":1}]', { ...socketLimits, nullPrototypes: true }, reviver) as {
      data: unknown[];
    };
    expect(data[1]).toStrictEqual({ b: new Map() });
  });
});

describe("a reviver", () => {
  test("is asked about the values", () => {
    const reviver = (key: string, value: unknown) => (key === "x" ? "revived" : value);
    expect(decodeText('2["a",{"x":1}]', socketLimits, reviver)).toMatchObject({
      data: ["a", { x: "revived" }],
    });
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("mine");
      },
    ],
    ["leaves nothing", () => undefined],
  ])("that %s makes the payload an invalid one", (_name, reviver) => {
    expect(decodeText('2["a"]', socketLimits, reviver)).toMatchObject({ code: "SIO_INVALID_PAYLOAD" });
  });
});
