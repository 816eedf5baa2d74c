const MAX_NAME = 24;

/**
 * A name as we show it: one line, no control or formatting characters (those can reverse the text around them), no runs
 * of blanks. `undefined` when nothing is left or too much, or when it is no text.
 */
export function parseName(given: unknown): string | undefined {
  if (typeof given !== "string" || given.length > 10 * MAX_NAME) return undefined;
  const name = given
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, "")
    .replaceAll(/\s+/gu, " ")
    .trim();
  const length = [...name].length;
  return length === 0 || length > MAX_NAME ? undefined : name;
}

interface Newcomer {
  readonly handshake: { readonly auth: Readonly<Record<string, unknown>> };
  readonly data: { name?: string };
}

/** A middleware: nobody comes in without a name. Whoever says so is Ada; where that matters, check a token here. */
export function requireName(newcomer: Newcomer, next: (error?: Error) => void): void {
  const name = parseName(newcomer.handshake.auth["name"]);
  if (name === undefined) return next(new Error(`A name has 1 to ${MAX_NAME} characters.`));
  newcomer.data.name = name;
  next();
}
