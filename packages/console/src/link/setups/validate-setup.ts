import { findJsonProblem } from "../arguments/json-problem.ts";
import type { Setup } from "../setup.ts";

/** What is wrong with a set-up: a sentence for each field that has to be corrected. */
export type SetupProblems = Readonly<Partial<Record<keyof Setup, string>>>;

/** Parameters that the library sets itself. */
const RESERVED_PARAMETERS = ["EIO", "transport", "sid"];

/** A set-up as it is meant: without spaces around it, with the scheme of the URL and the slashes that were left out. */
export function tidySetup(setup: Setup): Setup {
  const url = setup.url.trim();
  return {
    ...setup,
    url: url === "" || /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url.replace(/^\/\//, "")}`,
    path: withSlash(setup.path.trim() || "/socket.io"),
    namespace: withSlash(setup.namespace.trim()),
    auth: setup.auth.trim(),
    query: setup.query.trim().replace(/^\?/, ""),
  };
}

/** Says what has to be corrected before a connection can be tried. Nothing has, if the result is empty. */
export function validateSetup(setup: Setup): SetupProblems {
  const { url, path, auth, query, transports } = tidySetup(setup);
  const problems: { -readonly [Field in keyof Setup]?: string | undefined } = {
    url: findUrlProblem(url),
    path: /[?#\s]/.test(path) ? "The path cannot have spaces, ? or #." : undefined,
    auth: findAuthProblem(auth),
    query: findQueryProblem(query),
    transports: transports.length === 0 ? "Choose at least one transport." : undefined,
  };
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));
}

/** The object that `auth` is the text of; `undefined` if there is none. */
export function readAuth(auth: string): Record<string, unknown> | undefined {
  return auth.trim() === "" ? undefined : (JSON.parse(auth) as Record<string, unknown>);
}

const withSlash = (path: string): string => (path.startsWith("/") ? path : `/${path}`);

function findUrlProblem(text: string): string | undefined {
  if (text === "") return "Write where the server is, http://localhost:3000 for example.";
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "This is not a URL. One looks like http://localhost:3000.";
  }
  if (!/^(http|ws)s?:$/.test(url.protocol)) return "The URL begins with http://, https://, ws:// or wss://.";
  if (url.username !== "" || url.password !== "")
    return "Leave the user name and the password out of the URL: browsers do not send them.";
  if (url.pathname !== "/")
    return `Leave ${url.pathname} out of the URL: it belongs into the field for the namespace, or for the path.`;
  if (url.search !== "" || url.hash !== "")
    return "Leave what follows the ? or # out of the URL: it belongs into the field for the query.";
  return undefined;
}

function findAuthProblem(auth: string): string | undefined {
  if (auth === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(auth);
  } catch {
    return `This is not JSON: ${findJsonProblem(auth).problem}.`;
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? undefined : 'This has to be an object, {"token": "…"} for example.';
}

function findQueryProblem(query: string): string | undefined {
  if (query === "") return undefined;
  for (const parameter of query.split("&")) {
    const name = parameter.split("=", 1)[0]!;
    if (name === "") return "Each parameter needs a name: a=1&b=2.";
    if (decode(parameter) === undefined)
      return `“${parameter.slice(0, 40)}” cannot be decoded: write a % as %25.`;
    if (RESERVED_PARAMETERS.includes(name)) return `“${name}” is set by the library itself. Leave it out.`;
  }
  return undefined;
}

/** With a result that is looked at: bundlers leave out calls that are made for what they throw. */
function decode(parameter: string): string | undefined {
  try {
    return decodeURIComponent(parameter);
  } catch {
    return undefined;
  }
}
