import type { Part } from "../fields.ts";
import { shorten } from "../text.ts";
import { queryParts } from "./query-parameters.ts";

/** What a URL says to the server that it leads to. */
export interface Target {
  readonly path: string;
  /** Without its question mark. */
  readonly query: string | undefined;
}

const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

export function parseTarget(url: string): Target {
  const afterOrigin = url.replace(ORIGIN, "");
  const fragment = afterOrigin.indexOf("#");
  const target = fragment === -1 ? afterOrigin : afterOrigin.slice(0, fragment);
  const mark = target.indexOf("?");
  const path = (mark === -1 ? target : target.slice(0, mark)) || "/";
  return { path, query: mark === -1 ? undefined : target.slice(mark + 1) };
}

/** Does the query name a session? */
export function hasSession({ query }: Target): boolean {
  return query !== undefined && /(?:^|&)sid=/.test(query);
}

/** `GET /socket.io/?EIO=4&transport=polling`, as parts. */
export function requestLineParts(
  { path, query }: Target,
  method: { readonly name: string; readonly explanation: string },
): readonly Part[] {
  return [
    { content: method.name, name: "method", explanation: method.explanation },
    {
      content: ` ${path}`,
      name: "path",
      value: shorten(path),
      explanation:
        "Where on the server Socket.IO is. Both sides have to name the same; /socket.io/ unless set.",
    },
    ...(query === undefined ? [] : queryParts(query)),
  ];
}
