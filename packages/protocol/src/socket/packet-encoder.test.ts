import { Buffer } from "node:buffer";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { isAttachment } from "./attachments.ts";
import { hasAttachment } from "./attachment-search.ts";
import { encodePacket } from "./packet-encoder.ts";
import { PacketType, type SocketPacket } from "./packet.ts";
import { anyPacket, nest } from "./testing/packet-arbitraries.ts";

const one = Uint8Array.of(1);
const two = Buffer.from([2]);

const event = (...data: unknown[]): SocketPacket => ({ type: PacketType.EVENT, nsp: "/", data });
const textOf = (packet: SocketPacket) => encodePacket(packet)[0];

/** What callers without types pass in. */
const untyped = (packet: object) => packet as SocketPacket;

describe("packets without attachments are one text", () => {
  const packets: [string, SocketPacket, string][] = [
    ["an event", event("a", 1, null, { b: [true] }), '2["a",1,null,{"b":[true]}]'],
    ["an event with an id", { ...event("a"), id: 0 }, '20["a"]'],
    ["an event of a namespace", { ...event("a"), nsp: "/x" }, '2/x,["a"]'],
    ["an event of a namespace with an id", { ...event("a"), nsp: "/x", id: 12 }, '2/x,12["a"]'],
    ["an acknowledgement", { type: PacketType.ACK, nsp: "/", id: 3, data: [] }, "33[]"],
    ["a connect", { type: PacketType.CONNECT, nsp: "/" }, "0"],
    ["a connect with data", { type: PacketType.CONNECT, nsp: "/x", data: { sid: "y" } }, '0/x,{"sid":"y"}'],
    ["a connect with bytes", { type: PacketType.CONNECT, nsp: "/", data: { b: one } }, '0{"b":{"0":1}}'],
    ["a disconnect", { type: PacketType.DISCONNECT, nsp: "/x" }, "1/x,"],
    ["a refusal", { type: PacketType.CONNECT_ERROR, nsp: "/", data: { message: "no" } }, '4{"message":"no"}'],
    ["a binary event without bytes", { ...event("a"), type: PacketType.BINARY_EVENT }, '2["a"]'],
    ["a binary acknowledgement without", { type: PacketType.BINARY_ACK, nsp: "/", id: 1, data: [] }, "31[]"],
    ["data null", untyped({ type: 2, nsp: "/", data: null }), "2"],
    ["data that is a text", untyped({ type: 4, nsp: "/", data: "no" }), '4"no"'],
    ["an id null", untyped({ ...event("a"), id: null }), '2["a"]'],
    ["no namespace", untyped({ type: 2, data: ["a"] }), '2["a"]'],
    ["values that JSON does not know", event("a", undefined, Number.NaN, () => 1), '2["a",null,null,null]'],
    ["a date", event("a", new Date(0)), '2["a","1970-01-01T00:00:00.000Z"]'],
    ["a map", event("a", new Map([[1, one]])), '2["a",{}]'],
    ["bytes that toJSON() hides", event("a", { one, toJSON: () => "j" }), '2["a","j"]'],
    ["inherited bytes", event("a", Object.create({ one })), '2["a",{}]'],
    ["bytes beside the elements of an array", event("a", Object.assign([1], { one })), '2["a",[1]]'],
    ["shared memory", event("a", new SharedArrayBuffer(2)), '2["a",{}]'],
    ["a text as an object", event("a", Object("xy")), '2["a","xy"]'],
    ["the key of toJSON()", event("a", { toJSON: (key: string) => key }), '2["a","1"]'],
    ["half a surrogate pair", event("\ud800"), String.raw`2["\ud800"]`],
  ];
  test.each(packets)("%s", (_name, packet, text) => {
    expect(encodePacket(packet)).toEqual([text]);
  });
});

const place = (num: number) => `{"_placeholder":true,"num":${num}}`;

