import { createDialectV3, createDialectV4, type EnginePacket } from "@sockeye/protocol/engine";
import { portableBytes } from "@sockeye/protocol/kernel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allLayers, Explainer, valuesOf } from "../testing/layers.ts";

const packets = fc.array(
  fc.record({
    type: fc.constant("message" as const),
    data: fc.oneof(fc.string({ unit: "grapheme", minLength: 1 }), fc.uint8Array({ maxLength: 40 })),
  }),
  { minLength: 1, maxLength: 6 },
);

const withoutSeparators = (all: readonly EnginePacket[]): boolean =>
  all.every(({ data }) => typeof data !== "string" || !data.includes("\u001e"));

describe("payloads of the codecs", () => {
  const explain = (payload: string | Uint8Array) => {
    const answer = new Explainer().answer(200, payload as string);
    return answer.children.map(({ bytes }) => Buffer.from(bytes).toString());
  };

  it("of revision 4 are divided as they were put together", () => {
    const dialect = createDialectV4(portableBytes);
    fc.assert(
      fc.property(packets.filter(withoutSeparators), (all) => {
        const each = all.map((packet) => dialect.encodeFrame(packet, false));
        expect(explain(dialect.encodePayload(all, false))).toEqual(each);
      }),
    );
  });

  it("of revision 3 are divided as they were put together", () => {
    const dialect = createDialectV3(portableBytes);
    const texts = packets.filter((all) => all.every(({ data }) => typeof data === "string"));
    fc.assert(
      fc.property(texts, (all) => {
        const each = all.map((packet) => dialect.encodeFrame(packet, false));
        expect(explain(dialect.encodePayload(all, false))).toEqual(each);
      }),
    );
  });

  it("of revision 4 say how long binary data is", () => {
    const dialect = createDialectV4(portableBytes);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (data) => {
        const payload = dialect.encodePayload([{ type: "message", data }], false) as string;
        const answer = new Explainer().answer(200, payload);
        const base64 = allLayers(answer).find(({ title }) => title.includes("Base64"))!;
        const value = valuesOf(base64)["Base64"] ?? "0 bytes";
        const hex = Array.from(data.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
        expect(value).toContain(`${data.length} byte`);
        expect(value).toContain(hex);
      }),
    );
  });
});
