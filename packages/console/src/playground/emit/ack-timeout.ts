/** Longer than anybody waits in front of a screen. */
const MAX_TIMEOUT = 600_000;

/** Milliseconds, or none for waiting as long as it takes, or what is wrong with what was typed. */
export type AckTimeout = { readonly milliseconds: number | undefined } | { readonly problem: string };

export function readTimeout(typed: string): AckTimeout {
  const text = typed.trim();
  if (text === "") return { milliseconds: undefined };
  const milliseconds = Number(text);
  if (!/^\d+$/.test(text) || milliseconds < 1 || milliseconds > MAX_TIMEOUT)
    return { problem: "Milliseconds from 1 to 600000, or nothing to wait as long as it takes." };
  return { milliseconds };
}
