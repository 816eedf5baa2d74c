import { parse, type ParsedUri } from "../engine/parse-uri.ts";

/** Takes apart what was given to `io()`, completed from where the page is. Without a page that is `http://localhost`. */
export const resolveUri = (uri: string | null | undefined): ParsedUri => {
  const { protocol, host } = (globalThis.location as Location | undefined) ?? {
    protocol: "http:",
    host: "localhost",
  };
  uri ??= host;
  if (uri.startsWith("/")) uri = (uri.startsWith("//") ? protocol : host) + uri;
  if (!/^(http|ws)s?:\/\//.test(uri)) uri = `${protocol}//${uri}`;
  const parsed = parse(uri);
  parsed.port ||= /^(http|ws)s$/.test(parsed.protocol) ? "443" : "80";
  parsed.path ||= "/";
  return parsed;
};
