/** What comes from a client can be anything: each reader gives what was asked for, or `undefined`. */
import { parseName } from "../shared/names.ts";
import { ROOMS } from "./events.ts";
import type { Address, Chunk, Draft } from "./events.ts";

const MAX_TEXT = 2_000;
const MAX_CHUNK = 64 * 1024;
const MAX_PICTURE = 2 * 1024 * 1024;

export function parseRoom(given: unknown): Address | undefined {
  return ROOMS.find((room) => room === given);
}

export function parseAddress(given: unknown): Address | undefined {
  if (typeof given !== "string" || !given.startsWith("@")) return parseRoom(given);
  const name = parseName(given.slice(1));
  return name === undefined ? undefined : `@${name}`;
}

export function parseId(given: unknown): string | undefined {
  return typeof given === "string" && /^[\w-]{8,40}$/.test(given) ? given : undefined;
}

export function parseDraft(given: unknown): Draft | undefined {
  const { isPicture, ...fields } = asRecord(given);
  const id = parseId(fields["id"]);
  const to = parseAddress(fields["to"]);
  const text = typeof fields["text"] === "string" ? fields["text"].trim() : "";
  if (id === undefined || to === undefined || text === "" || text.length > MAX_TEXT) return undefined;
  return { id, to, text, isPicture: isPicture === true };
}

export function parseChunk(given: unknown): Chunk | undefined {
  const { size, offset, bytes, ...fields } = asRecord(given);
  const id = parseId(fields["id"]);
  if (id === undefined || !isCount(size, MAX_PICTURE) || !isCount(offset, size)) return undefined;
  if (!(bytes instanceof Uint8Array) || bytes.length > Math.min(MAX_CHUNK, size - offset)) return undefined;
  return { id, size, offset, bytes };
}

function asRecord(given: unknown): Readonly<Record<string, unknown>> {
  return typeof given === "object" && given !== null ? (given as Readonly<Record<string, unknown>>) : {};
}

function isCount(given: unknown, most: number): given is number {
  return Number.isInteger(given) && (given as number) >= 0 && (given as number) <= most;
}