describe("attachments follow the text", () => {
  const buffer = new ArrayBuffer(2);
  const blob = new Blob(["x"]);
  const file = new File(["x"], "n");
  const view = new DataView(buffer);
  const shared = { one };
  const packets: [string, SocketPacket, string, unknown[]][] = [
    ["an event", event("a", one), `51-["a",${place(0)}]`, [one]],
    [
      "an acknowledgement",
      { type: PacketType.ACK, nsp: "/x", id: 3, data: [one] },
      `61-/x,3[${place(0)}]`,
      [one],
    ],
    [
      "called binary already",
      { ...event("a", one), type: PacketType.BINARY_EVENT },
      `51-["a",${place(0)}]`,
      [one],
    ],
    [
      "binary acknowledgement",
      { type: PacketType.BINARY_ACK, nsp: "/", id: 0, data: [one] },
      `61-0[${place(0)}]`,
      [one],
    ],
    [
      "all kinds",
      event(buffer, blob, file, view, two),
      `55-[${[0, 1, 2, 3, 4].map(place).join(",")}]`,
      [buffer, blob, file, view, two],
    ],
    [
      "deep inside, in the order of JSON",
      event("a", { b: [{ c: one }], d: two }, [[one]]),
      `53-["a",{"b":[{"c":${place(0)}}],"d":${place(1)}},[[${place(2)}]]]`,
      [one, two, one],
    ],
    ["the same value twice", event("a", one, one), `52-["a",${place(0)},${place(1)}]`, [one, one]],
    [
      "the same object in two places is no cycle",
      event({ a: shared, b: [shared] }),
      `52-[{"a":{"one":${place(0)}},"b":[{"one":${place(1)}}]}]`,
      [one, one],
    ],
    ["from toJSON()", event({ toJSON: () => ({ one }) }), `51-[{"one":${place(0)}}]`, [one]],
    ["toJSON() itself", event({ toJSON: () => one }), `51-[${place(0)}]`, [one]],
    ["toJSON() within", event([{ toJSON: () => one }]), `51-[[${place(0)}]]`, [one]],
    [
      "toJSON() is asked once",
      event({ toJSON: () => ({ one, toJSON: () => "again" }) }),
      `51-[{"one":${place(0)}}]`,
      [one],
    ],
    [
      "a property that is called toJSON",
      event({ one, toJSON: 1 }),
      `51-[{"one":${place(0)},"toJSON":1}]`,
      [one],
    ],
    [
      "an object without a prototype",
      event(Object.assign(Object.create(null), { one })),
      `51-[{"one":${place(0)}}]`,
      [one],
    ],
    [
      "beside what JSON changes",
      event([new Date(0), Object("xy"), undefined, new Map(), one]),
      `51-[["1970-01-01T00:00:00.000Z","xy",null,{},${place(0)}]]`,
      [one],
    ],
    [
      "a key that is a trap",
      event(JSON.parse('{"__proto__":{"x":1}}'), one),
      `51-[{"__proto__":{"x":1}},${place(0)}]`,
      [one],
    ],
    [
      "within such a key",
      event(Object.defineProperty({}, "__proto__", { value: [one], enumerable: true })),
      `51-[{"__proto__":[${place(0)}]}]`,
      [one],
    ],
    ["data that is bytes", untyped({ type: 2, nsp: "/", data: one }), `51-${place(0)}`, [one]],
    [
      "data that is an object",
      untyped({ type: 3, nsp: "/", data: { one } }),
      `61-{"one":${place(0)}}`,
      [one],
    ],
    ["elements that are missing", event([undefined, one]), `51-[[null,${place(0)}]]`, [one]],
  ];
  test.each(packets)("%s", (_name, packet, text, attachments) => {
    const encoded = encodePacket(packet);
    expect(encoded[0]).toBe(text);
    expect(encoded.slice(1)).toHaveLength(attachments.length);
    for (const [index, attachment] of attachments.entries()) expect(encoded[index + 1]).toBe(attachment);
  });

  test("as many as there are: the limit is one of those who receive", () => {
    expect(encodePacket(event("a", ...Array.from({ length: 12 }, () => one)))).toHaveLength(13);
  });

  test("after more than a few objects, and below more levels than a few", () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ index }));
    expect(encodePacket(event("a", many))).toHaveLength(1);
    expect(encodePacket(event("a", many, { one }))).toHaveLength(2);
    expect(encodePacket(event("a", [...many, Object("xy"), { toJSON: () => one }]))).toHaveLength(2);
    const shared = { a: 1 };
    expect(encodePacket(event("a", ...Array.from({ length: 600 }, () => shared), [[one]]))).toHaveLength(2);
    const [text, attachment] = encodePacket(event("a", nest(2000, one)));
    expect(text).toBe(`51-["a",${"[".repeat(2000)}${place(0)}${"]".repeat(2000)}]`);
    expect(attachment).toBe(one);
  });

  test("are found in values of other realms", () => {
    const foreign: unknown = runInNewContext(
      "({ buffer: new ArrayBuffer(1), bytes: new Uint8Array(1), plain: {} })",
    );
    expect(encodePacket(event(foreign))[0]).toBe(
      `52-[{"buffer":${place(0)},"bytes":${place(1)},"plain":{}}]`,
    );
  });
});

