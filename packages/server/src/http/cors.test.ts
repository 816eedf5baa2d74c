import type { IncomingHttpHeaders } from "node:http";
import fc from "fast-check";
import published from "cors";
import { describe, expect, it } from "vitest";

import {
  type CorsDelegate,
  type CorsOptions,
  createCors,
  type CustomOrigin,
  type StaticOrigin,
} from "./cors.ts";
import type { Middleware } from "./middleware.ts";
import { createRequest, createResponse } from "./testing/exchange.ts";

// Both ways of writing options in the types of the published module have to fit ours.
const acceptsPublishedOptions = (options: published.CorsOptions): CorsOptions => options;
const acceptsPublishedDelegate = (delegate: published.CorsOptionsDelegate): CorsDelegate => delegate;

interface Case {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Set before, by another middleware. */
  readonly vary?: string | string[] | undefined;
}

/** Everything that can be seen of a run. */
function run(middleware: Middleware, { method, headers, vary }: Case) {
  const request = createRequest(method, headers);
  const response = createResponse(request);
  if (vary !== undefined) response.setHeader("Vary", vary);
  const errors: unknown[] = [];
  middleware(request, response, (error) => errors.push(error || undefined));
  return {
    headers: response.getHeaders(),
    names: response.getHeaderNames(),
    status: response.statusCode,
    isEnded: response.writableEnded,
    next: errors,
  };
}

const origin = "http://a.example";
const asked = { "access-control-request-method": "PUT", "access-control-request-headers": "x-a, x-b" };
const get: Case = { method: "GET", headers: { origin } };
const preflight: Case = { method: "OPTIONS", headers: { origin, ...asked } };
const methods = "GET,HEAD,PUT,PATCH,POST,DELETE";

const decide =
  (choice: StaticOrigin | undefined): CustomOrigin =>
  (_, callback) =>
    callback(null, choice);

describe("what the headers say", () => {
  it.each<
    [name: string, options: CorsOptions | CorsDelegate | undefined, Case, expected: Record<string, unknown>]
  >([
    ["everything by default", undefined, get, { "access-control-allow-origin": "*" }],
    [
      "the origin of the request",
      { origin: true },
      get,
      { "access-control-allow-origin": origin, vary: "Origin" },
    ],
    [
      "nothing without an origin to reflect",
      { origin: true },
      { method: "GET", headers: {} },
      { vary: "Origin" },
    ],
    ["no CORS", { origin: false }, get, {}],
    ["no CORS for an origin that is missing", { origin: undefined }, get, {}],
    [
      "a fixed origin, whoever asks",
      { origin: "http://b" },
      get,
      { "access-control-allow-origin": "http://b", vary: "Origin" },
    ],
    [
      "an origin of a list",
      { origin: ["http://b", /a\.example$/] },
      get,
      { "access-control-allow-origin": origin, vary: "Origin" },
    ],
    ["an origin that is not in the list", { origin: ["http://b", /b/] }, get, { vary: "Origin" }],
    ["a star in a list is no star", { origin: ["*"] }, get, { vary: "Origin" }],
    [
      "what a function decides",
      { origin: decide(true) },
      get,
      { "access-control-allow-origin": origin, vary: "Origin" },
    ],
    ["a function that says no", { origin: decide(false) }, get, {}],
    ["a function that says nothing", { origin: decide(undefined) }, get, {}],
    [
      "options by request",
      (_, callback) => callback(null, { origin: "http://z" }),
      get,
      { "access-control-allow-origin": "http://z", vary: "Origin" },
    ],
    ["no options by request", (_, callback) => callback(null), get, { "access-control-allow-origin": "*" }],
    [
      "the rest, where no preflight is",
      { credentials: true, exposedHeaders: ["e", "f"], maxAge: 5, methods: ["PUT"], allowedHeaders: "z" },
      get,
      {
        "access-control-allow-origin": "*",
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "e,f",
      },
    ],
    [
      "a preflight",
      {},
      preflight,
      {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": methods,
        vary: "Access-Control-Request-Headers",
        "access-control-allow-headers": "x-a, x-b",
        "content-length": "0",
      },
    ],
    [
      "a preflight with everything",
      {
        origin: true,
        credentials: true,
        exposedHeaders: "e",
        maxAge: 0,
        methods: ["GET", "PUT"],
        allowedHeaders: ["z"],
      },
      preflight,
      {
        "access-control-allow-origin": origin,
        vary: "Origin",
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET,PUT",
        "access-control-allow-headers": "z",
        "access-control-max-age": "0",
        "access-control-expose-headers": "e",
        "content-length": "0",
      },
    ],
  ])("%s", (_name, options, exchange, expected) => {
    expect({ ...run(createCors(options), exchange).headers }).toEqual(expected);
  });
});

