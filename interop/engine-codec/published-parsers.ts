import { createRequire } from "node:module";

/** A packet as the published parsers have it. What they cannot read is of the type "error". */
export interface PublishedPacket {
  readonly type: string | undefined;
  readonly data?: string | Buffer | undefined;
}

type OnEncoded = (encoded: string | Buffer) => void;

/** What we use of `engine.io-parser` 5, which speaks revision 4. */
export interface ParserV4 {
  readonly protocol: 4;
  encodePacket(packet: PublishedPacket, supportsBinary: boolean, onEncoded: OnEncoded): void;
  decodePacket(frame: string | Buffer, binaryType: "nodebuffer"): PublishedPacket;
  encodePayload(packets: readonly PublishedPacket[], onEncoded: OnEncoded): void;
  decodePayload(payload: string, binaryType: "nodebuffer"): PublishedPacket[];
  createPacketEncoderStream(): TransformStream<PublishedPacket, Uint8Array>;
  createPacketDecoderStream(
    maxPayload: number,
    binaryType: "nodebuffer",
  ): TransformStream<Uint8Array, PublishedPacket>;
}

/** What we use of `engine.io-parser` 2, which speaks revision 3. */
export interface ParserV3 {
  readonly protocol: 3;
  encodePacket(
    packet: PublishedPacket,
    supportsBinary: boolean,
    utf8encode: false,
    onEncoded: OnEncoded,
  ): void;
  decodePacket(frame: string | Buffer): PublishedPacket;
  encodePayload(packets: readonly PublishedPacket[], supportsBinary: boolean, onEncoded: OnEncoded): void;
  decodePayload(payload: string | Buffer, onPacket: (packet: PublishedPacket) => void): void;
}

/** Each client brings the parser of its revision. */
function parserOf(client: string): unknown {
  const require = createRequire(import.meta.url);
  return createRequire(require.resolve(client))("engine.io-parser");
}

export const parserV4 = parserOf("engine.io-client") as ParserV4;
export const parserV3 = parserOf("engine.io-client-v3") as ParserV3;
