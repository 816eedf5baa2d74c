import type { IncomingMessage, ServerResponse } from "node:http";
import type { EngineOptions } from "../implementation.ts";
import type { Row } from "../harness/row.ts";
import type { World } from "../harness/world.ts";

const ORIGIN = "https://app.example";
const from = { Origin: ORIGIN };
const preflight = {
  ...from,
  "Access-Control-Request-Method": "POST",
  "Access-Control-Request-Headers": "content-type,x-a",
};

/** One request of each kind, all from another origin. */
async function everyRequest(world: World): Promise<void> {
  await world.ask("open", { headers: from });
  const { sid } = world;
  await world.ask("post", { method: "POST", sid, body: "4hello", headers: from });
  await world.ask("preflight", { method: "OPTIONS", headers: preflight });
  await world.ask("wrong", { sid: "nobody", headers: from });
  await (await world.upgrade("ws", { sid, headers: from })).head();
}

const corsOptions: readonly EngineOptions["cors"][] = [
  { origin: "*" },
  { origin: ORIGIN },
  { origin: "https://other.example" },
  { origin: [ORIGIN, "https://other.example"] },
  { origin: /\.example$/ },
  { origin: true, credentials: true },
  { origin: false },
  { origin: ORIGIN, methods: ["GET", "POST"], allowedHeaders: ["x-a"], exposedHeaders: ["x-b"], maxAge: 60 },
  { origin: "*", optionsSuccessStatus: 200 },
  {},
];

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (part instanceof RegExp ? String(part) : part));

const cors: readonly Row[] = [
  ...corsOptions.map((options): Row => ({
    name: `cors ${show(options)}`,
    options: { cors: options! },
    script: everyRequest,
  })),
  {
    name: "cors as a function of the request",
    options: {
      cors: (
        request: { headers: Record<string, unknown> },
        done: (error: Error | null, options: object) => void,
      ) => done(null, { origin: request.headers["x-trusted"] === "yes" }),
    },
    script: async (world) => {
      await world.ask("trusted", { headers: { ...from, "X-Trusted": "yes" } });
      await world.ask("other", { headers: from });
    },
  },
  {
    name: "cors with an origin that is a function",
    options: {
      cors: { origin: (origin, done) => done(null, origin === ORIGIN) },
    },
    script: async (world) => {
      await world.ask("one", { headers: from });
      await world.ask("other", { headers: { Origin: "https://other.example" } });
    },
  },
  {
    name: "cors with a function that fails",
    options: {
      cors: { origin: (_origin, done) => done(new Error("no list")) },
    },
    script: async (world) => {
      await world.ask("get", { headers: from });
      await (await world.upgrade("ws", { headers: from })).head();
    },
  },
  {
    name: "cors with preflightContinue",
    options: { cors: { origin: "*", preflightContinue: true } },
    script: (world) => world.ask("preflight", { method: "OPTIONS", headers: preflight }),
  },
  {
    name: "without cors a preflight is a bad handshake",
    script: (world) => world.ask("preflight", { method: "OPTIONS", headers: preflight }),
  },
  {
    name: "cors never blocks a WebSocket",
    options: { cors: { origin: "https://other.example" } },
    script: async (world) => (await world.upgrade("ws", { headers: from })).head(),
  },
];

const cookies: readonly EngineOptions["cookie"][] = [
  true,
  false,
  { name: "io" },
  { name: "session", path: "/custom", httpOnly: false, sameSite: "strict" },
  { name: "io", path: "", sameSite: "none", secure: true, maxAge: 60, domain: "example.com" },
  { name: "io", sameSite: true },
  { name: "io", expires: new Date(0), sameSite: false },
];

const cookie: readonly Row[] = [
  ...cookies.map((options): Row => ({
    name: `cookie ${show(options)}`,
    options: { cookie: options! },
    script: async (world) => {
      await world.ask("open", {});
      await world.ask("post", { method: "POST", sid: world.sid, body: "4hello" });
    },
  })),
  {
    name: "cookie with path false",
    options: { cookie: { name: "io", path: false as unknown as string } },
    script: (world) => world.ask("open", {}),
  },
  {
    name: "a WebSocket gets no cookie",
    options: { cookie: true },
    script: async (world) => (await world.upgrade("ws")).head(),
  },
];

