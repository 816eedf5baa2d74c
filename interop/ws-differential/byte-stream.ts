import { deflateRawSync } from "node:zlib";
import { OPCODE, closePayload, frame } from "../ws-scenarios/harness/frames.ts";
import { randomBinary, randomText } from "./content.ts";
import type { Random } from "./random.ts";

const RSV1 = 0x40;
const SYNC_FLUSH = 2;
const CONTROL = [OPCODE.ping, OPCODE.pong];
const GOOD_CODES = [1000, 1001, 1002, 1003, 1007, 1014, 3000, 4999];
const BAD_CODES = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535];
const BAD_TEXTS = [
  [0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0x80],
  [0xe2, 0x28, 0xa1],
];

export interface StreamOptions {
  /** Whether the sender is a client, whose frames are masked. */
  readonly masked: boolean;
  /** Whether permessage-deflate was agreed on. */
  readonly deflate: boolean;
}

export interface ByteStream {
  readonly chunks: readonly Buffer[];
  /** What may follow in the last chunk without making any difference. */
  readonly noise: Buffer;
  /** What the stream ends with, for the title of a failure. */
  readonly ending: string;
}

function message(random: Random, { masked, deflate }: StreamOptions): Buffer[] {
  const isBinary = random.chance(50);
  const size = random.pick([0, 1, 125, 126, random.below(400), random.below(400), random.below(70_000)]);
  const content = isBinary ? randomBinary(random, size) : randomText(random, size);
  const compressed = deflate && random.chance(60);
  const payload = compressed ? deflateRawSync(content, { finishFlush: SYNC_FLUSH }).subarray(0, -4) : content;
  const pieces = random.chance(60) ? [payload] : random.cut(payload, random.between(2, 5));
  return pieces.flatMap((piece, index) => {
    const first = index === 0;
    const opcode = first ? (isBinary ? OPCODE.binary : OPCODE.text) : OPCODE.continuation;
    const fin = index === pieces.length - 1;
    const data = frame(opcode, piece, { fin, masked, rsv: first && compressed ? RSV1 : 0 });
    return !fin && random.chance(30) ? [data, control(random, masked)] : [data];
  });
}

function control(random: Random, masked: boolean): Buffer {
  return frame(random.pick(CONTROL), random.bytes(random.pick([0, 1, 5, 125])), { masked });
}

type Ending = (random: Random, options: StreamOptions) => Buffer;

/** How a stream can end: well, or with exactly one thing that RFC 6455 or RFC 7692 forbids. */
const ENDINGS: Readonly<Record<string, Ending>> = {
  "an empty close": (_random, { masked }) => frame(OPCODE.close, "", { masked }),
  "a close": (random, { masked }) =>
    frame(OPCODE.close, closePayload(random.pick(GOOD_CODES), "bye €"), { masked }),
  "a forbidden close code": (random, { masked }) =>
    frame(OPCODE.close, closePayload(random.pick(BAD_CODES)), { masked }),
  "a close of one byte": (_random, { masked }) => frame(OPCODE.close, "x", { masked }),
  "a reason that is not UTF-8": (random, { masked }) =>
    frame(OPCODE.close, closePayload(1000, Buffer.from(random.pick(BAD_TEXTS))), { masked }),
  "a reserved opcode": (random, { masked }) =>
    frame(random.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), "x", { masked, fin: random.chance(50) }),
  "a reserved bit": (random, { masked }) =>
    frame(random.pick([1, 2, 8, 9, 10]), "", { masked, rsv: random.pick([0x10, 0x20, 0x30]) }),
  "a compressed control frame": (random, { masked }) =>
    frame(random.pick([8, 9, 10]), "", { masked, rsv: RSV1 }),
  "a compressed message without deflate": (_random, { masked, deflate }) =>
    frame(deflate ? OPCODE.ping : OPCODE.text, "x", { masked, rsv: RSV1 }),
  "a wrong mask bit": (_random, { masked }) => frame(OPCODE.text, "x", { masked: !masked }),
  "a fragmented control frame": (random, { masked }) =>
    frame(random.pick([8, 9, 10]), "", { masked, fin: false }),
  "a long control frame": (random, { masked }) =>
    frame(random.pick([8, 9, 10]), Buffer.alloc(126), { masked }),
  "a continuation of nothing": (random, { masked }) =>
    frame(OPCODE.continuation, "x", { masked, fin: random.chance(50) }),
  "a message within a message": (random, { masked }) =>
    Buffer.concat([
      frame(random.pick([1, 2]), "x", { masked, fin: false }),
      frame(random.pick([1, 2]), "y", { masked, fin: random.chance(50) }),
    ]),
  "text that is not UTF-8": (random, { masked }) =>
    frame(OPCODE.text, Buffer.concat([Buffer.from("fine "), Buffer.from(random.pick(BAD_TEXTS))]), {
      masked,
    }),
  "text that ends within a character": (_random, { masked }) =>
    frame(OPCODE.text, Buffer.from([0x61, 0xf0, 0x9f]), { masked }),
  "inflated text that is not UTF-8": (random, { masked, deflate }) => {
    const text = Buffer.from(random.pick(BAD_TEXTS));
    if (!deflate) return frame(OPCODE.text, text, { masked });
    const payload = deflateRawSync(text, { finishFlush: SYNC_FLUSH }).subarray(0, -4);
    return frame(OPCODE.text, payload, { masked, rsv: RSV1 });
  },
  "a length beyond 2^53": (_random, { masked }) => {
    const header = Buffer.from([0x82, masked ? 0xff : 0x7f, 0, 0x20, 0, 0, 0, 0, 0, 1]);
    return masked ? Buffer.concat([header, Buffer.alloc(4)]) : header;
  },
  "the end of the connection": () => Buffer.alloc(0),
  "the end of the connection within a frame": (random, { masked }) => {
    const whole = frame(OPCODE.text, "hello hello", { masked });
    return whole.subarray(0, random.between(1, whole.length - 1));
  },
};

export const endings: readonly string[] = Object.keys(ENDINGS);

/** Valid messages and control frames, then the ending, cut anywhere. */
export function randomByteStream(random: Random, ending: string, options: StreamOptions): ByteStream {
  const frames: Buffer[] = [];
  for (let count = random.below(8); count > 0; count -= 1) {
    frames.push(...(random.chance(25) ? [control(random, options.masked)] : message(random, options)));
  }
  frames.push(ENDINGS[ending]!(random, options));
  const bytes = Buffer.concat(frames);
  // Few cuts in long streams: every one costs a packet.
  const pieces = random.chance(30) ? [bytes] : random.cut(bytes, random.between(2, 12));
  const chunks = pieces.filter(({ length }) => length > 0);
  const ends = ending.startsWith("the end of the connection");
  return { chunks, ending, noise: ends ? Buffer.alloc(0) : random.bytes(random.below(40)) };
}

/** The stream with its noise behind it. */
export function withNoise({ chunks, noise, ending }: ByteStream): ByteStream {
  const last = Buffer.concat([...chunks.slice(-1), noise]);
  return { chunks: [...chunks.slice(0, -1), last], noise: Buffer.alloc(0), ending };
}
