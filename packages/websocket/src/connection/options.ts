import { systemClock, type Clock } from "./clock.ts";
import { randomMask, type MaskSource } from "./mask-source.ts";

/** What happens to a message that would exceed `maxBufferedBytes`. */
export type BufferFullPolicy = "close" | "drop";

/** Limits and behaviour of one established connection; the same for servers and clients. */
export interface ConnectionOptions {
  /**
   * Largest message to accept, in bytes, over all its fragments and after inflating. Larger: close code 1009.
   * @default 104_857_600
   */
  readonly maxPayload?: number;
  /**
   * Most fragments that one message may have. More: close code 1008.
   * @default 16_384
   */
  readonly maxFragments?: number;
  /**
   * Most chunks that the payloads of one message may arrive in. More: close code 1008.
   * @default 262_144
   */
  readonly maxBufferedChunks?: number;
  /**
   * Most bytes that may wait for a slow peer. One message into an empty queue always fits.
   * @default 67_108_864
   */
  readonly maxBufferedBytes?: number;
  /**
   * What to do when a message would exceed `maxBufferedBytes`: `"close"` ends the connection with
   * `WS_ERR_SLOW_CONSUMER`, `"drop"` does not send that message and says so to its callback.
   * @default "close"
   */
  readonly onBufferFull?: BufferFullPolicy;
  /**
   * Most pings and pongs that a peer may send in a second. More: close code 1008.
   * @default 100
   */
  readonly maxControlFramesPerSecond?: number;
  /**
   * How long to wait, in milliseconds, for the peer to finish the closing handshake before the socket is destroyed.
   * @default 30_000
   */
  readonly closeTimeout?: number;
  /**
   * Answer pings by ourselves.
   * @default true
   */
  readonly autoPong?: boolean;
  /**
   * Deliver text without checking that it is UTF-8. Only for peers that are trusted.
   * @default false
   */
  readonly skipUtf8Validation?: boolean;
  /**
   * Deliver text messages to `onTextBytes` as bytes, instead of to `onText` as a string.
   * @default false
   */
  readonly textAsBytes?: boolean;
}

/** {@link ConnectionOptions} with nothing left open, shared by all connections of a server. */
export interface ResolvedConnectionOptions extends Required<ConnectionOptions> {
  readonly isServer: boolean;
  readonly mask: MaskSource;
  readonly clock: Clock;
  /** How long, in milliseconds, to go on reading (and ignoring) after we have ended our side. */
  readonly lingerTimeout: number;
}

/** The defaults, for servers and clients. */
export const connectionDefaults = Object.freeze({
  maxPayload: 100 * 1024 * 1024,
  maxFragments: 16_384,
  maxBufferedChunks: 262_144,
  maxBufferedBytes: 64 * 1024 * 1024,
  onBufferFull: "close",
  maxControlFramesPerSecond: 100,
  closeTimeout: 30_000,
  autoPong: true,
  skipUtf8Validation: false,
  textAsBytes: false,
} satisfies Required<ConnectionOptions>);

/** What the two ends of a connection decide differently, and what tests pass in. */
export interface ConnectionEnvironment {
  readonly isServer: boolean;
  readonly mask?: MaskSource | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Checks the caller's options and fills in the defaults.
 *
 * @throws RangeError when a limit is not a number that it could be
 */
export function resolveConnectionOptions(
  options: ConnectionOptions,
  environment: ConnectionEnvironment,
): ResolvedConnectionOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved: Required<ConnectionOptions> = { ...connectionDefaults, ...given };
  for (const name of LIMITS) checkLimit(name, resolved[name]);
  if (resolved.onBufferFull !== "close" && resolved.onBufferFull !== "drop") {
    throw new TypeError('The option "onBufferFull" must be "close" or "drop"');
  }
  return {
    ...pickConnectionOptions(resolved),
    isServer: environment.isServer,
    mask: environment.mask ?? randomMask,
    clock: environment.clock ?? systemClock,
    lingerTimeout: Math.min(resolved.closeTimeout, LINGER_TIMEOUT),
  };
}

/** Long enough for a close frame to reach a slow phone, short enough to be no burden. */
const LINGER_TIMEOUT = 2000;

const LIMITS = [
  "maxPayload",
  "maxFragments",
  "maxBufferedChunks",
  "maxBufferedBytes",
  "maxControlFramesPerSecond",
  "closeTimeout",
] as const;

function checkLimit(name: string, value: unknown): void {
  if (typeof value !== "number" || !(value >= 0)) {
    throw new RangeError(
      `The option "${name}" must be a number that is not negative; Infinity switches it off`,
    );
  }
}

/** Leaves out what belongs to other layers, so that all connections of a process share one shape. */
function pickConnectionOptions(options: Required<ConnectionOptions>): Required<ConnectionOptions> {
  const { maxPayload, maxFragments, maxBufferedChunks, maxBufferedBytes, onBufferFull } = options;
  const { maxControlFramesPerSecond, closeTimeout, autoPong, skipUtf8Validation, textAsBytes } = options;
  return {
    maxPayload,
    maxFragments,
    maxBufferedChunks,
    maxBufferedBytes,
    onBufferFull,
    maxControlFramesPerSecond,
    closeTimeout,
    autoPong,
    skipUtf8Validation,
    textAsBytes,
  };
}
