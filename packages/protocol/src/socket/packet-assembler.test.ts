import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Attachment } from "./attachments.ts";
import { PacketAssembler } from "./packet-assembler.ts";
import { encodePacket } from "./packet-encoder.ts";
import { socketLimits, type SocketLimits } from "./socket-limits.ts";
import { anyPacket, chunksOf, nearlyPacket, nest } from "./testing/packet-arbitraries.ts";

const bytes = (...values: number[]) => Uint8Array.of(...values);
const place = (num: unknown) => `{"_placeholder":true,"num":${String(num)}}`;

/** What an assembler says about some messages. */
function assemble(chunks: readonly (string | Attachment)[], limits: Partial<SocketLimits> = {}): unknown[] {
  const assembler = new PacketAssembler({ ...socketLimits, ...limits });
  return chunks.map((chunk) => assembler.add(chunk));
}

test("what was encoded comes back", () => {
  fc.assert(
    fc.property(fc.array(anyPacket, { maxLength: 4 }), (packets) => {
      const chunks = packets.flatMap((packet) => chunksOf(encodePacket(packet)));
      const assembled = assemble(chunks, { maxAttachments: 1000 }).filter((packet) => packet !== undefined);
      // Not its class, nor minus zero, survives JSON.
      expect(JSON.stringify(assembled)).toBe(JSON.stringify(packets));
      expect(assembled).toEqual(packets);
    }),
    { numRuns: 500 },
  );
});

test("whatever comes, nothing is thrown, and it bounds what is held", () => {
  const chunk = fc.oneof(nearlyPacket, fc.uint8Array({ maxLength: 8 }));
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 20 }), (chunks) => {
      const assembler = new PacketAssembler({ ...socketLimits, maxPendingAttachmentBytes: 20 });
      for (const next of chunks) {
        const result = assembler.add(next);
        if (result instanceof Error) expect(result).toHaveProperty("code");
        else if (result !== undefined) expect(result.attachments).toBeUndefined();
        expect(assembler.pendingBytes).toBeLessThanOrEqual(20);
      }
    }),
    { numRuns: 1000 },
  );
});

describe("attachments", () => {
  const cases: [string, (string | Attachment)[], object][] = [
    [
      "in order",
      [`52-["a",${place(0)},${place(1)}]`, bytes(1), bytes(2)],
      { type: 2, nsp: "/", data: ["a", bytes(1), bytes(2)] },
    ],
    [
      "in another order",
      [`52-["a",${place(1)},${place(0)}]`, bytes(1), bytes(2)],
      { type: 2, nsp: "/", data: ["a", bytes(2), bytes(1)] },
    ],
    [
      "of an acknowledgement",
      [`61-/x,5[${place(0)}]`, bytes(1)],
      { type: 3, nsp: "/x", id: 5, data: [bytes(1)] },
    ],
    [
      "that nothing names",
      [`52-["a",${place(1)}]`, bytes(1), bytes(2)],
      { type: 2, nsp: "/", data: ["a", bytes(2)] },
    ],
    [
      "under a key that is a trap",
      [`51-["a",{"__proto__":${place(0)}}]`, bytes(1)],
      {
        type: 2,
        nsp: "/",
        data: [
          "a",
          JSON.parse('{"__proto__":1}', (key, value: unknown) => (key === "__proto__" ? bytes(1) : value)),
        ],
      },
    ],
    ["for minus zero", [`51-["a",${place("-0")}]`, bytes(1)], { type: 2, nsp: "/", data: ["a", bytes(1)] }],
    [
      "beside what looks like a placeholder",
      [`51-["a",{"_placeholder":1,"num":0},{"num":0},${place(0)}]`, bytes(1)],
      { type: 2, nsp: "/", data: ["a", { _placeholder: 1, num: 0 }, { num: 0 }, bytes(1)] },
    ],
    [
      "as deep as JSON may be",
      [`51-["a",${JSON.stringify(nest(1000)).replace("[]", `[${place(0)}]`)}]`, bytes(1)],
      { type: 2, nsp: "/", data: ["a", nest(1000, [bytes(1)])] },
    ],
  ];
  test.each(cases)("%s", (_name, chunks, packet) => {
    const said = assemble(chunks);
    expect(said.at(-1)).toStrictEqual(packet);
    expect(said.slice(0, -1)).toEqual(chunks.slice(1).map(() => undefined));
  });

  test("that come as other things than views", () => {
    const buffer = new ArrayBuffer(3);
    const blob = new Blob(["four"]);
    const assembler = new PacketAssembler(socketLimits);
    assembler.add(`53-["a",${place(0)},${place(1)}]`);
    assembler.add(buffer);
    assembler.add(blob);
    expect(assembler.pendingBytes).toBe(7);
    expect(assembler.add(bytes())).toEqual({ type: 2, nsp: "/", data: ["a", buffer, blob] });
  });

  const illegal = ["1", "-1", "0.5", '"0"', '"splice"', '"length"', "null", "[]", "{}", "true", "1e9"];
  test.each(illegal)("with the number %s", (num) => {
    expect(assemble([`51-["a",${place(num)}]`, bytes(1)])).toEqual([
      expect.objectContaining({ code: "SIO_ILLEGAL_PLACEHOLDER", message: "illegal attachments" }),
      expect.objectContaining({ code: "SIO_UNEXPECTED_BINARY" }),
    ]);
  });

  test("without a number, or with one that was used", () => {
    const code = "SIO_ILLEGAL_PLACEHOLDER";
    expect(assemble(['51-["a",{"_placeholder":true}]'])).toMatchObject([{ code }]);
    expect(assemble([`52-["a",${place(1)},[${place(1)}]]`])).toMatchObject([{ code }]);
  });
});

