import { type Argument, type ArgumentDraft, parseArgument } from "../../link/index.ts";

/** An argument in a form, which keeps its place there when others come and go. */
export interface KeyedDraft extends ArgumentDraft {
  readonly key: number;
}

/** More than any event has. */
export const MAX_ARGUMENTS = 20;

export function draftArguments(texts: readonly string[]): readonly KeyedDraft[] {
  return texts.map((text, key) => ({ key, kind: "json", text }));
}

export function addArgument(drafts: readonly KeyedDraft[]): readonly KeyedDraft[] {
  if (drafts.length >= MAX_ARGUMENTS) return drafts;
  const key = Math.max(-1, ...drafts.map((draft) => draft.key)) + 1;
  return [...drafts, { key, kind: "json", text: "" }];
}

export function changeArgument(
  drafts: readonly KeyedDraft[],
  key: number,
  change: Partial<ArgumentDraft>,
): readonly KeyedDraft[] {
  return drafts.map((draft) => (draft.key === key ? { ...draft, ...change } : draft));
}

export function removeArgument(drafts: readonly KeyedDraft[], key: number): readonly KeyedDraft[] {
  return drafts.filter((draft) => draft.key !== key);
}

/** What the drafts say; nothing, if one of them has a problem. */
export function readArguments(drafts: readonly KeyedDraft[]): readonly Argument[] | undefined {
  const values: Argument[] = [];
  for (const draft of drafts) {
    const parsed = parseArgument(draft);
    if ("error" in parsed) return undefined;
    values.push(parsed.value);
  }
  return values;
}
