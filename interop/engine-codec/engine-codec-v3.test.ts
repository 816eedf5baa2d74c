import { createDialectV3, type Decoded } from "@sockeye/protocol/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as cases from "./codec-cases.ts";
import { describeEncoded, describePacket, encodedBy, hostBytes, readAll, reasonOf } from "./codec-cases.ts";
import { parserV3 } from "./published-parsers.ts";

const dialect = createDialectV3(hostBytes);

const bytesOf = (text: string) => Buffer.from(text, "hex");
const oursOf = (payload: string | Buffer): Decoded[] => readAll(dialect.readPayload(payload));

/** What the published parser says, up to its first error: a session closes then. */
function theirsOf(payload: string | Buffer): string[] {
  const said: string[] = [];
  parserV3.decodePayload(payload, (packet) => {
    said.push(describePacket(packet));
  });
  const error = said.indexOf("error");
  return error === -1 ? said : said.slice(0, error + 1);
}

test("the published parser speaks revision 3", () => {
  expect(parserV3.protocol).toBe(3);
});

describe("the same packets become the same bytes", () => {
  test("frames", () => {
    const packets = fc.oneof(cases.textPacket, cases.binaryPacket);
    fc.assert(
      fc.property(packets, fc.boolean(), (packet, supportsBinary) => {
        expect(describeEncoded(dialect.encodeFrame(packet, supportsBinary))).toBe(
          encodedBy((onEncoded) => parserV3.encodePacket(packet, supportsBinary, false, onEncoded)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("payloads", () => {
    const batches = fc.array(fc.oneof(cases.textPacket, cases.binaryPacket), { maxLength: 6 });
    fc.assert(
      fc.property(batches, fc.boolean(), (packets, supportsBinary) => {
        const payload = dialect.encodePayload(packets, supportsBinary);
        expect(describeEncoded(payload)).toBe(
          encodedBy((onEncoded) => parserV3.encodePayload(packets, supportsBinary, onEncoded)),
        );
        // What both have made, both read alike.
        const body = typeof payload === "string" ? payload : Buffer.from(payload);
        expect(oursOf(body).map(describePacket)).toEqual(theirsOf(body));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the same bytes become the same packets", () => {
  const frames = ["", "4", "4x", "0", "2probe", "7", "7x", "9", "a", "-1", "€", "\u0000", "constructor"];
  const base64 = ["b4", "b4AQI=", "b4AQI", "b4@@@", "b4-_8=", "b2AQI=", "b4AQI=AQ=="];
  test.each([...frames, ...base64])("the text %j", (frame) => {
    expect(describePacket(dialect.decodeFrame(frame))).toBe(describePacket(parserV3.decodePacket(frame)));
  });

  test.each(["04", "0401", "0001", "06ff"])("the bytes <%s>", (frame) => {
    const theirs = parserV3.decodePacket(bytesOf(frame));
    expect(describePacket(dialect.decodeFrame(bytesOf(frame)))).toBe(describePacket(theirs));
  });

  const textPayloads = [
    ...[
      "",
      "0:",
      "1:4",
      "2:4a",
      "2:4a2:4b",
      "2:4a2:4",
      "3:4a",
      "1:4a",
      "-1:4",
      "01:4",
      ":4",
      "a",
      "1:",
      "10",
    ],
    ...["2:7a2:4b", "2:4ax", "2:4a2", "2:4a2:", "6:b4AQI=", "7:b4AQI=", "3:4€x", "2:4\ud83d", "3:4\u{1f600}"],
    ...["99999999999999999999:4", "9007199254740991:4", "2:7a", "1:7", "2:4a-1:4", "NaN:4", "2:4:1:6"],
  ];
  test.each(textPayloads)("the payload %j", (payload) => {
    expect(oursOf(payload).map(describePacket)).toEqual(theirsOf(payload));
  });

  const binaryPayloads = [
    ...["0001ff34", "0002ff3461", "0102ff0401", "0101ff04", "0002ff34610102ff0401", "000003ff623441"],
    ...["00", "0000ff", "0001ff", "00ff34", "000aff34", "00010aff34", "0001ff37", "02", "ff", "0002ff34e9"],
    ...["0003ff34c3a9", "0002ff34ff", "0004ff34efbbbf", "0001ff340001ff37"],
  ];
  test.each(binaryPayloads)("the payload <%s>", (payload) => {
    expect(oursOf(bytesOf(payload)).map(describePacket)).toEqual(theirsOf(bytesOf(payload)));
  });
});

/** A difference that we want, found by why ours refuses the input. */
interface Difference {
  readonly name: string;
  /** Ours: `reasonOf`. */
  readonly reason: string;
  /** Inputs that show it. */
  readonly examples: readonly (string | Buffer)[];
  /** Does it explain what the published parser made of such an input? `next` is what it read where ours refused. */
  explains(next: string | undefined, payload: string | Buffer): boolean;
}

const differences: readonly Difference[] = [
  {
    name: "a length is digits only, at most 16; the published parser takes other numbers, and any byte for a digit",
    reason: "bad length",
    examples: [
      ...["1.0:4", "1e0:4", " 1:4", "+1:4", "0x1:4", "00000000000000001:4"],
      ...[
        "0000000000000000000000000000000000000001ff34",
        "0009090909090909090909090909090909090909ff34",
        "01003401ff0401",
      ].map(bytesOf),
    ],
    explains: (_next, payload) => typeof payload !== "string" || /[^0-9]\d*:|\d{17}/.test(payload),
  },
  {
    name: "an empty packet in a batch is refused, so that a flood of them cannot keep a reader busy",
    reason: "empty packet",
    examples: ["2:4a0:2:4b", "0:2:4a", "2:4a0:", "0:0:"],
    explains: () => true,
  },
  {
    name: "a binary packet has one of the seven types; the published parser hands on packets without a type",
    reason: "unknown packet type",
    examples: ["2:b7", "1:b", "2:bx", "2:b71:6", ...["0100ff", "0101ff07", "0101ff070001ff34"].map(bytesOf)],
    explains: (next) => next?.startsWith("untyped") === true,
  },
  {
    name: "a packet is as long as its length; the published parser takes the end of the payload for the end of a packet",
    reason: "packet shorter than its length",
    examples: ["0003ff3461", "0104ff0401", "0001ff340003ff3461"].map(bytesOf),
    explains: (_next, payload) => typeof payload !== "string",
  },
  {
    name: "only 00 and 01 begin a packet; the published parser takes anything but 00 for binary",
    reason: "neither text nor binary",
    examples: ["0001ff340202ff0401", "0101ff04ff02ff0401"].map(bytesOf),
    explains: () => true,
  },
  {
    name: "text is UTF-8 without exception; the published parser lets surrogates pass, and any byte within base64",
    reason: "not UTF-8",
    examples: ["0004ff34eda080", "0006ff62344151ff3d"].map(bytesOf),
    explains: (next) => next !== undefined && /^\S+ (<|".*\ufffd)/.test(next),
  },
  {
    name: "an empty body is refused, also of bytes",
    reason: "empty payload",
    examples: [Buffer.alloc(0)],
    explains: (next) => next === undefined,
  },
];

/** Packets before the error are delivered; the published parser cuts a whole binary payload up first, and drops them. */
const isDroppedAsAWhole = (payload: string | Buffer, theirs: readonly string[]) =>
  typeof payload !== "string" && theirs.join() === "error";

function isExplained(payload: string | Buffer, ours: readonly Decoded[], theirs: readonly string[]): boolean {
  if (isDroppedAsAWhole(payload, theirs)) return true;
  const before = ours.slice(0, -1).map(describePacket);
  return differences.some(
    ({ reason, explains }) =>
      reason === reasonOf(ours) &&
      before.join() === theirs.slice(0, before.length).join() &&
      explains(theirs[before.length], payload),
  );
}

/** Both read the same, or there is a reason in the list. */
function expectSameOrExplained(payload: string | Buffer): void {
  const ours = oursOf(payload);
  const theirs = theirsOf(payload);
  const described = ours.map(describePacket);
  if (described.join() !== theirs.join() && !isExplained(payload, ours, theirs))
    expect(described).toEqual(theirs);
}

/** A payload with a few of its units replaced, inserted or left out. */
function damaged<T>(
  payload: readonly T[],
  damage: readonly (readonly [number, number, readonly T[]])[],
): T[] {
  const result = [...payload];
  for (const [position, count, units] of damage)
    result.splice(position % (result.length + 1), count, ...units);
  return result;
}

describe("differences", () => {
  for (const difference of differences) {
    test.each(difference.examples)(`${difference.name} (%#)`, (payload) => {
      const ours = oursOf(payload);
      const theirs = theirsOf(payload);
      expect(reasonOf(ours)).toBe(difference.reason);
      expect(theirs).not.toEqual(ours.map(describePacket));
      expect(isExplained(payload, ours, theirs)).toBe(true);
    });
  }

  test("the packets before an error are delivered, of a binary payload too", () => {
    expect(oursOf(bytesOf("0001ff3400")).map(describePacket)).toEqual(["message", "error"]);
    expect(theirsOf(bytesOf("0001ff3400"))).toEqual(["error"]);
  });

  test("bytes that start like a text payload are read as one, so that a host need not know the content type", () => {
    expect(oursOf(Buffer.from("2:4a")).map(describePacket)).toEqual(['message "a"']);
    expect(theirsOf(Buffer.from("2:4a"))).toEqual(["error"]);
  });

  test("a binary frame has a type", () => {
    for (const frame of ["", "07", "34ff"].map(bytesOf)) {
      expect(describePacket(dialect.decodeFrame(frame))).toBe("error");
      expect(describePacket(parserV3.decodePacket(frame))).toMatch(/^untyped/);
    }
  });

  test("any Uint8Array is binary data, not only a Buffer", () => {
    const packet = { type: "message", data: Uint8Array.of(1) } as const;
    expect(describeEncoded(dialect.encodePayload([packet], true))).toBe("<0102ff0401>");
  });

  const batches = fc.array(fc.oneof(cases.textPacket, cases.binaryPacket), { maxLength: 4 });
  const place = fc.nat(100);
  const count = fc.nat(3);

  test("there are no others in damaged text payloads", () => {
    const units = fc.array(fc.constantFrom(..."0123456789:b4a-=. "), { maxLength: 3 });
    const damage = fc.array(fc.tuple(place, count, units), { maxLength: 3 });
    fc.assert(
      fc.property(batches, damage, (packets, changes) => {
        const payload = dialect.encodePayload(packets, false) as string;
        expectSameOrExplained(damaged([...payload], changes).join(""));
      }),
      { numRuns: 5000 },
    );
  });

  test("there are no others in damaged binary payloads", () => {
    const units = fc.array(fc.oneof(fc.nat(0xff), fc.constantFrom(0, 1, 2, 4, 9, 10, 0xff, 0x34)), {
      maxLength: 3,
    });
    const damage = fc.array(fc.tuple(place, count, units), { maxLength: 3 });
    fc.assert(
      fc.property(batches, damage, (packets, changes) => {
        const withBytes = [...packets, { type: "message", data: Buffer.from([1]) } as const];
        const payload = dialect.encodePayload(withBytes, true) as Uint8Array;
        // The first byte says which form it is, and is not damaged.
        const [first = 0, ...rest] = payload;
        expectSameOrExplained(Buffer.from([first, ...damaged(rest, changes)]));
      }),
      { numRuns: 5000 },
    );
  });
});
