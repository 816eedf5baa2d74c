/** Which part of a request the policy looks at: any `IncomingMessage` or `EngineRequest` will do. */
export interface OriginRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** One origin as browsers write it, or those that match. */
export type OriginPattern = string | RegExp;

/**
 * Which origins may open and use sessions: the one of the server (`"same-origin"`), one or more by name or by pattern
 * (`"null"` has to be named), or those that a function agrees to. The function is asked for each request and decides at
 * once; what it throws counts as no.
 */
export type AllowedOrigins =
  | OriginPattern
  | readonly OriginPattern[]
  | ((origin: string | undefined, request: OriginRequest) => boolean);

/** May this request be served, judging by where its page came from? */
export type OriginPolicy = (request: OriginRequest) => boolean;

const WEB_ORIGIN = /^(https?):\/\/([^/?#@\\]+)$/;

/**
 * Makes the policy of a server. It guards against pages of other sites that use a visitor's cookies, over any transport:
 * CORS never stops a WebSocket. Clients that are no browser send no origin and pass; `allowRequest` is for them.
 *
 * @returns `undefined` without the option: every origin is allowed
 * @throws TypeError for an origin that no browser would ever send
 */
export function createOriginPolicy(option: AllowedOrigins | undefined): OriginPolicy | undefined {
  if (option === undefined) return undefined;
  if (typeof option === "function") {
    return (request) => {
      try {
        return option(originOf(request), request);
      } catch {
        return false;
      }
    };
  }
  if (option === "same-origin") return isFromSameOrigin;
  const patterns = (typeof option === "object" && !(option instanceof RegExp) ? option : [option]).map(
    checkPattern,
  );
  return (request) => {
    const origin = originOf(request);
    if (origin === undefined) return !isEmbedded(request);
    const spelled = origin.toLowerCase();
    return patterns.some((one) => (typeof one === "string" ? one === spelled : one.test(origin)));
  };
}

/** Node gives one text; an array, from a host that does not join, matches nothing once it is joined. */
function originOf({ headers }: OriginRequest): string | undefined {
  const origin = headers["origin"];
  return typeof origin === "object" ? origin.join(", ") : origin;
}

/**
 * A page of another site can load a script (JSONP) or an image without sending an origin. Browsers tell by this header,
 * Fetch Metadata 2.4, which no page can set.
 */
function isEmbedded(request: OriginRequest): boolean {
  const site = request.headers["sec-fetch-site"];
  return site === "cross-site" || site === "same-site";
}

/** `null`, which sandboxed frames and files send, is nobody's origin and the same as none. */
function isFromSameOrigin(request: OriginRequest): boolean {
  const origin = originOf(request);
  if (origin === undefined) return !isEmbedded(request);
  const { headers } = request;
  const match = WEB_ORIGIN.exec(origin.toLowerCase());
  const host = headers["host"] ?? headers[":authority"];
  if (match === null || typeof host !== "string") return false;
  const [, scheme = "", originHost = ""] = match;
  // Without TLS there may be a proxy that took it away, so both schemes are possible then.
  if (scheme !== "https" && isOverTls(request)) return false;
  return withoutDefaultPort(originHost, scheme) === withoutDefaultPort(host.toLowerCase(), scheme);
}

function isOverTls(request: OriginRequest & { readonly socket?: { readonly encrypted?: unknown } }): boolean {
  return request.socket?.encrypted === true;
}

function withoutDefaultPort(host: string, scheme: string): string {
  const port = scheme === "https" ? ":443" : ":80";
  return host.endsWith(port) ? host.slice(0, -port.length) : host;
}

function checkPattern(pattern: OriginPattern): OriginPattern {
  if (pattern instanceof RegExp) {
    if (!pattern.global && !pattern.sticky) return pattern;
    throw new TypeError(
      `allowedOrigins: ${String(pattern)} remembers its last match: leave out the flags g and y`,
    );
  }
  const spelled = pattern.toLowerCase();
  if (spelled === "null") return spelled;
  const advice =
    spelled === "*" ? "leave the option out to allow all" : 'write it like "https://example.com"';
  // Only scheme, host and perhaps a port. Not by the URL class alone: it has no opinion on the schemes of apps.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#@\\\s]*$/.test(spelled)) throw wrong(pattern, advice);
  if (!WEB_ORIGIN.test(spelled)) return spelled;
  if (!URL.canParse(spelled)) throw wrong(pattern, advice);
  // Browsers leave default ports out and write international names in ASCII.
  return new URL(spelled).origin;
}

function wrong(pattern: string, advice: string): TypeError {
  return new TypeError(`allowedOrigins: ${JSON.stringify(pattern)} is no origin: ${advice}`);
}
