import { FieldList } from "../fields.ts";
import { shortName } from "./event.ts";
import type { Header } from "./header.ts";

/** What the first byte of a packet is. */
export const TYPE_EXPLANATION = "The type of the Socket.IO packet, a digit.";

/** Names what stands before the data. */
export function nameHeader(bytes: Uint8Array, header: Header): FieldList {
  const { type, typeEnd, attachmentsEnd, namespace, namespaceEnd, end } = header;
  return new FieldList(bytes)
    .upTo(typeEnd, {
      name: "packet type",
      value: `${String.fromCharCode(bytes[0]!)} (${type.name})`,
      explanation: TYPE_EXPLANATION,
    })
    .upTo(attachmentsEnd, {
      name: "attachments",
      value: String(header.attachments),
      explanation: "How many binary messages follow that belong to this packet.",
    })
    .upTo(namespaceEnd, {
      name: "namespace",
      value: shortName(namespace),
      explanation:
        "Which of the conversations on this connection it belongs to. Without it: the main one, /.",
    })
    .upTo(end, {
      name: "ack id",
      explanation:
        type.data === "answer"
          ? "The number of the event that this answers."
          : "The sender wants an answer, and will know it by this number.",
    });
}

/** Numbers with more digits are not exact. */
const MAX_ID_DIGITS = 16;

/** Receivers take no more, unless told otherwise (`maxAttachments`). */
const MAX_ATTACHMENTS = 10;

/** What is wrong with it, if anything is, in a sentence. */
export function findHeaderProblem({ type, attachments, id }: Header): string | undefined {
  if (attachments === undefined)
    return "The number of attachments and a dash should stand behind the type. The connection is closed.";
  if (type.isBinary && attachments === 0) return "A binary packet announces at least one attachment.";
  if (attachments > MAX_ATTACHMENTS)
    return `More than ${MAX_ATTACHMENTS} attachments: receivers refuse that, unless told otherwise.`;
  if (id !== undefined && id.length > MAX_ID_DIGITS) return "The number of the acknowledgement is too long.";
  return undefined;
}

/** "CONNECT /chat". */
export function titleOf({ type, namespace }: Header): string {
  return namespace === "/" ? type.name : `${type.name} ${shortName(namespace)}`;
}

/** " in /chat"; nothing for the main namespace. */
export function placeOf({ namespace }: Header): string {
  return namespace === "/" ? "" : ` in ${shortName(namespace)}`;
}