describe("messages that do not fit", () => {
  test("text while attachments are awaited", () => {
    expect(assemble(['51-["a"]', '2["b"]', bytes(1)])).toEqual([
      undefined,
      expect.objectContaining({
        code: "SIO_UNEXPECTED_TEXT",
        message: "got plaintext data when reconstructing a packet",
      }),
      { type: 2, nsp: "/", data: ["a"] },
    ]);
  });

  test("bytes while none are awaited", () => {
    const message = "got binary data when not reconstructing a packet";
    expect(assemble([bytes(1), '51-["a"]', bytes(1), bytes(2)])).toMatchObject([
      { message },
      undefined,
      { type: 2 },
      { message },
    ]);
  });

  test.each([
    [9, undefined],
    [10, undefined],
    [11, "SIO_ATTACHMENTS_TOO_LARGE"],
  ])("%d bytes of 10", (length, code) => {
    const assembler = new PacketAssembler({ ...socketLimits, maxPendingAttachmentBytes: 10 });
    assembler.add('53-["a"]');
    assembler.add(new Uint8Array(4));
    const result = assembler.add(new Uint8Array(length - 4));
    expect(result instanceof Error ? result.code : undefined).toBe(code);
    expect(assembler.isPending).toBe(code === undefined);
  });
});

test.each([
  [`51-["a",${place(0)}]`, undefined],
  [`52-["a",${place(1)},[${place(0)}]]`, undefined],
  ['51-["a"]', "SIO_ILLEGAL_PLACEHOLDER"],
  [`52-["a",${place(1)}]`, "SIO_ILLEGAL_PLACEHOLDER"],
])("where each attachment has to be named: %s", (text, code) => {
  const [said] = assemble([text], { allowUnusedAttachments: false });
  expect((said as { code?: string } | undefined)?.code).toBe(code);
});

test("attachments find their places among objects that inherit nothing", () => {
  const text = `51-["a",{"__proto__":${place(0)}}]`;
  const [, packet] = assemble([text, bytes(1)], { nullPrototypes: true }) as [undefined, { data: object[] }];
  expect(Object.getPrototypeOf(packet.data[1])).toBeNull();
  expect(Object.entries(packet.data[1]!)).toEqual([["__proto__", bytes(1)]]);
});

test("tells what it waits for, and forgets it", () => {
  const assembler = new PacketAssembler(socketLimits);
  expect([assembler.pending, assembler.isPending, assembler.pendingBytes]).toEqual([undefined, false, 0]);
  assembler.add('52-/x,["a"]');
  assembler.add(bytes(1, 2, 3));
  expect(assembler.pending).toMatchObject({ type: 5, nsp: "/x", attachments: 2 });
  expect([assembler.isPending, assembler.pendingBytes]).toEqual([true, 3]);
  assembler.clear();
  expect([assembler.pending, assembler.isPending, assembler.pendingBytes]).toEqual([undefined, false, 0]);
  expect(assembler.add('2["a"]')).toEqual({ type: 2, nsp: "/", data: ["a"] });
});

test("a reviver may make cycles", () => {
  const reviver = (_key: string, value: unknown) => {
    if (typeof value === "object" && value !== null && "self" in value) value.self = value;
    return value;
  };
  const assembler = new PacketAssembler(socketLimits, reviver);
  assembler.add(`51-["a",{"self":0,"bytes":${place(0)}}]`);
  expect(assembler.add(bytes(1))).toMatchObject({ data: ["a", { bytes: bytes(1) }] });
});
