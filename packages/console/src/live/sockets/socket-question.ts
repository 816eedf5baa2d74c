import type { SocketQuery } from "../../contract/index.ts";
import { PAGE_SIZE } from "../parts/paging.ts";
import type { SocketFilter } from "../place.ts";

/** What the server is asked for, for a page of the list. */
export function questionFor(filter: SocketFilter, namespace: string): SocketQuery {
  const { room, transport, sort, offset } = filter;
  const search = filter.search.trim();
  return {
    namespace,
    ...(room !== "" && { room }),
    ...(transport !== "" && { transport }),
    ...(search !== "" && { search }),
    sort,
    offset,
    limit: PAGE_SIZE,
  };
}
