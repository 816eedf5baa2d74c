import type { IncomingHttpHeaders } from "node:http";

/**
 * Does a request come from a page of this server, or from no page at all? Where the browser says it itself, that counts, for
 * a proxy may have changed `Host`, and no page can forge it.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || site === "none";
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
