import * as ours from "@sockeye/protocol/parser";
import * as published from "socket.io-parser";

/** What a parser offers, as both do. */
export interface Parser {
  readonly Encoder: new (replacer?: ours.Replacer) => { encode(packet: ours.Packet): unknown[] };
  readonly Decoder: new (options?: ours.DecoderOptions | ours.Reviver) => {
    on(event: "decoded", listener: (packet: ours.Packet) => void): unknown;
    add(chunk: unknown): void;
    destroy(): void;
  };
}

/** The same parser, written twice. */
export const parsers = { ours: ours as Parser, theirs: published as unknown as Parser };

/** Any value, in a form that can be compared. */
function describe(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    const buffer = inner as { readonly type?: unknown; readonly data?: unknown } | null | undefined;
    return buffer?.type === "Buffer" && Array.isArray(buffer.data)
      ? `<${Buffer.from(buffer.data as number[]).toString("hex")}>`
      : inner;
  });
}

/** What an encoder makes of a packet: its text and what follows, or the error. */
export function encodeWith(parser: Parser, packet: object, replacer?: ours.Replacer): unknown[] {
  try {
    return new parser.Encoder(replacer).encode(packet as ours.Packet);
  } catch (error) {
    return [(error as Error).name, (error as Error).message];
  }
}

/** What a decoder says about each of some messages: packets, errors, nothing. */
export function decodeWith(
  parser: Parser,
  chunks: readonly unknown[],
  options?: ours.DecoderOptions | ours.Reviver,
): string[] {
  const decoder = new parser.Decoder(options);
  const said: string[] = [];
  decoder.on("decoded", (packet) => {
    // The order of keys is not part of the contract.
    const { type, nsp, id, data } = packet as { type: number; nsp: string; id?: number; data?: unknown };
    said.push(`${Object.keys(packet).toSorted().join()} ${describe([type, nsp, id, data])}`);
  });
  return chunks.map((chunk) => {
    const before = said.length;
    try {
      decoder.add(chunk);
    } catch (error) {
      return `error: ${(error as Error).message}`;
    }
    return said.slice(before).join();
  });
}
