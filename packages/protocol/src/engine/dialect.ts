import type { ProtocolError } from "../kernel/index.ts";
import type { EnginePacket } from "./packet.ts";

/** What came of decoding: a packet, or why there is none. Tell them apart with `"code" in decoded`. */
export type Decoded = EnginePacket | ProtocolError;

/** Takes a payload apart one packet at a time, so that the host can pause between them. */
export interface PayloadReader {
  /** The next packet, an error (after which there is nothing more), or `undefined` at the end. */
  next(): Decoded | undefined;
}

/** One revision of the Engine.IO protocol: how packets look on the wire, and who sends the heartbeat. */
export interface Dialect {
  readonly protocol: 3 | 4;
  /** Who sends the pings. */
  readonly pinger: "server" | "client";
  /**
   * One packet as one frame of a message transport: text, or bytes when the data is binary and the peer takes binary.
   * Without `supportsBinary` binary data becomes base64.
   */
  encodeFrame(packet: EnginePacket, supportsBinary: boolean): string | Uint8Array;
  /** One frame as a packet. */
  decodeFrame(frame: string | Uint8Array): Decoded;
  /** Packets as the body of a request or response. */
  encodePayload(packets: readonly EnginePacket[], supportsBinary: boolean): string | Uint8Array;
  /** A body, to be read packet by packet. An empty body, and an empty packet within it, is a parse error. */
  readPayload(payload: string | Uint8Array): PayloadReader;
}
