/**
 * What all layers of the protocol stand on.
 *
 * @module
 */
export type { ByteCodec } from "./byte-codec.ts";
export {
  closeCodeOf,
  createProtocolError,
  errorCatalogue,
  type ProtocolError,
  type ProtocolErrorCode,
} from "./errors.ts";
export type { Machine } from "./machine.ts";
export { portableBytes } from "./portable-bytes.ts";
