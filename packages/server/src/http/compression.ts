import { createGzip, deflate, gzip, type ZlibOptions } from "node:zlib";

import type { BodyCompressor, BodyEncoding } from "../ports/index.ts";
import { selectEncoding } from "./accept-encoding.ts";

/** Compression of polling responses; the rest goes to zlib. */
export interface HttpCompressionOptions extends ZlibOptions {
  /** Shorter bodies, in bytes, are not compressed. An object without it compresses everything, as with engine.io. */
  readonly threshold?: number | undefined;
  /** How many bodies are compressed at once: each takes a quarter of a megabyte meanwhile. @default 10 */
  readonly concurrency?: number | undefined;
  /** How many more may wait for their turn; beyond that, bodies are sent as they are. @default 1000 */
  readonly maxWaiting?: number | undefined;
}

/** Compression options with nothing left open. */
export interface ResolvedHttpCompression {
  readonly threshold: number;
  readonly concurrency: number;
  readonly maxWaiting: number;
  readonly zlib: ZlibOptions;
}

/** What holds where the option is not given at all. */
const httpCompressionDefaults = Object.freeze({
  threshold: 1024,
  concurrency: 10,
  maxWaiting: 1000,
} as const);

/**
 * Resolves the option `httpCompression`.
 *
 * @returns `undefined` when nothing is to be compressed
 * @throws RangeError or TypeError for what zlib cannot do
 */
export function resolveHttpCompression(
  option: boolean | HttpCompressionOptions | undefined,
): ResolvedHttpCompression | undefined {
  if (option === undefined) return { ...httpCompressionDefaults, zlib: {} };
  if (!option) return undefined;
  const { threshold, concurrency, maxWaiting, ...zlib } = option === true ? {} : option;
  // Under this option zlib hands over an object in the place of the bytes.
  delete zlib.info;
  // zlib looks at its options only when a stream is made: now, rather than at the first long answer.
  createGzip(zlib).close();
  return {
    threshold: threshold ?? 0,
    concurrency: assertCount("concurrency", concurrency ?? httpCompressionDefaults.concurrency, 1),
    maxWaiting: assertCount("maxWaiting", maxWaiting ?? httpCompressionDefaults.maxWaiting, 0),
    zlib,
  };
}

/** Makes the compressor of a server; `undefined` when the option says not to compress. */
export function createBodyCompressor(
  option: boolean | HttpCompressionOptions | undefined,
): BodyCompressor | undefined {
  const resolved = resolveHttpCompression(option);
  return resolved === undefined ? undefined : new ZlibBodyCompressor(resolved);
}

interface Task {
  readonly body: string | Uint8Array;
  readonly encoding: BodyEncoding;
  readonly callback: (compressed: Uint8Array | undefined) => void;
}

/**
 * Compresses on zlib's threads, a few bodies at a time: a message to ten thousand polling clients would otherwise take
 * gigabytes of zlib state at one blow.
 */
class ZlibBodyCompressor implements BodyCompressor {
  readonly #options: ResolvedHttpCompression;
  readonly #waiting: Task[] = [];
  #running = 0;

  constructor(options: ResolvedHttpCompression) {
    this.#options = options;
  }

  get threshold(): number {
    return this.#options.threshold;
  }

  select(acceptEncoding: string | undefined, size: number): BodyEncoding | undefined {
    if (size < this.#options.threshold) return undefined;
    if (this.#running >= this.#options.concurrency && this.#waiting.length >= this.#options.maxWaiting)
      return undefined;
    return selectEncoding(acceptEncoding);
  }

  compress(body: Task["body"], encoding: BodyEncoding, callback: Task["callback"]): void {
    const task: Task = { body, encoding, callback };
    if (this.#running < this.#options.concurrency) this.#run(task);
    else this.#waiting.push(task);
  }

  #run({ body, encoding, callback }: Task): void {
    this.#running++;
    (encoding === "gzip" ? gzip : deflate)(body, this.#options.zlib, (error, compressed) => {
      this.#running--;
      const next = this.#waiting.shift();
      if (next !== undefined) this.#run(next);
      callback(error === null ? compressed : undefined);
    });
  }
}

function assertCount(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new RangeError(
    `httpCompression.${name} cannot be ${value}: give a whole number of at least ${least}`,
  );
}
