import fc from "fast-check";
import { PacketType, reservedEventNames, type EncodedPacket, type SocketPacket } from "../index.ts";

/** Bytes that a packet may carry. */
const someBytes = fc.uint8Array({ maxLength: 8 });

/** What JSON gives back as it was, and bytes anywhere in it. */
const anyData: fc.Arbitrary<unknown> = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), someBytes),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom("__proto__", "constructor")),
      tie("tree"),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
  ),
})).tree;

const namespace = fc.oneof(
  fc.constant("/"),
  fc.string({ maxLength: 10 }).map((name) => `/${name.replaceAll(",", "")}`),
);
const id = fc.option(fc.maxSafeNat(), { nil: undefined });
const eventName = fc.oneof(
  fc.string({ maxLength: 10 }).filter((name) => !reservedEventNames.has(name)),
  fc.integer(),
);

/** Events and acknowledgements. */
export const anyPacket: fc.Arbitrary<SocketPacket> = fc
  .record({
    isEvent: fc.boolean(),
    nsp: namespace,
    id,
    name: eventName,
    args: fc.array(anyData, { maxLength: 4 }),
  })
  .map(({ isEvent, nsp, id: number, name, args }) => ({
    type: isEvent ? PacketType.EVENT : PacketType.ACK,
    nsp,
    ...(number !== undefined && { id: number }),
    data: isEvent ? [name, ...args] : args,
  }));

/** Text that is nearly a packet. */
export const nearlyPacket = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...["0", "2", "51-", "61-", "5", "/", "/a,", "-", ",", "12", "0", "1e9", " ", "\u0000", "\ud800"],
      ),
      fc.constantFrom(
        ...['["a"]', "[", "]", "{", "}", '"', "\\", '{"_placeholder":true,"num":0}', '"connect"', "null"],
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** The messages of a packet, as an assembler takes them. */
export function chunksOf(encoded: EncodedPacket): (string | Uint8Array)[] {
  return encoded.map((chunk) => chunk as string | Uint8Array);
}

/** Arrays within each other. */
export function nest(depth: number, innermost: unknown = []): unknown {
  let tree = innermost;
  for (let level = 0; level < depth; level++) tree = [tree];
  return tree;
}
