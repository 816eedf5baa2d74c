export type { Field, Layer, LayerKind } from "./layer.ts";
export { createWireDecoder } from "./wire-decoder.ts";
export type { FrameRecord, HttpRecord, NoteRecord, PacketRecord, Payload, WireRecord } from "./record.ts";
