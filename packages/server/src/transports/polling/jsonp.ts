import { Buffer } from "node:buffer";

const AMPERSAND = 0x26;
const BACKSLASH = "\\";
const EQUALS = 0x3d;
const LETTER_D = 0x64;
const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/** The script that a payload is wrapped in: the start of a call of the client's function of that number. */
export function scriptStart(index: string): string {
  return `___eio[${index.replaceAll(/\D/g, "")}](`;
}

/** A payload as a script. JSON may hold line separators that old scripts may not. */
export function wrapInScript(start: string, payload: string): string {
  const text = JSON.stringify(payload).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  return `${start}${text});`;
}

/**
 * The payload in a form that was posted: its field `d`, or `undefined` when there is none. Written out, because what the
 * platform offers takes many times as long on some inputs; this makes one pass over the bytes.
 */
export function payloadInForm(form: Uint8Array): string | undefined {
  const start = startOfField(form);
  if (start === undefined) return undefined;
  const decoded = Buffer.allocUnsafe(form.length - start);
  let length = 0;
  for (let at = start; at < form.length; at++) {
    const byte = form[at]!;
    if (byte === AMPERSAND) break;
    const escaped = byte === PERCENT ? hexByte(form, at + 1) : -1;
    if (escaped >= 0) at += 2;
    decoded[length++] = escaped >= 0 ? escaped : byte === PLUS ? SPACE : byte;
  }
  return restoreNewlines(decoded.toString("utf8", 0, length));
}

function startOfField(form: Uint8Array): number | undefined {
  let isFirst = true;
  for (let at = 0; at + 1 < form.length; at++) {
    if (isFirst && form[at] === LETTER_D && form[at + 1] === EQUALS) return at + 2;
    isFirst = form[at] === AMPERSAND;
  }
  return undefined;
}

/** The byte that two hexadecimal digits stand for, or -1. */
function hexByte(bytes: Uint8Array, at: number): number {
  const high = hexDigit(bytes[at]);
  const low = hexDigit(bytes[at + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/**
 * Clients escape newlines, since forms make CR LF of them: a newline comes as `\n`, and what was `\n` in the text comes
 * with one more backslash.
 */
function restoreNewlines(text: string): string {
  let at = text.indexOf("\\n");
  if (at === -1) return text;
  let restored = "";
  let from = 0;
  for (; at !== -1; at = text.indexOf("\\n", at + 2)) {
    const isEscaped = text[at - 1] === BACKSLASH;
    restored += text.slice(from, at) + (isEscaped ? "n" : "\n");
    from = at + 2;
  }
  return restored + text.slice(from);
}
