import { parseArgument } from "../../link/index.ts";

export type ReadArguments = { readonly args: readonly unknown[] } | { readonly problem: string };

/** Reads the arguments of an event as somebody types them: a JSON list, or nothing. */
export function readArguments(text: string): ReadArguments {
  if (text.trim() === "") return { args: [] };
  const parsed = parseArgument({ kind: "json", text });
  if ("error" in parsed) return { problem: parsed.error };
  if (Array.isArray(parsed.value)) return { args: parsed.value };
  return { problem: "The arguments are a list: put them into square brackets" };
}
