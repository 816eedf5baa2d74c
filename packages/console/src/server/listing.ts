import type { Namespace } from "@sockeye/server";
import type { Group, Listing, Page } from "../contract/index.ts";
import { sharedRooms, type LiveServer } from "./live-server.ts";

/** One page of a list that is in order. Only what is on it is described. */
export function pageOf<T, Row>(
  all: readonly T[],
  { offset, limit }: Page,
  describe: (one: T) => Row,
): Listing<Row> {
  return { total: all.length, rows: all.slice(offset, offset + limit).map(describe) };
}

/** Does a text fit what is searched for? Small and capital letters are the same. */
export function createMatcher(search: string | undefined): (text: string) => boolean {
  if (search === undefined) return () => true;
  const wanted = search.toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}

/** The namespaces, those with the most sockets first. */
export function listNamespaces(server: LiveServer, page: Page): Listing<Group> {
  const fits = createMatcher(page.search);
  const found = server
    .namespaces()
    .filter(({ name }) => fits(name))
    .sort((one, other) => bySize([one.name, one.sockets.size], [other.name, other.sockets.size]));
  return pageOf(found, page, (namespace) => ({
    name: namespace.name,
    sockets: namespace.sockets.size,
    rooms: [...sharedRooms(namespace)].length,
  }));
}

/** The rooms of a namespace, the largest first. */
export function listRooms(namespace: Namespace, page: Page): Listing<Group> {
  const fits = createMatcher(page.search);
  const found = [...sharedRooms(namespace)].filter(([name]) => fits(name)).sort(bySize);
  return pageOf(found, page, ([name, sockets]) => ({ name, sockets }));
}

type Sized = readonly [name: string, sockets: number];

function bySize([name, sockets]: Sized, [otherName, otherSockets]: Sized): number {
  return otherSockets - sockets || (name < otherName ? -1 : 1);
}
