/** What ours does otherwise, on purpose: the first column of the table in `docs/differences.md`. */
export const differenceIds = [
  "error-length",
  "verbs",
  "checks-before-101",
  "one-upgrade",
  "switch-poll",
  "switch-post",
  "close-description",
  "middleware-error",
  "one-turn",
  "compressed-length",
  "header-lines",
  "too-large",
  "strict-v3",
  "jsonp-script",
  "jsonp-v3-only",
  "control-packets",
  "body-timeout",
  "slow-consumer",
  "overload",
  "unknown-sids",
] as const;

export type DifferenceId = (typeof differenceIds)[number];

/** `get: 400 Content-Type: application/json, Transfer-Encoding: chunked > {"code":1,…}` */
const CHUNKED_ERROR = /^(\S+: [45]\d\d .*)Transfer-Encoding: chunked > (\{.*\})$/;

/** The difference `error-length` is the same in every row, so that rows need not spell it out. */
export function withErrorLength(line: string): string {
  const [, head, body] = CHUNKED_ERROR.exec(line) ?? [];
  return head === undefined || body === undefined ? line : `${head}Content-Length: ${body.length} > ${body}`;
}
