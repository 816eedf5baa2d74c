import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

import type { Middleware, Next } from "./middleware.ts";

/** Which origins may read answers: all or none, the one of the request (`true`), this one, those that match. */
export type StaticOrigin = boolean | string | RegExp | readonly (boolean | string | RegExp)[];

/** Decides origin by origin. */
export type CustomOrigin = (
  requestOrigin: string | undefined,
  callback: (error: Error | null, origin?: StaticOrigin) => void,
) => void;

/** What CORS goes by in a request. */
export interface CorsRequest {
  method?: string | undefined;
  headers: IncomingHttpHeaders;
}

/** Cross-origin resource sharing, with the options of the npm module `cors`. */
export interface CorsOptions {
  /** `undefined`, when it is given as such, means none. @default "*" */
  readonly origin?: StaticOrigin | CustomOrigin | undefined;
  /** @default "GET,HEAD,PUT,PATCH,POST,DELETE" */
  readonly methods?: string | readonly string[] | undefined;
  /** Without it: those that the preflight request asks for. */
  readonly allowedHeaders?: string | readonly string[] | undefined;
  readonly exposedHeaders?: string | readonly string[] | undefined;
  /** @default false */
  readonly credentials?: boolean | undefined;
  /** For how many seconds a preflight holds. */
  readonly maxAge?: number | undefined;
  /** Leave the answer to a preflight to what comes next? @default false */
  readonly preflightContinue?: boolean | undefined;
  /** @default 204 */
  readonly optionsSuccessStatus?: number | undefined;
}

/** Gives the options for one request. */
export type CorsDelegate<Request extends CorsRequest = CorsRequest> = (
  request: Request,
  callback: (error: Error | null, options?: CorsOptions) => void,
) => void;

/** What holds where the options are silent. */
const corsDefaults = Object.freeze({
  origin: "*",
  methods: "GET,HEAD,PUT,PATCH,POST,DELETE",
  preflightContinue: false,
  optionsSuccessStatus: 204,
} as const);

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly next: Next;
}

/**
 * A middleware that does what `cors(options)` of npm does, header by header.
 *
 * @example
 * ```ts
 * engine.use(createCors({ origin: "https://example.com", credentials: true }));
 * ```
 */
export function createCors(options: CorsOptions | CorsDelegate<IncomingMessage> = {}): Middleware {
  if (typeof options !== "function") {
    const resolved = resolveCorsOptions(options);
    return (request, response, next) => chooseOrigin(resolved, { request, response, next });
  }
  return (request, response, next) => {
    options(request, (error, chosen) => {
      if (error) next(error);
      else chooseOrigin(resolveCorsOptions(chosen), { request, response, next });
    });
  };
}

type ResolvedCors = ReturnType<typeof resolveCorsOptions>;

function resolveCorsOptions(given: CorsOptions | undefined) {
  const options: CorsOptions = { ...corsDefaults, ...given };
  const { maxAge } = options;
  return {
    // An origin that is given as `undefined`, say by a missing environment variable, must not open the door to all.
    origin: options.origin,
    methods: joinList(options.methods ?? corsDefaults.methods),
    // An empty list forbids all headers; an empty text says nothing.
    allowedHeaders: options.allowedHeaders === "" ? undefined : options.allowedHeaders,
    exposedHeaders: joinList(options.exposedHeaders),
    credentials: options.credentials === true ? "true" : undefined,
    maxAge: typeof maxAge === "number" || maxAge ? String(maxAge) : undefined,
    preflightContinue: options.preflightContinue,
    optionsSuccessStatus: options.optionsSuccessStatus ?? corsDefaults.optionsSuccessStatus,
  };
}

function chooseOrigin(options: ResolvedCors, call: Call): void {
  const { origin } = options;
  if (typeof origin !== "function") {
    if (origin) answer(options, origin, call);
    else call.next();
    return;
  }
  origin(call.request.headers.origin, (error, chosen) => {
    if (error) call.next(error);
    else if (chosen) answer(options, chosen, call);
    else call.next();
  });
}

/** Fetch standard 3.3: the headers of an answer, or the whole answer to a preflight. */
function answer(options: ResolvedCors, origin: StaticOrigin, { request, response, next }: Call): void {
  const isPreflight = request.method?.toUpperCase() === "OPTIONS";
  setOrigin(response, origin, request.headers.origin);
  setIfAny(response, "Access-Control-Allow-Credentials", options.credentials);
  if (!isPreflight) {
    setIfAny(response, "Access-Control-Expose-Headers", options.exposedHeaders);
    return next();
  }
  setIfAny(response, "Access-Control-Allow-Methods", options.methods);
  if (options.allowedHeaders === undefined || options.allowedHeaders === null) {
    addVary(response, "Access-Control-Request-Headers");
    const asked = request.headers["access-control-request-headers"];
    setIfAny(response, "Access-Control-Allow-Headers", asked);
  } else setIfAny(response, "Access-Control-Allow-Headers", joinList(options.allowedHeaders));
  setIfAny(response, "Access-Control-Max-Age", options.maxAge);
  setIfAny(response, "Access-Control-Expose-Headers", options.exposedHeaders);
  if (options.preflightContinue) return next();
  response.statusCode = options.optionsSuccessStatus;
  // Safari waits for a body when a 204 comes without this.
  response.setHeader("Content-Length", "0");
  response.end();
}

function setOrigin(response: ServerResponse, allowed: StaticOrigin, requested: string | undefined): void {
  if (allowed === "*") return setIfAny(response, "Access-Control-Allow-Origin", "*");
  const chosen =
    typeof allowed === "string" ? allowed : isAllowed(requested, allowed) ? requested : undefined;
  setIfAny(response, "Access-Control-Allow-Origin", chosen);
  addVary(response, "Origin");
}

function isAllowed(origin: string | undefined, allowed: StaticOrigin): boolean {
  if (typeof allowed === "string") return origin === allowed;
  if (allowed instanceof RegExp) {
    // One with the flag `g` or `y` would remember where the last request matched.
    allowed.lastIndex = 0;
    return allowed.test(String(origin));
  }
  return Array.isArray(allowed)
    ? allowed.some((one: StaticOrigin) => isAllowed(origin, one))
    : Boolean(allowed);
}

function setIfAny(response: ServerResponse, name: string, value: string | undefined): void {
  if (value) response.setHeader(name, value);
}

/** RFC 9110 12.5.5: adds a name unless it is there, in any spelling, or `*` covers it. */
function addVary(response: ServerResponse, name: string): void {
  const header = response.getHeader("Vary");
  const present = Array.isArray(header) ? header.join(", ") : String(header ?? "");
  const names = present.split(",").map((one) => one.trim().toLowerCase());
  if (names.includes("*")) response.setHeader("Vary", "*");
  else if (!names.includes(name.toLowerCase())) {
    response.setHeader("Vary", present === "" ? name : `${present}, ${name}`);
  }
}

function joinList(list: string | readonly string[] | undefined): string | undefined {
  return typeof list === "object" && list !== null ? list.join(",") : list;
}
