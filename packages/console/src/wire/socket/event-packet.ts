import type { Layer } from "../layer.ts";
import type { Passage } from "../passage.ts";
import { explainEvent, shortName } from "./event.ts";
import { findPlaceholderProblem, readEventData, summarise, type EventData } from "./event-data.ts";
import type { Header } from "./header.ts";
import { placeOf, titleOf } from "./header-fields.ts";

/** All of a layer but its bytes and fields. */
type DescribedEvent = Pick<Layer, "title" | "explanation" | "children"> & Pick<Partial<Layer>, "problem">;

/** An event or an answer. What is said of it, and what it says to the application. */
export function describeEventPacket(bytes: Uint8Array, header: Header, passage: Passage): DescribedEvent {
  const { type, end } = header;
  const kind = type.data === "event" ? "event" : "answer";
  const json = bytes.subarray(end);
  const data = readEventData(json, kind);
  const names = kind === "event" ? nameEvent(header, data, passage) : nameAnswer(header, passage);
  const described = { title: names.title, explanation: type.explanation };
  const problem = data.problem ?? announceAttachments(json, { header, data, names }, passage);
  const isShown = data.parts.length > 0 || data.name !== undefined || data.argumentCount === undefined;
  const children = isShown ? [explainEvent(json, { data, title: names.event }, passage)] : [];
  return { ...described, children, ...(problem === undefined ? {} : { problem }) };
}

interface Names {
  /** Of the packet. */
  readonly title: string;
  /** Of what it says to the application. */
  readonly event: string;
  /** Of what attachments belong to. */
  readonly label: string;
}

function nameEvent(
  header: Header,
  { name, problem }: EventData,
  { direction, conversation }: Passage,
): Names {
  const { namespace, id } = header;
  const label = name === undefined ? "an event" : shortName(name);
  if (id !== undefined && problem === undefined)
    conversation.awaitAnswer(direction, { namespace, id }, label);
  const title = name === undefined ? titleOf(header) : `${header.type.name} ${label}`;
  const ack = id === undefined ? "" : ` (ack ${id})`;
  return { title: `${title}${ack}${name === undefined ? "" : placeOf(header)}`, event: label, label };
}

function nameAnswer(header: Header, { direction, conversation }: Passage): Names {
  const { namespace, id, type } = header;
  if (id === undefined) return { title: titleOf(header), event: "answer", label: type.name };
  const answered = conversation.takeAnswered(direction, { namespace, id });
  const title = `${type.name} ${id}${answered === undefined ? "" : ` of ${answered}`}`;
  return {
    title: `${title}${placeOf(header)}`,
    event: answered === undefined ? "answer" : `answer to ${answered}`,
    label: `ACK ${id}`,
  };
}

interface Announced {
  readonly header: Header;
  readonly data: EventData;
  readonly names: Names;
}

/** Remembers what follows. Says what is wrong with it, if anything is. */
function announceAttachments(
  json: Uint8Array,
  { header, data, names }: Announced,
  { direction, conversation }: Passage,
): string | undefined {
  const { attachments } = header;
  if (attachments === undefined || attachments === 0) return undefined;
  const summary = `${names.event}${summarise(json, data)}`;
  conversation.announce(direction, { label: names.label, count: attachments, summary });
  return findPlaceholderProblem(json, attachments);
}
