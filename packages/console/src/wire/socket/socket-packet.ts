import { FieldList } from "../fields.ts";
import type { Layer } from "../layer.ts";
import type { Passage } from "../passage.ts";
import { describeConnectPacket } from "./connect-packet.ts";
import { describeEventPacket } from "./event-packet.ts";
import { readHeader, type Header } from "./header.ts";
import { findHeaderProblem, nameHeader, titleOf, TYPE_EXPLANATION } from "./header-fields.ts";

/** A Socket.IO packet in its text form: `2["chat","hi"]`, `51-/admin,7["file",{"_placeholder":true,"num":0}]`. */
export function explainSocketPacket(bytes: Uint8Array, passage: Passage): Layer {
  const { direction, conversation } = passage;
  const missing = conversation.interrupt(direction);
  const header = readHeader(bytes);
  const described = header === undefined ? describeUnknown(bytes) : describeKnown(bytes, header, passage);
  const problem = [missing, described.problem].filter((sentence) => sentence !== undefined).join(" ");
  const packet: Layer = { kind: "socket", direction, bytes, derived: false, children: [], ...described };
  return problem === "" ? packet : { ...packet, problem };
}

type Described = Pick<Layer, "title" | "explanation" | "fields"> &
  Pick<Partial<Layer>, "children" | "problem">;

function describeUnknown(bytes: Uint8Array): Described {
  const fields = new FieldList(bytes)
    .upTo(1, { name: "packet type", explanation: `${TYPE_EXPLANATION} 0 to 6 are known.` })
    .rest({ name: "data", explanation: "What the message carries." });
  return {
    title: bytes.length === 0 ? "empty packet" : "unknown packet",
    explanation: "Should be a Socket.IO packet.",
    problem:
      "This type is none of Socket.IO's. The connection is closed, unless both sides write packets in another way.",
    fields: fields.fields,
  };
}

function describeKnown(bytes: Uint8Array, header: Header, passage: Passage): Described {
  const fields = nameHeader(bytes, header);
  const described = describeData(fields, { bytes, header }, passage);
  fields.rest({ name: "data", explanation: DATA_EXPLANATIONS[header.type.data] });
  const problem = findHeaderProblem(header) ?? described.problem;
  return { ...described, ...(problem === undefined ? {} : { problem }), fields: fields.fields };
}

const DATA_EXPLANATIONS: Readonly<Record<Header["type"]["data"], string>> = {
  event: "A JSON array: the name of the event, then its arguments.",
  answer: "A JSON array: what the other side answers.",
  object: "Should be a JSON object.",
  none: "A packet of this type carries no data.",
};

function describeData(
  fields: FieldList,
  { bytes, header }: { readonly bytes: Uint8Array; readonly header: Header },
  passage: Passage,
): Omit<Described, "fields"> {
  switch (header.type.data) {
    case "event":
    case "answer":
      return describeEventPacket(bytes, header, passage);
    case "object":
      return describeConnectPacket(fields, { bytes, header }, passage);
    case "none": {
      const named = { title: titleOf(header), explanation: header.type.explanation };
      if (header.end === bytes.length) return named;
      return { ...named, problem: "A DISCONNECT packet carries no data. The connection is closed." };
    }
  }
}
