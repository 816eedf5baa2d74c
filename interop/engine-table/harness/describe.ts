import { Buffer } from "node:buffer";
import type { WireFrame } from "../../attacks/harness/frames.ts";
import type { HttpResponse } from "./http-response.ts";

/** Headers that say when and how long, and nothing about the answer. */
const PLAIN = new Set(["date", "keep-alive"]);

/** Text on one line, with everything that cannot be seen made visible; bytes that are no text in hexadecimal. */
export function visible(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  if (!Buffer.from(text).equals(bytes)) return `hex ${bytes.toString("hex")}`;
  return visibleText(text);
}

function visibleText(text: string): string {
  const shown = text.replaceAll(
    /[\u0000-\u001f\u007f-\u00a0\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return shown.length <= 500 ? shown : `${shown.slice(0, 40)}… (${text.length} characters)`;
}

/** `200 Content-Type: text/html, Content-Length: 2 > ok` */
export function describeResponse({ status, headers, body, isWhole }: HttpResponse): string {
  if (status === 0) return "no answer";
  const shown = headers
    .filter(([name, value]) => !PLAIN.has(name.toLowerCase()) && !isDefault(name, value))
    .map(([name, value]) => `${name}: ${visibleText(value)}`);
  const head = [String(status), shown.join(", ")].filter((part) => part !== "").join(" ");
  const content = body.length === 0 ? "" : ` > ${visible(body)}`;
  return `${head}${content}${isWhole ? "" : " (cut)"}`;
}

function isDefault(name: string, value: string): boolean {
  return name.toLowerCase() === "connection" && value.toLowerCase() === "keep-alive";
}

const OPCODES = new Map([
  [0, "continuation"],
  [1, "text"],
  [2, "binary"],
  [8, "close"],
  [9, "ping"],
  [10, "pong"],
]);

/** `text 3probe`, `close 1009`, `gone` */
export function describeFrame(frame: WireFrame | undefined): string {
  if (frame === undefined) return "gone";
  const { opcode, firstByte, payload } = frame;
  const flags = (firstByte & 0x40) === 0 ? "" : "compressed ";
  const name = `${flags}${OPCODES.get(opcode) ?? `opcode ${opcode}`}`;
  if (opcode === 8) {
    if (payload.length < 2) return "close without a code";
    const reason = payload.subarray(2).toString();
    return `close ${payload.readUInt16BE(0)}${reason === "" ? "" : ` ${reason}`}`;
  }
  return payload.length === 0 ? name : `${name} ${opcode === 2 ? payload.toString("hex") : visible(payload)}`;
}

/** Data of a message, or what an event brought along. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "-";
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(visibleText(value));
  if (Buffer.isBuffer(value))
    return value.length === 0 ? "an empty Buffer" : `Buffer ${value.toString("hex")}`;
  if (value instanceof Error) return describeError(value);
  if (Array.isArray(value)) return `[${value.map(describeValue).join(", ")}]`;
  if (typeof value !== "object") return String(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${describeValue(field)}`);
  return `{ ${fields.join(", ")} }`;
}

function describeError(error: Error): string {
  const { type, description } = error as { type?: unknown; description?: unknown };
  const kind = typeof type === "string" ? `${type} ` : "";
  const cause = description === undefined ? "" : ` because of ${describeValue(description)}`;
  return `${kind}"${error.message}"${cause}`;
}
