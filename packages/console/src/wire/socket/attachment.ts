import { FieldList } from "../fields.ts";
import type { Layer } from "../layer.ts";
import type { Passage } from "../passage.ts";
import { explainCompletion } from "./event.ts";
import { fillSummary } from "./event-data.ts";

/** Bytes that came as a message, as they are or as Base64. */
export interface AttachmentData {
  readonly size: number;
  /** What is shown of them. */
  readonly value: string;
}

/** A binary message, as what the packet before has announced. */
export function explainAttachment(
  bytes: Uint8Array,
  { size, value }: AttachmentData,
  passage: Passage,
): Layer {
  const { direction, conversation } = passage;
  const fields = new FieldList(bytes).rest({
    name: "attachment",
    value,
    explanation: "Bytes for one of the places in the data of the packet before.",
  });
  const attachment = { kind: "socket", direction, bytes, derived: false, fields: fields.fields } as const;
  const arrival = conversation.receive(direction, size);
  if (arrival === undefined) return { ...attachment, ...STRAY, children: [] };
  const { number, count, label, summary, sizes } = arrival;
  const completed = { label, call: fillSummary(summary, sizes), value };
  return {
    ...attachment,
    title: `attachment ${number} of ${count} of ${label}`,
    explanation: "Bytes cannot be written in JSON, so they follow it as messages of their own, in order.",
    children: number === count ? [explainCompletion(bytes, completed, passage)] : [],
  };
}

const STRAY = {
  title: "stray attachment",
  explanation: "Binary messages belong to a packet before them that says how many follow.",
  problem:
    "No packet announced these bytes. Either one was lost, or this server writes packets in another way (msgpack, for example).",
} as const;
