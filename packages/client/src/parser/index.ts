/** Packets of Socket.IO, with the contract of `socket.io-parser`: what the option `parser` takes. */
export { Decoder } from "./decoder.ts";
export { Encoder } from "./encoder.ts";
export { isPayloadValid } from "./payload-validity.ts";
export {
  ACK,
  BINARY_ACK,
  BINARY_EVENT,
  CONNECT,
  CONNECT_ERROR,
  DISCONNECT,
  EVENT,
  PacketType,
  protocol,
  reservedEvents,
  type Packet,
} from "./packet.ts";
