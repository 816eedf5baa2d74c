import { Buffer } from "node:buffer";
import fc from "fast-check";
import type { DecodeOptions } from "./recorder.ts";
import { referenceEncode, type FrameSpec } from "./reference-codec.ts";

/** Bytes that a peer sends, how they are cut into chunks, and when the reader is paused. */
export interface FrameSequence {
  readonly bytes: Buffer;
  readonly options: DecodeOptions;
  /** Sizes of the chunks, over and over. */
  readonly sizes: readonly number[];
  /** In which callbacks the reader is paused, over and over. */
  readonly pauses: readonly boolean[];
  /** How many chunks come in before a paused reader is released, over and over. */
  readonly patience: readonly number[];
}

/** Frames carry a key here; whether it is used is the role's decision, unless the frame is to be wrong. */
interface SequencePart extends FrameSpec {
  readonly hasWrongMasking?: boolean;
}

const key = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));

/** Characters of each length in UTF-8, and those at the edges of the ranges. */
const EDGES = "\u0000\u007f\u0080\u07ff\u0800\ud7ff\ue000\ufeff\uffff\u{10000}\u{10ffff}";
const character = fc.constantFrom(...`aZ09 \né€😀${EDGES}`);
const text = fc.array(character, { maxLength: 24 }).map((all) => Buffer.from(all.join("")));
const bytes = fc.uint8Array({ maxLength: 20 }).map((all) => Buffer.from(all));
/** The edges of the three length forms, without the cost of generating each byte. */
const sized = fc
  .tuple(fc.constantFrom(0, 1, 2, 124, 125, 126, 127, 128, 255, 256, 400), fc.nat(127))
  .map(([length, fill]) => Buffer.alloc(length, fill));
const large = fc
  .tuple(fc.constantFrom(65_534, 65_535, 65_536, 65_537, 70_000), fc.constantFrom("a", "é", "€"))
  .map(([length, fill]) => Buffer.alloc(length, fill));

const payload = fc.oneof(
  { weight: 60, arbitrary: text },
  { weight: 30, arbitrary: bytes },
  { weight: 20, arbitrary: sized },
  { weight: 1, arbitrary: large },
);
const controlPayload = fc.oneof(
  { weight: 9, arbitrary: bytes },
  { weight: 1, arbitrary: sized.filter((all) => all.length <= 125) },
);

const wellFormed = fc.oneof(
  { weight: 12, arbitrary: fc.record({ opcode: fc.constant(1), payload: text }) },
  { weight: 6, arbitrary: fc.record({ opcode: fc.constant(2), payload }) },
  { weight: 2, arbitrary: fc.record({ opcode: fc.constant(1), payload }) },
);

/** A data message that is right save perhaps for its text, in fragments, with control frames in between. */
const message = fc
  .record({
    content: wellFormed,
    isCompressed: fc.boolean(),
    cuts: fc.array(fc.nat(1000), { maxLength: 4 }),
    control: fc.option(fc.record({ opcode: fc.constantFrom(9, 10), payload: controlPayload, key })),
    key,
  })
  .map(({ content: { opcode, payload }, isCompressed, cuts, control, key }): SequencePart[] => {
    const edges = [0, ...cuts.map((cut) => cut % (payload.length + 1)).sort((a, b) => a - b), payload.length];
    const frames: SequencePart[] = [];
    for (let i = 1; i < edges.length; i++) {
      const part = payload.subarray(edges[i - 1], edges[i]);
      const rsv = isCompressed && i === 1 ? 4 : 0;
      frames.push({ fin: i === edges.length - 1, rsv, opcode: i === 1 ? opcode : 0, payload: part, key });
    }
    if (control !== null) frames.splice(cuts[0] === undefined ? 0 : cuts[0] % frames.length, 0, control);
    return frames;
  });

const control = fc
  .record({ opcode: fc.constantFrom(9, 10), payload: controlPayload, key })
  .map((frame): SequencePart[] => [frame]);