describe("blobs of platforms that do not name them", () => {
  afterEach(() => void vi.unstubAllGlobals());

  test("are known by their class", () => {
    class Blob {
      size = 0;
    }
    vi.stubGlobal("Blob", Blob);
    expect(isAttachment(new Blob())).toBe(true);
    expect(isAttachment(new Map())).toBe(false);
  });

  test("need not exist", () => {
    vi.stubGlobal("Blob", undefined);
    expect(isAttachment(new Map())).toBe(false);
    expect(isAttachment(one)).toBe(true);
    expect(isAttachment("text")).toBe(false);
  });
});

describe("the caller's packet is as it was", () => {
  test("random packets", () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const before = structuredClone(packet);
        encodePacket(packet);
        expect(packet).toEqual(before);
      }),
    );
  });

  test("frozen packets", () => {
    const data = Object.freeze(["a", Object.freeze({ one })]);
    expect(textOf(Object.freeze({ type: PacketType.EVENT, nsp: "/", data }))).toBe(
      `51-["a",{"one":${place(0)}}]`,
    );
  });
});

describe("a replacer", () => {
  const replacer = function (this: Record<string, unknown>, key: string, value: unknown): unknown {
    if (typeof value === "bigint") return `${value}n`;
    return this[key] instanceof Date ? "a date" : value;
  };

  test("is asked about the values", () => {
    expect(encodePacket(event("a", 1n, new Date(0)), replacer)).toEqual(['2["a","1n","a date"]']);
  });

  test("is asked beside attachments, and sees dates as dates", () => {
    const [text] = encodePacket(event("a", 1n, { date: new Date(0), one }), replacer);
    expect(text).toBe(`51-["a","1n",{"date":"a date","one":${place(0)}}]`);
  });
});

describe("what cannot be encoded throws", () => {
  interface Node {
    readonly links: unknown[];
  }
  const cyclic = (...links: unknown[]): Node => {
    const node: Node = { links };
    node.links.push({ node });
    return node;
  };
  /** Each refers to each: more paths than there is time. */
  const nodes = Array.from({ length: 30 }, (): Node => ({ links: [] }));
  for (const node of nodes) node.links.push(...nodes);
  const endless = () => ({ toJSON: () => ({ next: endless() }) });

  const cases: [string, unknown[], ErrorConstructor, RegExp][] = [
    ["a bigint", [1n], TypeError, /BigInt/],
    ["a bigint beside bytes", [1n, one], TypeError, /BigInt/],
    ["a cycle", [cyclic()], TypeError, /circular/],
    ["a cycle with bytes", [cyclic(one)], TypeError, /circular/],
    ["a cycle beside bytes", [one, cyclic()], TypeError, /circular/],
    ["many cycles", nodes, TypeError, /circular/],
    ["many cycles with bytes", [...nodes, [{ nodes }, one]], TypeError, /circular/],
    ["what grows while one looks", [endless()], RangeError, /nested too deeply/],
    ["what grows beside bytes", [{ one, more: endless() }], RangeError, /nested too deeply/],
    ["what is deeper than any stack", [nest(200_000)], RangeError, /nested too deeply/],
  ];
  test.each(cases)("%s", (_name, args, type, message) => {
    const encode = () => encodePacket(event("a", ...args));
    expect(encode).toThrow(type);
    expect(encode).toThrow(message);
  });

  test("what a getter or toJSON() throws is the caller's", () => {
    const faulty = {
      toJSON() {
        throw new Error("mine");
      },
    };
    expect(() => encodePacket(event("a", faulty))).toThrow("mine");
  });
});

test("looking for attachments", () => {
  expect(hasAttachment("text")).toBe(false);
  expect(hasAttachment(undefined)).toBe(false);
  expect(hasAttachment(one)).toBe(true);
  expect(hasAttachment(Object(1))).toBe(false);
});