describe("who answers", () => {
  it.each<[name: string, options: CorsOptions, Case, status: number, isEnded: boolean]>([
    ["a request goes on", {}, get, 200, false],
    ["a preflight ends", {}, preflight, 204, true],
    ["a preflight ends with another status", { optionsSuccessStatus: 200 }, preflight, 200, true],
    ["a preflight in lower case ends", {}, { ...preflight, method: "options" }, 204, true],
    ["a preflight goes on if told so", { preflightContinue: true }, preflight, 200, false],
    ["a preflight goes on where CORS is off", { origin: false }, preflight, 200, false],
    ["a request without a method goes on", {}, { ...get, method: undefined }, 200, false],
  ])("%s", (_name, options, exchange, status, isEnded) => {
    const seen = run(createCors(options), exchange);
    expect([seen.status, seen.isEnded, seen.next]).toEqual([status, isEnded, isEnded ? [] : [undefined]]);
  });

  it("an error of the application goes on as such", () => {
    const error = new Error("no");
    const fromOrigin = createCors({ origin: (_, callback) => callback(error) });
    const fromDelegate = createCors((_, callback) => callback(error));
    expect(run(fromOrigin, get)).toMatchObject({ next: [error], names: [] });
    expect(run(fromDelegate, get)).toMatchObject({ next: [error], names: [] });
  });

  it("a decision may come later", () => {
    let decideLater: (() => void) | undefined;
    const middleware = createCors({ origin: (_, callback) => (decideLater = () => callback(null, true)) });
    const request = createRequest("GET", { origin });
    const response = createResponse(request);
    let wentOn = 0;
    middleware(request, response, () => wentOn++);
    expect(wentOn).toBe(0);
    decideLater?.();
    expect(wentOn).toBe(1);
    expect(response.getHeader("access-control-allow-origin")).toBe(origin);
  });
});

describe("better than the original", () => {
  it("a pattern with a memory matches each time", () => {
    const middleware = createCors({ origin: /a/g });
    for (let round = 0; round < 3; round++) {
      expect(run(middleware, get).headers["access-control-allow-origin"]).toBe(origin);
    }
  });

  it("options that are undefined are the default ones", () => {
    const middleware = createCors({ methods: undefined, optionsSuccessStatus: undefined });
    expect(run(middleware, preflight)).toMatchObject({
      status: 204,
      headers: { "access-control-allow-methods": methods },
    });
  });
});

describe("the published module", () => {
  const staticOrigin = fc.oneof(
    fc.boolean(),
    fc.constantFrom("", "*", origin, "http://b", "null", /a\.example$/, /b/, /.*/, /a/i),
  );
  const someOrigin = fc.oneof(staticOrigin, fc.array(staticOrigin, { maxLength: 3 }));
  const list = fc.oneof(
    fc.constantFrom("", "x-a", "GET", "GET,PUT"),
    fc.array(fc.constantFrom("x-a", "x-b", "PUT"), { maxLength: 3 }),
  );
  const corsOptions = fc.record(
    {
      origin: fc.oneof(someOrigin, someOrigin.map(decide), fc.constant(undefined)),
      methods: list,
      allowedHeaders: fc.oneof(list, fc.constant(undefined)),
      exposedHeaders: fc.oneof(list, fc.constant(undefined)),
      credentials: fc.oneof(fc.boolean(), fc.constantFrom("true", 1, undefined)),
      maxAge: fc.constantFrom(0, 5, 1.5, -1, "7", "", null, undefined),
      preflightContinue: fc.boolean(),
      optionsSuccessStatus: fc.constantFrom(200, 204, 299),
    },
    { requiredKeys: [] },
  );
  const exchange = fc.record({
    method: fc.constantFrom("GET", "POST", "OPTIONS", "OPTIONS", "options", undefined),
    headers: fc.record(
      {
        origin: fc.constantFrom(origin, "http://b", "null", ""),
        "access-control-request-method": fc.constant("PUT"),
        "access-control-request-headers": fc.constantFrom("x-a, x-b", ""),
      },
      { requiredKeys: [] },
    ),
    vary: fc.constantFrom(undefined, "Accept", "origin", "accept,  ORIGIN ,x", "*", "a, *", ["a", "b"]),
  });

  it("does the same, header by header", () => {
    fc.assert(
      fc.property(corsOptions, fc.boolean(), exchange, (given, isDelegate, request) => {
        const options = given as published.CorsOptions;
        const delegate: published.CorsOptionsDelegate = (_, callback) => callback(null, options);
        const ours = createCors(
          isDelegate ? acceptsPublishedDelegate(delegate) : acceptsPublishedOptions(options),
        );
        const theirs = published(isDelegate ? delegate : options) as Middleware;
        expect(run(ours, request)).toEqual(run(theirs, request));
      }),
      { numRuns: 1500 },
    );
  });
});
