import type { FieldList } from "./fields.ts";
import type { JsonPart } from "./json-text.ts";
import { shorten, startOfText } from "./text.ts";

/** Where in a layer some JSON is. It reaches to the end of the layer. */
export interface JsonPlace {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly parts: readonly JsonPart[];
}

const MAX_NAME = 60;

/** A field for each member of an object, named as the member is. The brace or comma before it belongs to it. */
export function addMembers(fields: FieldList, place: JsonPlace, explain: (key: string) => string): void {
  for (const { end, valueStart, key = "" } of place.parts) {
    fields.upTo(place.from + end, {
      name: key === "" ? "unnamed" : shorten(key, MAX_NAME),
      value: valueText(place, { valueStart, end }),
      explanation: explain(key),
    });
  }
  addEnd(fields, place);
}

/** What a member or an element says. */
function valueText(
  { bytes, from }: JsonPlace,
  { valueStart, end }: Pick<JsonPart, "valueStart" | "end">,
): string {
  return startOfText(bytes.subarray(from + valueStart, from + end)).trim();
}

/** The bracket at the end, or what is too much to be told apart. */
export function addEnd(fields: FieldList, { bytes, from, parts }: JsonPlace): void {
  const rest = bytes.subarray(from + (parts.at(-1)?.end ?? 0));
  const isEnd = startOfText(rest).trim().length <= 2;
  fields.rest(
    isEnd
      ? { name: "end of JSON", explanation: "Closes the JSON." }
      : { name: "further values", explanation: "There are more values, which are not told apart here." },
  );
}
