import { readFirstText, readJson, type JsonPart } from "../json-text.ts";
import { count, shorten, startOfText, toText } from "../text.ts";
import { highestPlaceholder, namePlaceholders } from "./placeholders.ts";

/** The data of an event or of an answer, read as far as it is shown. */
export interface EventData {
  /** Of an event. */
  readonly name: string | undefined;
  /** Elements of the array: of an event the name, then the arguments. None, where the JSON is too long to be looked into. */
  readonly parts: readonly JsonPart[];
  /** `undefined`, where the JSON is too long. */
  readonly argumentCount: number | undefined;
  /** Where the name ends, if that is all that is known of a long JSON. */
  readonly nameEnd: number;
  readonly problem?: string;
}

/** The client and the server say these themselves. */
const RESERVED = new Set([
  "connect",
  "connect_error",
  "disconnect",
  "disconnecting",
  "newListener",
  "removeListener",
]);

const NOTHING: EventData = { name: undefined, parts: [], argumentCount: 0, nameEnd: 0 };

export function readEventData(bytes: Uint8Array, kind: "event" | "answer"): EventData {
  const json = readJson(bytes);
  if (json.kind === "long") return readLongData(bytes, kind);
  if (json.kind === "broken") {
    const problem =
      bytes.length === 0 ? "There is no data: a JSON array should be here." : "The data is not JSON.";
    return { ...NOTHING, problem };
  }
  if (json.kind !== "array") return { ...NOTHING, problem: "The data is not a JSON array." };
  const { value, parts } = json;
  if (kind === "answer") return { name: undefined, parts, argumentCount: value.length, nameEnd: 0 };
  const name = value[0];
  if (typeof name !== "string" && typeof name !== "number")
    return { ...NOTHING, problem: "The array does not begin with the name of an event." };
  const data = { name: String(name), parts, argumentCount: value.length - 1, nameEnd: 0 };
  if (!RESERVED.has(data.name)) return data;
  return { ...data, problem: `The name ${data.name} is reserved: neither side may send it as an event.` };
}

function readLongData(bytes: Uint8Array, kind: "event" | "answer"): EventData {
  if (kind === "answer") return { ...NOTHING, argumentCount: undefined };
  const first = readFirstText(bytes);
  if (first === undefined)
    return { ...NOTHING, problem: "The array does not begin with the name of an event." };
  return { name: first.text, parts: [], argumentCount: undefined, nameEnd: first.end };
}

/** What is wrong with the places for attachments, if anything is. */
export function findPlaceholderProblem(bytes: Uint8Array, attachments: number): string | undefined {
  const highest = highestPlaceholder(toText(bytes)) + 1;
  if (highest <= attachments) return undefined;
  return `The data has a place for attachment ${highest}, but only ${count(attachments, "attachment")} are announced.`;
}

/** Placeholders take more room than what is put into their place. */
const MAX_READ = 1000;

/** What an argument says, with a name for each attachment: `{"file":<attachment 1>}`. */
export function describeArgument(bytes: Uint8Array): string {
  const text = startOfText(bytes, MAX_READ).trim();
  return shorten(namePlaceholders(text, (index) => `<attachment ${index + 1}>`));
}

/** Data as one would write a call, the places for attachments not filled yet: `("cat",{"_placeholder":true,"num":0})`. */
export function summarise(bytes: Uint8Array, { name, parts }: EventData): string {
  const args = parts.slice(name === undefined ? 0 : 1);
  const first = args[0];
  if (first === undefined) return "()";
  return `(${startOfText(bytes.subarray(first.start, args.at(-1)!.end), MAX_READ).trim()})`;
}

/** The same, with the sizes of what came in the places: `("cat",<12 bytes>)`. */
export function fillSummary(summary: string, sizes: readonly number[]): string {
  const filled = namePlaceholders(summary, (index) => `<${sizeOf(sizes[index])}>`);
  return shorten(filled);
}

const sizeOf = (size: number | undefined): string => (size === undefined ? "bytes" : count(size, "byte"));
