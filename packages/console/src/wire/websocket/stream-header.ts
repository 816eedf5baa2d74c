import type { Part } from "../fields.ts";
import { describeLength } from "./seven-bit-length.ts";

const BINARY_BIT = 0x80;

/** The header of a packet on a stream of WebTransport, which has no frames of its own. */
export function streamHeaderParts({
  length,
  isText,
}: {
  readonly length: number;
  readonly isText: boolean;
}): readonly Part[] {
  const { sevenBits, value, following } = describeLength(length);
  return [
    {
      content: Uint8Array.of((isText ? 0 : BINARY_BIT) | sevenBits),
      name: "binary bit and length",
      value: `${isText ? "text" : "binary"}, ${value}`,
      explanation:
        "A stream has no frames, so each packet says in seven bits how long it is, and in one whether it is binary.",
    },
    ...following,
  ];
}
