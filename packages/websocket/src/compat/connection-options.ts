import type { BufferFullPolicy, ConnectionOptions } from "../connection/index.ts";

/** The options of an established connection, the same for clients and servers. */
export interface SocketOptions {
  /**
   * May several messages of one chunk be emitted in one turn? `false` spreads them over turns, for code that hangs on
   * promises between messages.
   * @default true
   */
  allowSynchronousEvents?: boolean | undefined;
  /** Answer pings by ourselves. @default true */
  autoPong?: boolean | undefined;
  /** Milliseconds to wait for the end of the closing handshake. @default 30_000 */
  closeTimeout?: number | undefined;
  /** Most chunks that a message may be spread over; 0 for no limit. @default 262_144 */
  maxBufferedChunks?: number | undefined;
  /** Most fragments of a message; 0 for no limit. @default 16_384 */
  maxFragments?: number | undefined;
  /** Largest message in bytes; 0 for no limit. @default 104_857_600 */
  maxPayload?: number | undefined;
  /** Deliver text without checking its UTF-8. @default false */
  skipUTF8Validation?: boolean | undefined;
  /** Not in `ws`: most bytes that may wait for a slow peer; Infinity for no limit. @default 67_108_864 */
  maxBufferedBytes?: number | undefined;
  /** Not in `ws`: what happens to a message beyond that, see {@link BufferFullPolicy}. @default "close" */
  onBufferFull?: BufferFullPolicy | undefined;
  /** Not in `ws`: most pings and pongs that a peer may send in a second; Infinity for no limit. @default 100 */
  maxControlFramesPerSecond?: number | undefined;
}

/** The defaults, as `ws` has them (see the options marked as not in `ws`). */
export const socketDefaults = Object.freeze({
  allowSynchronousEvents: true,
  autoPong: true,
  closeTimeout: 30_000,
  maxBufferedChunks: 262_144,
  maxFragments: 16_384,
  maxPayload: 104_857_600,
  skipUTF8Validation: false,
  maxBufferedBytes: 67_108_864,
  onBufferFull: "close",
  maxControlFramesPerSecond: 100,
} satisfies SocketOptions);

/** The same in the words of the core. */
export function toConnectionOptions(options: SocketOptions): ConnectionOptions {
  const given = { ...socketDefaults, ...withoutAbsent(options) };
  return {
    autoPong: given.autoPong,
    closeTimeout: given.closeTimeout,
    maxBufferedChunks: given.maxBufferedChunks || Infinity,
    maxFragments: given.maxFragments || Infinity,
    maxPayload: given.maxPayload || Infinity,
    skipUtf8Validation: given.skipUTF8Validation,
    maxBufferedBytes: given.maxBufferedBytes,
    onBufferFull: given.onBufferFull,
    maxControlFramesPerSecond: given.maxControlFramesPerSecond,
    // The API hands out text as a Buffer, so no string is made of it.
    textAsBytes: true,
  };
}

/** The options that were given: `null` is no value here. */
export function withoutAbsent<Options extends object>(
  options: Options,
): { [Name in keyof Options]: NonNullable<Options[Name]> } {
  const given = Object.entries(options).filter(([, value]) => (value ?? undefined) !== undefined);
  return Object.fromEntries(given) as { [Name in keyof Options]: NonNullable<Options[Name]> };
}
