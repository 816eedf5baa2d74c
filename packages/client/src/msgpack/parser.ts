import { Emitter } from "../emitter/index.ts";
import { isPayloadValid, type Packet, type PacketType } from "../parser/index.ts";
import { decode } from "./decode.ts";
import { encode } from "./encode.ts";

/** Encodes packets as `socket.io-msgpack-parser` does: each one is one binary message. */
export class Encoder {
  /** What is to be sent for a packet. */
  encode(packet: Packet): ArrayBuffer[] {
    return [encode(packet)];
  }
}

/** What users may listen to besides: nothing. */
type NoEvents = Readonly<Record<string, never>>;

/** Decodes packets as `socket.io-msgpack-parser` does, and emits `decoded` for each. */
export class Decoder extends Emitter<NoEvents, NoEvents, { decoded: (packet: Packet) => void }> {
  /** Takes what came. Throws an error when it is not what the protocol allows: the connection is to be closed then. */
  add(chunk: unknown): void {
    if (typeof chunk === "string") throw new Error("Could not parse");
    const packet = decode(chunk as ArrayBuffer | Uint8Array) as Packet;
    if (!isPacket(packet)) throw new Error("invalid packet");
    this._emit("decoded", packet);
  }

  /** There is never anything to forget. */
  destroy(): void {}
}

/** Is it an object as JSON has them? MessagePack knows more: dates and bytes. */
const isRecord = (value: unknown): boolean => Object.prototype.toString.call(value) === "[object Object]";

/** There are no binary types: bytes need no messages of their own. */
function isPacket(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { type, nsp, id, data } = value as { readonly [Key in keyof Packet]: unknown };
  return (
    [0, 1, 2, 3, 4].includes(type as PacketType) &&
    typeof nsp === "string" &&
    (id === undefined || Number.isInteger(id)) &&
    isPayloadValid(type as PacketType, data) &&
    (typeof data !== "object" || Array.isArray(data) || isRecord(data))
  );
}
