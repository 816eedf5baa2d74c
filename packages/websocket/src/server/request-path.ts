/** The path of a request target, without its query; total for whatever a peer sends (no URL parser that could throw). */
export function requestPath(target: string | undefined): string {
  if (target === undefined) return "";
  const query = target.indexOf("?");
  return query === -1 ? target : target.slice(0, query);
}
