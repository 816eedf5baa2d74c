/** What of the options of `node:zlib` can be set for a connection; everything else is given by the protocol. */
export interface DeflateZlibOptions {
  readonly chunkSize?: number | undefined;
  readonly windowBits?: number | undefined;
  readonly level?: number | undefined;
  readonly memLevel?: number | undefined;
  readonly strategy?: number | undefined;
  readonly dictionary?: NodeJS.ArrayBufferView | ArrayBuffer | undefined;
}

/** Options of the permessage-deflate extension, RFC 7692. Every window is given in bits: 8 is 256 bytes, 15 is 32 KiB. */
export interface DeflateOptions {
  /**
   * Whether the server starts every message with an empty window: `true` asks for it (client) or does it (server),
   * `false` refuses it.
   * @default undefined (as the peer likes)
   */
  readonly serverNoContextTakeover?: boolean | undefined;
  /**
   * Whether the client starts every message with an empty window: `true` asks for it (server) or does it (client),
   * `false` refuses it (client).
   * @default undefined (as the peer likes)
   */
  readonly clientNoContextTakeover?: boolean | undefined;
  /**
   * The largest window that the server may compress with, 8 to 15. `false` on a server refuses offers that set one.
   * @default undefined (15, or what the client asks for)
   */
  readonly serverMaxWindowBits?: number | boolean | undefined;
  /**
   * The largest window that the client may compress with, 8 to 15. On a server a number takes only offers that let it
   * choose. `true` on a client lets the server choose, `false` does not, and a server with `false` does not choose.
   * @default undefined (client: the server chooses; server: 15, or what the client offers)
   */
  readonly clientMaxWindowBits?: number | boolean | undefined;
  /** For compressing: `chunkSize`, `windowBits` (if smaller than agreed), `level`, `memLevel`, `strategy`, `dictionary`. */
  readonly zlibDeflateOptions?: DeflateZlibOptions | undefined;
  /** For inflating: `chunkSize`, `dictionary`. */
  readonly zlibInflateOptions?: DeflateZlibOptions | undefined;
  /**
   * Messages of fewer bytes are sent as they are, unless the context is kept: then every message feeds it.
   * @default 1024
   */
  readonly threshold?: number | undefined;
  /**
   * How many zlib jobs run at once; all connections of the process with the same limit share it.
   * @default 10
   */
  readonly concurrencyLimit?: number | undefined;
  /**
   * How many times its compressed size a message may have, once it is larger than 64 KiB.
   * @default Infinity
   */
  readonly maxInflateRatio?: number | undefined;
}

/** {@link DeflateOptions}, checked and complete. `undefined` is "as the peer likes". */
export interface ResolvedDeflateOptions {
  readonly serverNoContextTakeover: boolean | undefined;
  readonly clientNoContextTakeover: boolean | undefined;
  readonly serverMaxWindowBits: number | false | undefined;
  readonly clientMaxWindowBits: number | false | undefined;
  readonly zlibDeflateOptions: DeflateZlibOptions;
  readonly zlibInflateOptions: DeflateZlibOptions;
  readonly threshold: number;
  readonly concurrencyLimit: number;
  readonly maxInflateRatio: number;
}

/** RFC 7692 7.1.2: the bounds of a window. */
const MIN_WINDOW_BITS = 8;
export const MAX_WINDOW_BITS = 15;

const defaults = Object.freeze({ threshold: 1024, concurrencyLimit: 10, maxInflateRatio: Infinity });

/** The least and the greatest value of zlib's own numbers. */
const ZLIB_RANGES: readonly (readonly [Exclude<keyof DeflateZlibOptions, "dictionary">, number, number])[] = [
  ["chunkSize", 64, Infinity],
  ["windowBits", MIN_WINDOW_BITS, MAX_WINDOW_BITS],
  ["level", -1, 9],
  ["memLevel", 1, 9],
  ["strategy", 0, 4],
];

/** Checks the options of a caller once; `true` stands for the defaults. Throws with a message that says what to do. */
export function resolveDeflateOptions(options: true | DeflateOptions): ResolvedDeflateOptions {
  const given: DeflateOptions = options === true ? {} : options;
  const resolved: ResolvedDeflateOptions = {
    serverNoContextTakeover: checkFlag("serverNoContextTakeover", given.serverNoContextTakeover),
    clientNoContextTakeover: checkFlag("clientNoContextTakeover", given.clientNoContextTakeover),
    serverMaxWindowBits: checkWindow("serverMaxWindowBits", given.serverMaxWindowBits),
    clientMaxWindowBits: checkWindow("clientMaxWindowBits", given.clientMaxWindowBits),
    zlibDeflateOptions: checkZlib("zlibDeflateOptions", given.zlibDeflateOptions),
    zlibInflateOptions: checkZlib("zlibInflateOptions", given.zlibInflateOptions),
    threshold: given.threshold ?? defaults.threshold,
    concurrencyLimit: given.concurrencyLimit ?? defaults.concurrencyLimit,
    maxInflateRatio: given.maxInflateRatio ?? defaults.maxInflateRatio,
  };
  checkNumber("threshold", resolved.threshold, 0);
  checkNumber("concurrencyLimit", resolved.concurrencyLimit, 1);
  checkNumber("maxInflateRatio", resolved.maxInflateRatio, 1);
  return Object.freeze(resolved);
}

function checkFlag(name: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  throw new TypeError(`perMessageDeflate.${name} must be true, false or left out`);
}

/** `true` is the default said aloud. */
function checkWindow(name: string, value: unknown): number | false | undefined {
  if (value === undefined || value === true) return undefined;
  if (value === false || isWithin(value, MIN_WINDOW_BITS, MAX_WINDOW_BITS)) return value;
  throw new RangeError(
    `perMessageDeflate.${name} must be a whole number from 8 to 15, true or false, or left out`,
  );
}

function checkZlib(name: string, value: DeflateZlibOptions | undefined): DeflateZlibOptions {
  if (value === undefined) return Object.freeze({});
  if (typeof value !== "object" || value === null) {
    throw new TypeError(`perMessageDeflate.${name} must be an object with options of zlib, or left out`);
  }
  for (const [option, least, greatest] of ZLIB_RANGES) {
    const number: unknown = value[option];
    if (number !== undefined && !isWithin(number, least, greatest)) {
      throw new RangeError(
        `perMessageDeflate.${name}.${option} must be a whole number from ${least} to ${greatest}`,
      );
    }
  }
  const { chunkSize, windowBits, level, memLevel, strategy, dictionary } = value;
  return Object.freeze({ chunkSize, windowBits, level, memLevel, strategy, dictionary });
}

function isWithin(value: unknown, least: number, greatest: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= greatest;
}

function checkNumber(name: string, value: unknown, least: number): void {
  if (typeof value === "number" && value >= least) return;
  throw new RangeError(
    `perMessageDeflate.${name} must be a number, ${least} or more (Infinity for no limit)`,
  );
}
