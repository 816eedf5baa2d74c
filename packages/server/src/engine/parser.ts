import { Buffer } from "node:buffer";
import {
  createDialectV4,
  encodeStreamPacket,
  StreamReader,
  type Decoded,
  type EnginePacket,
  type PacketType as SendablePacketType,
} from "@sockeye/protocol/engine";
import { nodeBytes } from "../hosts/node/node-bytes.ts";
import { toPacketData } from "./packet-data.ts";

/** The revision of the protocol. */
export const protocol = 4;

/** The types of packets; `error` stands for what cannot be decoded. */
export type PacketType = SendablePacketType | "error";

/** In which form binary data is delivered. */
export type BinaryType = "nodebuffer" | "arraybuffer" | "blob";

// oxlint-disable-next-line typescript/no-explicit-any -- as users of the package engine.io-parser know it
export type RawData = any;

/** A packet, as users of the package engine.io-parser know it. */
export interface Packet {
  type: PacketType;
  options?: { compress: boolean };
  data?: RawData;
}

const dialect = createDialectV4(nodeBytes);

/** One packet as the text or the bytes of one frame. */
export function encodePacket(
  packet: Packet,
  supportsBinary: boolean,
  callback: (encoded: RawData) => void,
): void {
  callback(dialect.encodeFrame(toEnginePacket(packet), supportsBinary));
}

/** One frame as a packet. */
export function decodePacket(encoded: RawData, binaryType?: BinaryType): Packet {
  return toPacket(dialect.decodeFrame(typeof encoded === "string" ? encoded : toBytes(encoded)), binaryType);
}

/** Packets as the body of a request or response. */
export function encodePayload(packets: Packet[], callback: (encoded: string) => void): void {
  callback(dialect.encodePayload(packets.map(toEnginePacket), false) as string);
}

/** A body as packets; what follows one that cannot be decoded is left out. */
export function decodePayload(encoded: string, binaryType?: BinaryType): Packet[] {
  const reader = dialect.readPayload(encoded);
  const packets: Packet[] = [];
  for (let decoded = reader.next(); decoded !== undefined; decoded = reader.next()) {
    packets.push(toPacket(decoded, binaryType));
  }
  return packets;
}

/** Packets in, bytes out, for WebTransport. */
export function createPacketEncoderStream(): TransformStream<Packet, Uint8Array> {
  return new TransformStream<Packet, Uint8Array>({
    transform(packet, controller) {
      for (const chunk of encodeStreamPacket(toEnginePacket(packet), nodeBytes)) controller.enqueue(chunk);
    },
  });
}

/** The reverse of {@link createPacketEncoderStream}. */
export function createPacketDecoderStream(
  maxPayload: number,
  binaryType: BinaryType,
): TransformStream<Uint8Array, Packet> {
  let reader: StreamReader;
  return new TransformStream<Uint8Array, Packet>({
    start(controller) {
      reader = new StreamReader(
        { bytes: nodeBytes, maxPayload },
        {
          onPacket: (packet) => controller.enqueue(toPacket(packet, binaryType)),
          onError: () => controller.enqueue(errorPacket()),
        },
      );
    },
    transform(chunk) {
      reader.push(chunk);
    },
  });
}

function errorPacket(): Packet {
  return { type: "error", data: "parser error" };
}

function toEnginePacket({ type, data }: Packet): EnginePacket {
  if (type === "error") throw new TypeError("A packet of the type error cannot be sent");
  return { type, data: toPacketData(data) };
}

function toPacket(decoded: Decoded, binaryType: BinaryType | undefined): Packet {
  if ("code" in decoded) return errorPacket();
  const { type, data } = decoded;
  if (data === undefined) return { type };
  return { type, data: typeof data === "string" ? data : toBinary(data, binaryType) };
}

function toBinary(data: Uint8Array, binaryType: BinaryType | undefined): Buffer | ArrayBuffer | Blob {
  const bytes = toBytes(data);
  if (binaryType === "arraybuffer") return new Uint8Array(bytes).buffer;
  return binaryType === "blob" ? new Blob([new Uint8Array(bytes)]) : bytes;
}

function toBytes(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.from(data as ArrayBuffer);
}
