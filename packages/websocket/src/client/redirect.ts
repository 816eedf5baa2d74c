import type { IncomingMessage } from "node:http";
import { isSameOrigin, parseAddress, type Address } from "./address.ts";
import type { RequestHeaders } from "./dial-plan.ts";

/** Where the next request goes, and what of the last one goes with it. */
export interface Step {
  readonly address: Address;
  readonly headers: RequestHeaders;
  readonly auth: string | undefined;
}

/** What another origin must not learn; and the name of the host, which would be wrong there. */
const PRIVATE_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "host",
  "proxy-authorization",
]);

/** Where a response redirects to, if it does. */
export function readRedirect({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  return statusCode >= 300 && statusCode < 400 && headers.location !== "" ? headers.location : undefined;
}

/**
 * The step that a redirect asks for.
 *
 * @param keepsPrivate - the application looks after what must not be passed on itself
 * @throws SyntaxError when the location is no WebSocket URL
 */
export function followRedirect(last: Step, location: string, keepsPrivate: boolean): Step {
  const address = parseAddress(location, last.address.url);
  if (keepsPrivate || isSameOrigin(last.address, address)) {
    return { address, headers: last.headers, auth: address.auth ?? last.auth };
  }
  const passedOn = Object.entries(last.headers).filter(([name]) => !PRIVATE_HEADERS.has(name.toLowerCase()));
  return { address, headers: Object.fromEntries(passedOn), auth: address.auth };
}
