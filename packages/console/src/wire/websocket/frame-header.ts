import type { Part } from "../fields.ts";
import { describeLength } from "./seven-bit-length.ts";

/** What the header of a frame depends on. */
export interface FrameFacts {
  readonly length: number;
  readonly isText: boolean;
  /** Clients mask what they send, servers do not. */
  readonly isMasked: boolean;
  /** Was it agreed on that messages may be compressed? */
  readonly mayBeCompressed: boolean;
}

const FINAL = 0x80;
const TEXT = 1;
const BINARY = 2;
const MASKED = 0x80;
const MASKING_KEY_LENGTH = 4;

/** The header of the one frame that a message is taken to be. */
export function frameHeaderParts(facts: FrameFacts): readonly Part[] {
  const { isText, isMasked } = facts;
  const { sevenBits, value, following } = describeLength(facts.length);
  return [
    {
      content: Uint8Array.of(FINAL | (isText ? TEXT : BINARY)),
      name: "FIN and opcode",
      value: isText ? "final, 1 (text)" : "final, 2 (binary)",
      explanation: explainFirstByte(facts),
    },
    {
      content: Uint8Array.of((isMasked ? MASKED : 0) | sevenBits),
      name: "mask bit and length",
      value: `${isMasked ? "masked" : "not masked"}, ${value}`,
      explanation: "One bit says whether the payload is masked, seven how long it is, if it is short.",
    },
    ...following,
    ...(isMasked ? [MASKING_KEY] : []),
  ];
}

const MASKING_KEY: Part = {
  content: new Uint8Array(MASKING_KEY_LENGTH),
  name: "masking key",
  value: "not shown",
  explanation:
    "Clients mix what they send with four random bytes. The browser does not show them: zeros stand here, and the payload unmixed.",
};

function explainFirstByte({ mayBeCompressed }: FrameFacts): string {
  const first =
    "The first bit ends the message, the last four say what it is. Browsers show no frames: one for each message is assumed.";
  if (!mayBeCompressed) return first;
  return `${first} Compression was agreed on, so that on the wire it may be shorter.`;
}
