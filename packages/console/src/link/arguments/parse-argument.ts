import type { Argument } from "../log-entry.ts";
import { findJsonProblem } from "./json-problem.ts";

/** How an argument is written in the form. */
export type ArgumentKind = "json" | "text" | "file" | "hex";

export interface ArgumentDraft {
  readonly kind: ArgumentKind;
  readonly text: string;
  readonly file?: File | undefined;
}

/** What keeps an argument from being emitted: a sentence without a full stop, and where, both counted from 1. */
export interface ArgumentProblem {
  readonly error: string;
  readonly line: number;
  readonly column: number;
}

export type ParsedArgument = { readonly value: Argument } | ArgumentProblem;

/** Reads an argument as somebody types it. */
export function parseArgument({ kind, text, file }: ArgumentDraft): ParsedArgument {
  switch (kind) {
    case "json":
      return parseJson(text);
    case "text":
      return { value: text };
    case "hex":
      return parseHex(text);
    case "file":
      return file === undefined ? { error: "Choose a file", line: 1, column: 1 } : { value: file };
  }
}

function parseJson(text: string): ParsedArgument {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    const { problem, offset } = findJsonProblem(text);
    return problemAt(text, offset, problem);
  }
}

/** Digits in pairs, with or without `0x`, spaces, commas or colons in between. */
function parseHex(text: string): ParsedArgument {
  // What is no digit is replaced by as many spaces, so that offsets stay what they are.
  const digits = text.replaceAll(/0x/gi, "  ").replaceAll(/[\s,:;]/g, " ");
  const wrong = /[^\da-f ]/i.exec(digits);
  if (wrong !== null)
    return problemAt(text, wrong.index, "hexadecimal digits are 0 to 9 and a to f, not this one");
  const groups = [...digits.matchAll(/\S+/g)];
  const halved = groups.find(([group]) => group.length % 2 === 1);
  if (halved !== undefined)
    return problemAt(text, halved.index, "each byte takes two digits, and here one is missing");
  const pairs = groups.flatMap(([group]) => group.match(/../g) ?? []);
  return { value: Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)) };
}

function problemAt(text: string, offset: number, problem: string): ArgumentProblem {
  const before = text.slice(0, offset).split("\n");
  const line = before.length;
  const column = (before.at(-1) ?? "").length + 1;
  const place = text.includes("\n") ? `line ${line}, column ${column}` : `column ${column}`;
  const sentence = problem.charAt(0).toUpperCase() + problem.slice(1);
  return { error: text.trim() === "" ? sentence : `${sentence} (${place})`, line, column };
}
