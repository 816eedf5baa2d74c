/** What fields have to say, told from their bytes without any of our code. */
import type { ShownField, ShownLayer } from "./shown-wire.ts";

const ENGINE_TYPES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];
const SOCKET_TYPES = ["CONNECT", "DISCONNECT", "EVENT", "ACK", "CONNECT_ERROR", "BINARY_EVENT", "BINARY_ACK"];
const OPCODES: Readonly<Record<number, string>> = { 1: "text", 2: "binary" };

/** The browser does not show them, and the page says so. */
const NOT_SHOWN = ["headers", "masking key"];

/** How the value of a field should read; nothing where it is checked in another way, by {@link isSaidBy}. */
export function meaningOf(layer: ShownLayer, { name, start, end }: ShownField): string | undefined {
  const bytes = layer.bytes.subarray(start, end);
  const text = bytes.toString();
  if (NOT_SHOWN.includes(name)) return "not shown";
  if (name === "packet type") return `${text} (${typesOf(layer)[Number(text)]})`;
  if (name === "FIN and opcode") return `final, ${bytes[0]! & 0x0f} (${OPCODES[bytes[0]! & 0x0f]})`;
  if (name === "attachments") return text.replace(/-$/, "");
  if (name === "mask bit and length") return describeLength(bytes[0]!);
  if (name === "event name") return /"(.*)"/.exec(text)?.[1];
  if (/^(attachment|last attachment)$/.test(name) || layer.title === "binary message") return hexWords(bytes);
  return undefined;
}

/** Is the value found in the bytes as it is, or a placeholder that is counted from 1? */
export function isSaidBy(layer: ShownLayer, { name, start, end, value }: ShownField): boolean {
  const text = layer.bytes.subarray(start, end).toString();
  const packet = /^packet \d+$/.test(name) ? /, (\d+) bytes?$/.exec(value)?.[1] : undefined;
  if (packet !== undefined) return Number(packet) === end - start;
  const attachment = /^<attachment (\d+)>$/.exec(value)?.[1];
  if (attachment !== undefined) return text.includes(`{"_placeholder":true,"num":${Number(attachment) - 1}}`);
  return value !== "" && text.includes(value);
}

const typesOf = ({ kind }: ShownLayer): readonly string[] =>
  kind === "engine" ? ENGINE_TYPES : SOCKET_TYPES;

function describeLength(byte: number): string {
  const length = byte & 0x7f;
  return `${byte & 0x80 ? "masked" : "not masked"}, ${length} byte${length === 1 ? "" : "s"}`;
}

function hexWords(bytes: Uint8Array): string {
  const words = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `${bytes.length} byte${bytes.length === 1 ? "" : "s"}: ${words}`;
}
