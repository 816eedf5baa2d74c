import { FieldList } from "../fields.ts";
import { addEnd } from "../json-fields.ts";
import type { Layer } from "../layer.ts";
import type { Passage } from "../passage.ts";
import { count, shorten } from "../text.ts";
import { describeArgument, type EventData } from "./event-data.ts";

/** Longer names of events and namespaces are cut off in titles. */
const MAX_TITLE = 80;

export const shortName = (name: string): string => shorten(name, MAX_TITLE);

/** What an event or an answer says to the application: bytes are the JSON. */
export function explainEvent(
  bytes: Uint8Array,
  { data, title }: { readonly data: EventData; readonly title: string },
  { direction }: Passage,
): Layer {
  return {
    kind: "event",
    direction,
    title,
    explanation: describePurpose(data),
    bytes,
    derived: false,
    fields: nameArguments(bytes, data).fields,
    children: [],
  };
}

function describePurpose({ name, argumentCount }: EventData): string {
  const args = argumentCount === undefined ? "a lot of data" : count(argumentCount, "argument");
  return name === undefined
    ? `What the application answers: ${args}.`
    : `What the application hears: listeners for this name are called with ${args}.`;
}

function nameArguments(bytes: Uint8Array, { name, parts, nameEnd }: EventData): FieldList {
  const fields = new FieldList(bytes);
  if (parts.length === 0) {
    if (name !== undefined) fields.upTo(nameEnd, { ...EVENT_NAME, value: shorten(name) });
    const explanation = "The JSON array of the arguments.";
    return fields.rest({ name: "arguments", explanation });
  }
  const before = name === undefined ? 1 : 0;
  for (const [index, { start, end }] of parts.entries()) {
    const number = index + before;
    const naming = number === 0 ? { ...EVENT_NAME, value: shorten(name!) } : argumentNaming(number);
    fields.upTo(end, { value: describeArgument(bytes.subarray(start, end)), ...naming });
  }
  addEnd(fields, { bytes, from: 0, parts });
  return fields;
}

const EVENT_NAME = { name: "event name", explanation: "The name that listeners are registered for." };

function argumentNaming(number: number) {
  return { name: `argument ${number}`, explanation: "What listeners are given, as JSON." };
}

/** What an event or an answer says once its last attachment is there: bytes are those of the attachment. */
export function explainCompletion(
  bytes: Uint8Array,
  completed: { readonly label: string; readonly call: string; readonly value: string },
  { direction }: Passage,
): Layer {
  const fields = new FieldList(bytes).rest({
    name: "last attachment",
    value: completed.value,
    explanation: "All places for bytes are filled.",
  });
  return {
    kind: "event",
    direction,
    title: `${completed.label} is complete`,
    explanation: `With this attachment the application hears ${completed.call}.`,
    bytes,
    derived: false,
    fields: fields.fields,
    children: [],
  };
}
