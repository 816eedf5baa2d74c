/**
 * The API of `socket.io-parser`, for those who build on it: custom parsers, tools, tests.
 *
 * @module
 */
export { protocol, type Replacer, type Reviver, type SocketPacket as Packet } from "../socket/index.ts";
export { Decoder, type DecoderEvents, type DecoderOptions } from "./decoder.ts";
export { Emitter, type EventMap } from "../emitter/index.ts";
export { Encoder } from "./encoder.ts";
export { PacketType } from "./packet-type.ts";
export { isPacketValid } from "./packet-validity.ts";
