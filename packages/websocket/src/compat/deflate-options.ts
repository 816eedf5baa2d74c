import type { Buffer } from "node:buffer";
import type { ZlibOptions } from "node:zlib";
import type { DeflateOptions } from "../handshake/deflate-options.ts";

/** Options of permessage-deflate, RFC 7692, with the names that users of `ws` know. */
export interface PerMessageDeflateOptions {
  serverNoContextTakeover?: boolean | undefined;
  clientNoContextTakeover?: boolean | undefined;
  serverMaxWindowBits?: number | undefined;
  clientMaxWindowBits?: number | undefined;
  /** Only `chunkSize`, `windowBits`, `level`, `memLevel`, `strategy` and `dictionary` count. */
  zlibDeflateOptions?:
    | {
        flush?: number | undefined;
        finishFlush?: number | undefined;
        chunkSize?: number | undefined;
        windowBits?: number | undefined;
        level?: number | undefined;
        memLevel?: number | undefined;
        strategy?: number | undefined;
        dictionary?: Buffer | Buffer[] | DataView | undefined;
        info?: boolean | undefined;
      }
    | undefined;
  /** Only `chunkSize` and `dictionary` count. */
  zlibInflateOptions?: ZlibOptions | undefined;
  /** Messages of fewer bytes are sent as they are. @default 1024 */
  threshold?: number | undefined;
  /** How many zlib jobs run at once. @default 10 */
  concurrencyLimit?: number | undefined;
  /** Not in `ws`: how many times its compressed size a message may have. @default Infinity */
  maxInflateRatio?: number | undefined;
}

/** The core checks them; here only the types differ. */
export function toDeflateOptions(options: boolean | PerMessageDeflateOptions): boolean | DeflateOptions {
  return options as boolean | DeflateOptions;
}
