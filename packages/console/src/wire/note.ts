import type { Layer } from "./layer.ts";
import type { NoteRecord } from "./record.ts";

const EXPLANATIONS: Readonly<Record<NoteRecord["tone"], string>> = {
  good: "What the library did. Nothing went over the wire for it.",
  bad: "What the library noticed. Nothing went over the wire for it.",
  busy: "What the library is about to do. Nothing went over the wire for it.",
  fault: "A fault that was switched on or off on this page, to see what the library does about it.",
};

/** A remark between what went over the wire. */
export function explainNote({ text, tone }: NoteRecord): Layer {
  return {
    kind: "note",
    direction: "local",
    title: text,
    explanation: EXPLANATIONS[tone],
    bytes: new Uint8Array(0),
    derived: false,
    fields: [],
    children: [],
  };
}
