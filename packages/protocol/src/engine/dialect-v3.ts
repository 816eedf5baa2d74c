import type { ByteCodec } from "../kernel/index.ts";
import type { Decoded, Dialect, PayloadReader } from "./dialect.ts";
import { BASE64_MARK, createParseError, decodeText, digitOf, encodePacketText } from "./packet-codec.ts";
import { packetTypes, type EnginePacket, type PacketType } from "./packet.ts";
import { FailedPayloadReader } from "./payload-reader.ts";
import { BinaryPayloadReader, encodeBinaryPayload, isBinaryPayload } from "./payload-v3-binary.ts";
import { EMPTY_BATCH, TextPayloadReader } from "./payload-v3-text.ts";

const ZERO = 0x30;

/** Revision 3. Binary packets carry their type, so that any packet can be binary. */
class DialectV3 implements Dialect {
  readonly protocol = 3;
  readonly pinger = "client";
  readonly #bytes: ByteCodec;

  constructor(bytes: ByteCodec) {
    this.#bytes = bytes;
  }

  encodeFrame(packet: EnginePacket, supportsBinary: boolean): string | Uint8Array {
    const data = packet.data;
    if (!supportsBinary || typeof data !== "object") return this.#encodeAsText(packet);
    const frame = new Uint8Array(data.length + 1);
    frame[0] = packetTypes.indexOf(packet.type);
    frame.set(data, 1);
    return frame;
  }

  decodeFrame(frame: string | Uint8Array): Decoded {
    if (typeof frame !== "string") {
      const type = packetTypes[frame[0] ?? -1];
      return type === undefined ? createParseError("unknown packet type") : { type, data: frame.subarray(1) };
    }
    if (frame.charCodeAt(0) !== BASE64_MARK) return decodeText(frame);
    const type: PacketType | undefined = packetTypes[frame.charCodeAt(1) - ZERO];
    if (type === undefined) return createParseError("unknown packet type");
    return { type, data: this.#bytes.decodeBase64(frame.slice(2)) };
  }

  /** Bytes when there is binary data and the peer takes bytes, otherwise text. */
  encodePayload(packets: readonly EnginePacket[], supportsBinary: boolean): string | Uint8Array {
    if (supportsBinary && packets.some((packet) => typeof packet.data === "object")) {
      return encodeBinaryPayload(
        packets.map((packet) => this.encodeFrame(packet, true)),
        this.#bytes,
      );
    }
    let payload = "";
    for (const packet of packets) {
      const text = this.#encodeAsText(packet);
      payload += `${text.length}:${text}`;
    }
    return payload === "" ? EMPTY_BATCH : payload;
  }

  /** A text is in the text form; bytes are in the form that they start like. */
  readPayload(payload: string | Uint8Array): PayloadReader {
    if (payload.length === 0) return new FailedPayloadReader(createParseError("empty payload"));
    if (typeof payload === "string") return new TextPayloadReader(payload, this);
    if (isBinaryPayload(payload)) return new BinaryPayloadReader(payload, this, this.#bytes);
    const text = this.#bytes.decodeUtf8(payload);
    if (text === undefined) return new FailedPayloadReader(createParseError("not UTF-8"));
    return new TextPayloadReader(text, this);
  }

  #encodeAsText(packet: EnginePacket): string {
    const { type, data } = packet;
    return typeof data === "object"
      ? `b${digitOf(type)}${this.#bytes.encodeBase64(data)}`
      : encodePacketText(packet);
  }
}

/** Creates the dialect of protocol revision 3. */
export function createDialectV3(bytes: ByteCodec): Dialect {
  return new DialectV3(bytes);
}
