import fc from "fast-check";
import type { Packet } from "../index.ts";

/** What JSON gives back as it was, and bytes anywhere in it. */
const anyData: fc.Arbitrary<unknown> = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.uint8Array({ maxLength: 8 })),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom("__proto__", "constructor", "_placeholder")),
      tie("tree"),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).tree;

/** Events and acknowledgements with at most ten attachments or so. */
export const anyPacket: fc.Arbitrary<Packet> = fc
  .record({
    type: fc.constantFrom(2 as const, 3 as const),
    nsp: fc.oneof(
      fc.constant("/"),
      fc.string({ maxLength: 10 }).map((name) => `/${name.replaceAll(",", "")}`),
    ),
    id: fc.option(fc.nat(10 ** 15 - 1), { nil: undefined }),
    name: fc.oneof(fc.constantFrom("message", "", "é", "error"), fc.integer()),
    args: fc.array(anyData, { maxLength: 4 }),
  })
  .map(({ type, nsp, id, name, args }) => ({
    type,
    nsp,
    ...(id !== undefined && { id }),
    data: type === 2 ? [name, ...args] : args,
  }));

/** Text that is nearly a packet. */
export const nearlyPacket: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom("0", "1", "2", "3", "4", "51-", "62-", "5", "6", "7", "/", "/a,", "-", ",", "12"),
      fc.constantFrom("00", "1e9", " ", "\u0000", "\ud800", "\n", "null", "{}", "[]", '"connect"', '"x"'),
      fc.constantFrom('["a"]', "[", "]", "{", "}", '"', "\\", '{"_placeholder":true,"num":0}'),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));
