import { type Setup, tidySetup } from "../../link/index.ts";

/** What a URL that was copied from a browser's tools contains beside the query of the application. */
const OF_THE_PROTOCOL = ["EIO", "transport", "sid", "t"];

/**
 * A set-up whose URL is only that of a server: `http://host/admin?a=1` names the namespace `/admin` and has a query, as in
 * `io("http://host/admin")`; `http://host/app/socket.io/` names the path.
 */
export function splitUrl(setup: Setup): Setup {
  const { url: text } = tidySetup(setup);
  if (!URL.canParse(text)) return setup;
  const url = new URL(text);
  const { origin, pathname, search } = url;
  // A name, a password or a fragment is for whoever typed it to take away.
  if (text === "" || origin === "null" || url.username !== "" || url.password !== "" || url.hash !== "")
    return setup;
  if (pathname === "/" && search === "") return setup;
  const path = pathname.replace(/\/+$/, "");
  const isPath = path.endsWith("/socket.io");
  return {
    ...setup,
    url: origin,
    query: search === "" ? setup.query : withoutProtocol(url.searchParams),
    ...(isPath && { path }),
    ...(!isPath && path !== "" && { namespace: path }),
  };
}

function withoutProtocol(query: URLSearchParams): string {
  for (const name of OF_THE_PROTOCOL) query.delete(name);
  return query.toString();
}
