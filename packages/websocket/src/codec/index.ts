export { CLOSE_CODE, encodeClosePayload, isValidCloseCode, MAX_CLOSE_REASON } from "./close-codes.ts";
export { FrameReader, type FrameReaderOptions, type FrameSink } from "./frame-reader.ts";
export {
  encodeFrame,
  encodeFrameHeader,
  encodeTextFrame,
  frameHeaderSize,
  textFrameSize,
  writeFrameHeader,
  writeTextFrame,
} from "./frame-writer.ts";
export { applyMask } from "./mask.ts";
export { MessageAssembler, type MessageAssemblerOptions, type MessageSink } from "./message-assembler.ts";
export { FIN, MAX_CONTROL_PAYLOAD, OPCODE, RSV1 } from "./opcodes.ts";
export { Utf8Validator } from "./utf8-validator.ts";