/** One poll that is answered with a message of this size. */
const poll =
  (size: number, headers: Record<string, string>, send: object = {}): Row["script"] =>
  async (world) => {
    const sid = await world.open();
    world.socket.send("x".repeat(size), send);
    const call = await world.send("get", { sid, headers });
    const { status, headers: answered, body } = await call.read();
    const shown = answered.filter(([name]) => /^(content|transfer|vary|cache)/i.test(name));
    world.note(`${status} ${shown.map(([name, value]) => `${name}: ${value}`).join(", ")}`);
    world.note(`body ${body.subarray(0, 2).toString("hex")}`);
  };

const gzip = { "Accept-Encoding": "gzip" };

const compression: readonly Row[] = [
  ["below the threshold", {}, poll(1022, gzip)],
  ["at the threshold", {}, poll(1023, gzip)],
  ["for a client that takes nothing", {}, poll(2000, {})],
  ["for a client that takes deflate", {}, poll(2000, { "Accept-Encoding": "deflate" })],
  ["for a client that takes both", {}, poll(2000, { "Accept-Encoding": "gzip, deflate, br" })],
  ["for a client that takes deflate, then gzip", {}, poll(2000, { "Accept-Encoding": "deflate, gzip" })],
  ["for a client that takes br only", {}, poll(2000, { "Accept-Encoding": "br" })],
  ["for a client that takes anything", {}, poll(2000, { "Accept-Encoding": "*" })],
  ["for a client that refuses gzip", {}, poll(2000, { "Accept-Encoding": "gzip;q=0" })],
  ["of a message that is not to be compressed", {}, poll(2000, gzip, { compress: false })],
  ["where it is off", { httpCompression: false }, poll(2000, gzip)],
  ["true has no threshold", { httpCompression: true }, poll(1, gzip)],
  ["{} has no threshold", { httpCompression: {} }, poll(1, gzip)],
  ["with a threshold of its own", { httpCompression: { threshold: 10 } }, poll(9, gzip)],
  ["below a threshold of its own", { httpCompression: { threshold: 10 } }, poll(8, gzip)],
].map(([name, options, script]) => ({
  name: `compression ${name as string}`,
  options: options as EngineOptions,
  script: script as Row["script"],
}));

const moreCompression: readonly Row[] = [
  {
    name: "one packet that may be compressed is enough",
    script: async (world) => {
      const sid = await world.open();
      world.socket.send("x".repeat(2000), { compress: false });
      world.socket.send("y", { compress: true });
      const { headers } = await (await world.send("get", { sid, headers: gzip })).read();
      world.note(headers.find(([name]) => name.toLowerCase() === "content-encoding")?.[1] ?? "as it is");
    },
  },
  {
    name: "an open packet is compressed when it is large",
    options: { initialPacket: "x".repeat(1000) },
    script: async (world) => {
      const { headers } = await (await world.send("open", { headers: gzip })).read();
      world.note(headers.find(([name]) => name.toLowerCase() === "content-encoding")?.[1] ?? "as it is");
    },
  },
];

type Next = (error?: unknown) => void;
type Queried = IncomingMessage & { readonly _query: Record<string, string> };