const close = fc
  .record({
    code: fc.oneof(fc.constantFrom(1000, 1001, 1005, 1014, 1015, 3000, 4999, 5000), fc.nat(65_535)),
    reason: fc.oneof(text, bytes),
    length: fc.constantFrom(0, 1, 2, 125),
    key,
  })
  .map(({ code, reason, length, key }): SequencePart[] => {
    const all = Buffer.concat([Buffer.from([code >> 8, code & 255]), reason]);
    return [{ opcode: 8, payload: all.subarray(0, length), key }];
  });

const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const claim = fc.oneof(
  fc.constantFrom(0n, 125n, 126n, 65_535n, 65_536n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n),
  fc.bigInt(0n, 300n),
  fc.bigInt(0n, 2n ** 64n - 1n),
);

/** A frame whose header is made of chance. */
const anyFrame = fc
  .record({
    opcode: fc.nat(15),
    fin: fc.boolean(),
    rsv: seldom(fc.nat(7)),
    payload,
    key,
    lengthBits: seldom(fc.constantFrom<(7 | 16 | 64)[]>(7, 16, 64)),
    claims: seldom(claim),
    hasWrongMasking: fc.nat(9).map((one) => one === 0),
  })
  .map(({ rsv = 0, lengthBits, claims, ...frame }): SequencePart[] => [
    {
      ...frame,
      rsv,
      ...(lengthBits === undefined ? undefined : { lengthBits }),
      ...(claims === undefined ? undefined : { claims }),
    },
  ]);

const garbage = fc.uint8Array({ minLength: 1, maxLength: 16 });

const piece = fc.oneof(
  { weight: 14, arbitrary: message },
  { weight: 6, arbitrary: control },
  { weight: 1, arbitrary: close },
  { weight: 2, arbitrary: anyFrame },
  { weight: 1, arbitrary: garbage },
);

const limits = fc.record(
  {
    maxPayload: fc.constantFrom(0, 1, 20, 125, 126, 300, 65_535, 65_536),
    maxFragments: fc.constantFrom(1, 2, 3),
    textAsBytes: fc.boolean(),
    skipUtf8Validation: fc.boolean(),
  },
  { requiredKeys: [] },
);

const sizes = fc.oneof(
  { weight: 2, arbitrary: fc.constant([1]) },
  { weight: 3, arbitrary: fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }) },
  { weight: 2, arbitrary: fc.array(fc.nat(300), { minLength: 1, maxLength: 6 }) },
);

function join(pieces: readonly (Uint8Array | readonly SequencePart[])[], isServer: boolean): Buffer {
  const all = pieces.flatMap((one) => {
    if (one instanceof Uint8Array) return [one];
    return one.map(({ key, hasWrongMasking = false, ...frame }) =>
      referenceEncode(isServer !== hasWrongMasking && key !== undefined ? { ...frame, key } : frame),
    );
  });
  return Buffer.concat(all);
}

/** Sequences of frames, right and wrong, as bytes: whole, cut off, or with single bytes changed. */
export const frameSequence: fc.Arbitrary<FrameSequence> = fc
  .record({
    isServer: fc.boolean(),
    allowsRsv1: fc.oneof(
      { weight: 9, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
    pieces: fc.array(piece, { minLength: 1, maxLength: 7 }),
    limits: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: limits }),
    cutOff: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30) }),
    changes: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 255 })), { maxLength: 2 }),
      },
    ),
    sizes,
    pauses: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    patience: fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
  })
  .map(({ isServer, allowsRsv1, pieces, limits, cutOff, changes, sizes, pauses, patience }) => {
    const whole = join(pieces, isServer);
    const bytes = whole.subarray(0, Math.max(0, whole.length - cutOff));
    for (const [at, xor] of changes) if (at < bytes.length) bytes[at]! ^= xor;
    return {
      bytes,
      options: { role: isServer ? ("server" as const) : ("client" as const), allowsRsv1, ...limits },
      sizes: [...sizes, 1],
      pauses,
      patience,
    };
  });
