/** The parts of a URI, each "" if it is missing. */
export interface ParsedUri {
  source: string;
  protocol: string;
  /** Without the brackets of an IPv6 address. */
  host: string;
  port: string;
  path: string;
  query: string;
  anchor: string;
}

/**
 * Protocol, user, host in brackets or not, port, path, query, anchor. Each part ends at a character that it must not contain,
 * so nothing is read more than a few times; and nothing can fail, since what is no authority becomes a path.
 */
const parts = /^(?:(\w+):\/\/)?(?:[^@/?#]*@)?(?:\[([^\]/?#]*)\]|([^:/?#]*)):?(\d*)([^?#]*)\??([^#]*)#?([^]*)/;

/** What {@link parts} finds. */
type UriParts = [
  all: string,
  protocol: string | undefined,
  address: string | undefined,
  host: string | undefined,
  port: string,
  path: string,
  query: string,
  anchor: string,
];

/**
 * Takes a URI apart. The scheme may be missing, as in `example.org:3000`: that is what `URL` does not accept.
 *
 * @throws if it is longer than 8,000 characters
 */
export const parse = (source: string): ParsedUri => {
  if (source.length > 8000) throw new Error("URI too long");
  const [, protocol = "", address = "", host = address, port, path, query, anchor] = parts.exec(
    source,
  ) as unknown as UriParts;
  return { source, protocol, host, port, path, query, anchor };
};

/** Makes an object of a query string. */
export const parseQuery = (query: string): Record<string, string> => {
  const values: Record<string, string> = {};
  for (const [, name, value] of query.matchAll(/([^&=]+)=?([^&]*)/g))
    values[decodeURIComponent(name!)] = decodeURIComponent(value!);
  return values;
};
