/**
 * The contract of `socket.io-msgpack-parser`, for the option `parser`: packets as MessagePack, bytes and dates in their places.
 *
 * @example
 * ```ts
 * import { io } from "@sockeye/client";
 * import * as parser from "@sockeye/client/msgpack";
 *
 * const socket = io({ parser });
 * ```
 *
 * @module
 */
export { Decoder, Encoder } from "./parser.ts";
export { PacketType, protocol, type Packet } from "../parser/index.ts";
