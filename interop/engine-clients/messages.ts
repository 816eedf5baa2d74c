import { fingerprint, payloadBytes, type Fingerprint } from "../peers/session.ts";
import type { MessageData } from "./engine-api.ts";

/** A message that is sent, text or bytes. */
export type Message = string | Buffer;

export const binary = (length: number, seed = 1): Buffer => payloadBytes({ kind: "binary", length, seed });

/** What arrived, or should arrive. Lone surrogates leave as U+FFFD, whatever the transport. */
export function fingerprintOf(data: MessageData | ArrayBuffer): Fingerprint {
  if (data === undefined || typeof data === "string") return fingerprint("text", Buffer.from(data ?? ""));
  return fingerprint("binary", data instanceof ArrayBuffer ? new Uint8Array(data) : data);
}

/** Text and binary in turn, no two alike, from empty to some hundreds of bytes. */
export const mixedBurst = (count: number): Message[] =>
  Array.from({ length: count }, (_, index) =>
    index % 3 === 0 ? binary(index * 2, index) : `${index}·🐟`.repeat(index % 7),
  );

/** What every client must get through every transport, by name. The lengths are those at which headers change. */
export const messageCases: readonly (readonly [string, readonly Message[]])[] = [
  ["text", ["hello", "a".repeat(125), "b".repeat(126), "c".repeat(65_535), "d".repeat(65_536)]],
  ["the empty text", ["", "after", "", ""]],
  // Without U+001E: it separates packets in a payload of protocol 4, and there is no way to escape it.
  ["text that looks like packets", ["2probe", "1", "b", "bAQID", "4:4abc", "\\n\\\\n", "\u001d\u001f"]],
  [
    "text in two, three and four byte characters",
    ["é", "€".repeat(4_000), "🐟".repeat(300), "aé€🐟".repeat(99)],
  ],
  ["lone surrogates", ["\ud83d", "\udc1f", "a\udc1f\ud83db", "\ud83d\ud83d\udc1f"]],
  [
    "control characters and line separators",
    ["\u0000", "\r\n\t\u2028\u2029", "\u007f\u0080", "\ufeffx\ufeff"],
  ],
  ["binary of 0, 1, 125 and 126 bytes", [binary(0), binary(1), binary(125), binary(126)]],
  ["binary of 65,535 and 65,536 bytes", [binary(65_535), binary(65_536, 7)]],
  ["half a megabyte of binary", [binary(500_000, 3)]],
  ["half a megabyte of text", ["aé€🐟 ".repeat(45_000)]],
  ["200 mixed messages at once", mixedBurst(200)],
];
