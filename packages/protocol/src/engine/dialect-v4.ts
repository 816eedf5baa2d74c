import type { ByteCodec } from "../kernel/index.ts";
import type { Decoded, Dialect, PayloadReader } from "./dialect.ts";
import { BASE64_MARK, createParseError, decodeText, encodePacketText } from "./packet-codec.ts";
import type { EnginePacket } from "./packet.ts";
import { FailedPayloadReader } from "./payload-reader.ts";
import { SEPARATOR, SeparatedPayloadReader } from "./payload-v4.ts";

/** Revision 4. Binary data is always a message: it goes without a type, so the type of a binary packet is not sent. */
class DialectV4 implements Dialect {
  readonly protocol = 4;
  readonly pinger = "server";
  readonly #bytes: ByteCodec;

  constructor(bytes: ByteCodec) {
    this.#bytes = bytes;
  }

  encodeFrame(packet: EnginePacket, supportsBinary: boolean): string | Uint8Array {
    const data = packet.data;
    return supportsBinary && typeof data === "object" ? data : this.#encodeAsText(packet);
  }

  decodeFrame(frame: string | Uint8Array): Decoded {
    if (typeof frame !== "string") return { type: "message", data: frame };
    if (frame.charCodeAt(0) !== BASE64_MARK) return decodeText(frame);
    return { type: "message", data: this.#bytes.decodeBase64(frame.slice(1)) };
  }

  /** Always text; binary data becomes base64. */
  encodePayload(packets: readonly EnginePacket[]): string {
    let payload = "";
    for (const packet of packets) {
      // No encoded packet is empty, so only the first one meets an empty payload.
      payload =
        payload === "" ? this.#encodeAsText(packet) : payload + SEPARATOR + this.#encodeAsText(packet);
    }
    return payload;
  }

  readPayload(payload: string | Uint8Array): PayloadReader {
    const text = typeof payload === "string" ? payload : this.#bytes.decodeUtf8(payload);
    if (text === undefined) return new FailedPayloadReader(createParseError("not UTF-8"));
    return new SeparatedPayloadReader(text, this);
  }

  #encodeAsText(packet: EnginePacket): string {
    const data = packet.data;
    return typeof data === "object" ? `b${this.#bytes.encodeBase64(data)}` : encodePacketText(packet);
  }
}

/** Creates the dialect of protocol revision 4. */
export function createDialectV4(bytes: ByteCodec): Dialect {
  return new DialectV4(bytes);
}
