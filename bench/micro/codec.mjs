/** The package's codec alone: reading chunks of one and of 20 frames, and encoding a frame. */
import { FIN, FrameReader, MessageAssembler, OPCODE, encodeTextFrame } from "@sockeye/websocket/codec";
import { compare } from "./harness.mjs";

const MASK = 0x3d21fa37;
const TEXT_FIRST_BYTE = FIN | OPCODE.text;
const text = "abcdefgh".repeat(4);

let characters = 0;

/** @returns {FrameReader} A reader with an assembler, as a server's connection has them. */
function createReader() {
  const ignore = () => {};
  const assembler = new MessageAssembler(
    {
      onText: (message) => {
        characters += message.length;
      },
      onTextBytes: ignore,
      onBinary: ignore,
      onPing: ignore,
      onPong: ignore,
      onClose: ignore,
      onCompressed: ignore,
      onError: (code) => {
        throw new Error(code);
      },
    },
    {
      maxPayload: 1 << 20,
      maxFragments: 1000,
      maxBufferedChunks: 100_000,
      textAsBytes: false,
      skipUtf8Validation: false,
    },
  );
  return new FrameReader(assembler, { isMasked: true, allowsRsv1: false });
}

for (const frames of [1, 20]) {
  const original = Buffer.concat(
    Array.from({ length: frames }, () => encodeTextFrame(TEXT_FIRST_BYTE, text, MASK)),
  );
  const chunk = Buffer.from(original);
  const reader = createReader();
  compare(`a chunk of ${frames} masked text frame(s), 32 characters each`, {
    "copy the chunk, read its messages": (times) => {
      for (let turn = 0; turn < times; turn += 1) {
        // Reading unmasks in place, so each turn needs the bytes afresh.
        original.copy(chunk);
        reader.push(chunk);
      }
      return characters;
    },
    "copy the chunk only": (times) => {
      for (let turn = 0; turn < times; turn += 1) characters += original.copy(chunk);
      return characters;
    },
  });
}

compare("encode a text frame, 32 characters", {
  encodeTextFrame: (times) => {
    let bytes = 0;
    for (let turn = 0; turn < times; turn += 1) bytes += encodeTextFrame(TEXT_FIRST_BYTE, text).length;
    return bytes;
  },
  "Buffer.from alone": (times) => {
    let bytes = 0;
    for (let turn = 0; turn < times; turn += 1) bytes += Buffer.from(text).length;
    return bytes;
  },
});
