import type { Buffer } from "node:buffer";
import { constants, createDeflateRaw, createInflateRaw } from "node:zlib";

import type { DeflateZlibOptions } from "../handshake/deflate-options.ts";
import { ZlibStream } from "./zlib-stream.ts";

/** How a zlib stream is made. Streams of equal recipes are interchangeable after a reset. */
export interface ZlibRecipe {
  readonly kind: "deflate" | "inflate";
  readonly windowBits: number;
  readonly options: DeflateZlibOptions;
  /** What makes recipes equal; `undefined` for streams that are not shared. */
  readonly key: string | undefined;
}

/**
 * zlib streams that no connection uses at the moment. Without context takeover a connection needs one only while it
 * works on a message, so that a few streams (a deflater has 256 KiB) serve thousands of connections, and are not
 * allocated and zeroed for every message.
 */
const idle = new Map<string, ZlibStream[]>();
const MAX_IDLE = 8;

/**
 * zlib cannot deflate with a window of 8 bits, and takes 9 instead. That keeps the promise of 8 bits all the same: it
 * never looks back further than its window less 262 bytes (zlib's MIN_LOOKAHEAD), which is 250 bytes for 9 bits, and the
 * peer's window of 8 bits has 256. A test decodes what it writes and measures the distances.
 */
const LEAST_DEFLATE_BITS = 9;

/** @param agreedBits - the largest window that may be used (deflate), or that the peer may use (inflate) */
export function createRecipe(
  kind: ZlibRecipe["kind"],
  agreedBits: number,
  options: DeflateZlibOptions,
): ZlibRecipe {
  const windowBits =
    kind === "deflate"
      ? Math.max(LEAST_DEFLATE_BITS, Math.min(agreedBits, options.windowBits ?? agreedBits))
      : agreedBits;
  const { chunkSize, level, memLevel, strategy, dictionary } = options;
  const key =
    dictionary === undefined ? [kind, windowBits, chunkSize, level, memLevel, strategy].join("/") : undefined;
  return { kind, windowBits, options, key };
}

/** A stream with an empty window. Throws what zlib throws, e.g. when there is no memory. */
export function acquireStream(recipe: ZlibRecipe): ZlibStream {
  const stream = recipe.key === undefined ? undefined : idle.get(recipe.key)?.pop();
  return stream ?? createStream(recipe, recipe.options.dictionary);
}

/** Takes back a stream of {@link acquireStream} that has settled its last write without an error and has not ended. */
export function releaseStream(recipe: ZlibRecipe, stream: ZlibStream): void {
  const { key } = recipe;
  let streams = key === undefined ? undefined : idle.get(key);
  if (key !== undefined && streams === undefined) idle.set(key, (streams = []));
  if (streams === undefined || streams.length >= MAX_IDLE) {
    stream.destroy();
    return;
  }
  stream.reset();
  streams.push(stream);
}

/** A stream whose window already holds `dictionary`; not one to release. */
export function createStream(
  recipe: ZlibRecipe,
  dictionary: Buffer | DeflateZlibOptions["dictionary"],
): ZlibStream {
  const options = {
    ...recipe.options,
    windowBits: recipe.windowBits,
    dictionary,
    // Whatever is written comes out at once, without a second job for the flush.
    flush: constants.Z_SYNC_FLUSH,
  };
  return new ZlibStream(recipe.kind === "deflate" ? createDeflateRaw(options) : createInflateRaw(options));
}
