import { Refused } from "./refused.ts";

/** Something that came from a page, of which nothing is known but that it has fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws Refused when it is no object */
export function readFields(value: unknown): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Refused("The question is not understood: it is not an object.");
}

/** @throws Refused when the field is no text, or too long a one */
export function readText(fields: Fields, name: string, maxLength = 1024): string {
  const value = fields[name];
  if (typeof value === "string" && value.length <= maxLength) return value;
  throw new Refused(`“${name}” should be a text of at most ${maxLength} characters.`);
}

/** The same for a field that may be missing. */
export function readOptionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return value === undefined || value === null ? undefined : readText(fields, name);
}

/** The same for what a list is narrowed by: an empty field of a form narrows nothing. */
export function readFilter(fields: Fields, name: string): string | undefined {
  return readOptionalText(fields, name) || undefined;
}

/** @throws Refused when the field is no whole number from 0 to the most */
export function readCount(fields: Fields, name: string, most: number): number {
  const value = fields[name];
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new Refused(`“${name}” should be a whole number from 0 to ${most}.`);
}

/** @throws Refused when it is none of these */
export function readChoice<T extends string>(value: unknown, name: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new Refused(`“${name}” should be one of: ${choices.join(", ")}.`);
}