const middleware: readonly Row[] = [
  {
    name: "middlewares run in order, on requests and upgrades, with the query",
    script: async (world) => {
      for (const name of ["first", "second"]) {
        world.engine.use((request: Queried, _response: ServerResponse, next: Next) => {
          world.note(`${name} ${request.method} ${request._query["transport"]}`);
          next();
        });
      }
      await world.ask("open", {});
      await world.ask("post", { method: "POST", sid: world.sid, body: "4hello" });
      await (await world.upgrade("ws")).head();
    },
  },
  {
    name: "a middleware may take its time",
    script: async (world) => {
      world.engine.use((_request: unknown, _response: unknown, next: Next) => setImmediate(next));
      await world.ask("open", {});
      await (await world.upgrade("ws")).head();
    },
  },
  {
    name: "headers of a middleware stand in every answer, the 101 too",
    script: async (world) => {
      world.engine.use((_request: unknown, response: ServerResponse, next: Next) => {
        response.setHeader("X-Mine", "yes");
        response.setHeader("X-Gone", "no");
        response.removeHeader("X-Gone");
        world.note(`${String(response.getHeader("X-Mine"))} ${String(response.getHeader("x-gone"))}`);
        next();
      });
      await world.ask("open", {});
      await world.ask("wrong", { sid: "nobody" });
      await (await world.upgrade("ws")).head();
      await (await world.upgrade("refused", { sid: "nobody" })).head();
    },
  },
  {
    name: "several values of one header of a middleware",
    script: async (world) => {
      world.engine.use((_request: unknown, response: ServerResponse, next: Next) => {
        response.setHeader("Set-Cookie", ["a=1", "b=2"]);
        next();
      });
      await world.ask("open", {});
      await (await world.upgrade("ws")).head();
    },
  },
  {
    name: "a middleware that answers",
    script: async (world) => {
      world.engine.use((_request: unknown, response: ServerResponse) => {
        response.writeHead(418, { "X-Mine": "yes" });
        response.end("a teapot");
      });
      await world.ask("get", {});
      await (await world.upgrade("ws")).rest();
    },
  },
  {
    name: "a middleware that fails",
    script: async (world) => {
      world.engine.use((_request: unknown, _response: unknown, next: Next) => next(new Error("no")));
      await world.ask("get", {});
      await (await world.upgrade("ws")).head();
    },
  },
  {
    name: "behind a middleware that fails none runs",
    script: async (world) => {
      world.engine.use((_request: unknown, _response: unknown, next: Next) => next(new Error("no")));
      world.engine.use((_request: unknown, _response: unknown, next: Next) => {
        world.note("not to be seen");
        next();
      });
      await world.ask("get", {});
    },
  },
  {
    name: "middlewares come before the checks",
    script: async (world) => {
      world.engine.use((_request: unknown, _response: unknown, next: Next) => {
        world.note("asked");
        next();
      });
      await world.ask("get", { target: "/engine.io/?transport=carrier" });
      await (await world.upgrade("ws", { target: "/engine.io/?transport=carrier" })).head();
    },
  },
];

type Headers = Record<string, string>;

const events: readonly Row[] = [
  {
    name: "initial_headers is emitted once per session",
    script: async (world) => {
      world.engine.on("initial_headers", (headers: Headers, request: IncomingMessage) => {
        world.note(`initial_headers ${request.method}`);
        headers["X-Initial"] = "yes";
      });
      await world.ask("open", {});
      const { sid } = world;
      await world.ask("post", { method: "POST", sid, body: "4hello" });
      await (await world.upgrade("upgrade", { sid })).head();
      await (await world.upgrade("ws")).head();
    },
  },
  {
    name: "headers is emitted for every answer",
    script: async (world) => {
      world.engine.on("headers", (headers: Headers, request: IncomingMessage) => {
        world.note(`headers ${request.method}`);
        headers["X-Each"] = "yes";
      });
      await world.ask("open", {});
      const { sid } = world;
      await world.ask("post", { method: "POST", sid, body: "4hello" });
      world.socket.send("hello");
      await world.ask("get", { sid });
      await world.ask("wrong", { sid: "nobody" });
      await world.ask("put", { sid, method: "PUT" });
      await (await world.upgrade("upgrade", { sid })).head();
      await (await world.upgrade("ws")).head();
    },
  },
  {
    name: "an event may take the place of a header",
    script: async (world) => {
      world.engine.on("headers", (headers: Headers) => {
        headers["cache-control"] = "private";
        headers["Content-Type"] = "text/x-mine";
      });
      await world.ask("open", {});
    },
  },
];

/** CORS, cookies, compression, middlewares and the events about headers. */
export const headers: readonly Row[] = [
  ...cors,
  ...cookie,
  ...compression,
  ...moreCompression,
  ...middleware,
  ...events,
];
