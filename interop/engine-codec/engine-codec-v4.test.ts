import { createDialectV4 } from "@sockeye/protocol/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as cases from "./codec-cases.ts";
import { describeEncoded, describePacket, encodedBy, hostBytes, readAll } from "./codec-cases.ts";
import { parserV4 } from "./published-parsers.ts";

const dialect = createDialectV4(hostBytes);

function expectSameFrame(frame: string | Buffer): void {
  const theirs = parserV4.decodePacket(frame, "nodebuffer");
  expect(describePacket(dialect.decodeFrame(frame))).toBe(describePacket(theirs));
}

function expectSamePayload(payload: string): void {
  const theirs = parserV4.decodePayload(payload, "nodebuffer").map(describePacket);
  expect(readAll(dialect.readPayload(payload)).map(describePacket)).toEqual(theirs);
  expect(readAll(dialect.readPayload(Buffer.from(payload))).map(describePacket)).toEqual(theirs);
}

test("the published parser speaks revision 4", () => {
  expect(parserV4.protocol).toBe(4);
});

describe("the same packets become the same bytes", () => {
  test("frames", () => {
    const packets = fc.oneof(cases.textPacket, cases.binaryPacket);
    fc.assert(
      fc.property(packets, fc.boolean(), (packet, supportsBinary) => {
        expect(describeEncoded(dialect.encodeFrame(packet, supportsBinary))).toBe(
          encodedBy((onEncoded) => parserV4.encodePacket(packet, supportsBinary, onEncoded)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("payloads", () => {
    const batches = fc.array(fc.oneof(cases.textPacket, cases.binaryPacket), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(batches, fc.boolean(), (packets, supportsBinary) => {
        expect(describeEncoded(dialect.encodePayload(packets, supportsBinary))).toBe(
          encodedBy((onEncoded) => parserV4.encodePayload(packets, onEncoded)),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the same bytes become the same packets", () => {
  const frames = [
    ...["", "4", "4x", "44", "0", "0{}", "2probe", "4\u001e", "4\ud800", "\u001e4", "\ufeff4", " 4"],
    ...["7", "7x", "8", "9", "a", "-1", "/", ":", "\u0000", "€", "constructor", "__proto__", "undefined"],
    ...["b", "bAQI=", "bAQI", "bAQ", "bA", "b@@@", "b-_8=", "b A Q I =", "bAQI=AQ==", "b=", "b€", "B"],
  ];
  test.each(frames)("the text %j", expectSameFrame);

  test.each(["", "00", "0401", "34", "ff"])("the bytes <%s>", (frame) => {
    expectSameFrame(Buffer.from(frame, "hex"));
  });

  const payloads = [
    ...[
      "",
      "\u001e",
      "4a\u001e",
      "\u001e4a",
      "4a\u001e4b",
      "4a\u001e\u001e4b",
      "4a\u001ex\u001e4b",
      "6\u001e1",
    ],
    ...["b", "4a\u001ebAQI=\u001e4c", "b\u001eb", "4\u001e4\u001e4", "4a\u001f4b", "abc", "2probe\u001e5"],
  ];
  test.each(payloads)("the payload %j", expectSamePayload);

  test("random frames", () => {
    const unit = fc.oneof(fc.constantFrom(..."0123456789bAQ=-_"), fc.string({ maxLength: 1 }));
    fc.assert(fc.property(fc.string({ unit, maxLength: 10 }), expectSameFrame), { numRuns: 5000 });
    fc.assert(fc.property(cases.binaryMessage, ({ data }) => expectSameFrame(data)));
  });

  test("random payloads", () => {
    const part = fc.oneof(
      fc.constantFrom("\u001e", "4", "6", "b", "7", "AQ=="),
      fc.string({ unit: "binary" }),
    );
    const payload = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(fc.property(payload, expectSamePayload), { numRuns: 5000 });
  });
});

describe("differences", () => {
  test("an empty batch is an empty text; the published parser does not answer at all", () => {
    expect(dialect.encodePayload([], true)).toBe("");
    expect(encodedBy((onEncoded) => parserV4.encodePayload([], onEncoded))).toBeUndefined();
  });
});
