import { Agent } from "node:http";
import type { ClientOptions } from "../harness/client-stage.ts";
import type { Scenario } from "../harness/scenario.ts";

const websocket: ClientOptions = { transports: ["websocket"] };

/** What is behind the port in a URL. */
const suffixes: readonly string[] = [
  "",
  "/",
  "/x",
  "/x/",
  "/x/y",
  "/x?a=1",
  "?a=1&b=c%20d",
  "/?a=ä",
  "/x#hash",
  "/ä",
  "/x?a=1&a=2",
  "//x",
  "/x,y",
];

const urls: readonly Scenario[] = suffixes.map((suffix) => ({
  name: `the URL ends with "${suffix}"`,
  script: async (stage) => {
    const raw = await stage.raw();
    const socket = stage.connect(raw.url(suffix), suffix.length % 2 === 0 ? websocket : {});
    await stage.settle();
    stage.note("namespace", (socket as unknown as { nsp: string }).nsp, socket.connected);
  },
}));

/** Options that show in requests, made anew for each client: the published one writes into some. */
const shown: readonly (readonly [string, () => object])[] = [
  ["nothing", () => ({})],
  ["query as an object", () => ({ query: { a: "1", b: "c d&e", n: 5, t: true } })],
  ["query as text", () => ({ query: "a=1&b=2" })],
  [
    "query with lists and nothing",
    () => ({ query: { list: [1, 2], none: undefined, nil: null, empty: "" } }),
  ],
  ["query with names of the protocol", () => ({ query: { EIO: "3", transport: "x", sid: "y" } })],
  ["path", () => ({ path: "/custom" })],
  ["path with a slash at its end", () => ({ path: "/a/b/" })],
  ["path without a slash", () => ({ path: "custom" })],
  ["addTrailingSlash: false", () => ({ path: "/custom", addTrailingSlash: false })],
  ["timestampRequests", () => ({ timestampRequests: true })],
  ["timestampRequests: false", () => ({ timestampRequests: false })],
  ["timestampParam", () => ({ timestampRequests: true, timestampParam: "stamp" })],
  [
    "extraHeaders",
    () => ({ extraHeaders: { "X-One": "1", "x-two": "two", Authorization: "Bearer b", Cookie: "c=d" } }),
  ],
  ["forceBase64", () => ({ forceBase64: true })],
  ["protocols", () => ({ protocols: ["one", "two"] })],
  ["protocols as text", () => ({ protocols: "one" })],
  ["withCredentials", () => ({ withCredentials: true })],
  [
    "transportOptions",
    () => ({
      extraHeaders: { "x-all": "all" },
      transportOptions: {
        polling: { extraHeaders: { "x-only": "polling" }, path: "/p/" },
        websocket: { extraHeaders: { "x-only": "websocket" }, query: { w: "1" } },
      },
    }),
  ],
  [
    "transportOptions with a host",
    () => ({
      transportOptions: { polling: { hostname: "127.0.0.1" }, websocket: { hostname: "127.0.0.1" } },
    }),
  ],
  ["an agent", () => ({ agent: new Agent({ keepAlive: false }) })],
  ["perMessageDeflate: false", () => ({ perMessageDeflate: false })],
  ["perMessageDeflate", () => ({ perMessageDeflate: { threshold: 10 } })],
  ["an origin", () => ({ origin: "http://example.com" })],
];

const options: readonly Scenario[] = shown.flatMap(([name, given]) =>
  ["websocket", "polling"].map((transport) => ({
    name: `options in requests: ${name}, ${transport}`,
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { transports: [transport], ...given() });
      await stage.settle();
      socket.emit("x", 1);
      await stage.settle();
      socket.disconnect();
      await stage.settle();
    },
  })),
);

const others: readonly Scenario[] = [
  {
    name: "all headers of polling",
    script: async (stage) => {
      const raw = await stage.raw({ allHeaders: true });
      const socket = stage.connect(raw.url(), { transports: ["polling"] });
      await stage.settle();
      socket.disconnect();
    },
  },
  {
    name: "all headers of a WebSocket",
    script: async (stage) => {
      const raw = await stage.raw({ allHeaders: true });
      stage.connect(raw.url(), websocket);
      await stage.seen("a", "connect");
    },
  },
  {
    name: "a query in the URL and in the options",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url("/x?a=url"), { query: { a: "option", b: "option" } });
      await stage.settle();
      stage.note(
        "query",
        socket.io.opts.query,
        (socket.io.engine as unknown as { opts: ClientOptions }).opts.query,
      );
    },
  },
  {
    name: "a user and a password in the URL",
    script: async (stage) => {
      const raw = await stage.raw();
      const url = raw.url().replace("//", "//user:pass@");
      const socket = stage.connect(url, websocket);
      await stage.settle();
      stage.note("uri", (socket.io as unknown as { uri: string }).uri.replace(/\d+$/, "<port>"));
    },
  },
  {
    name: "ws:// and the other schemes",
    script: async (stage) => {
      const raw = await stage.raw();
      for (const scheme of ["ws", "http"]) {
        const socket = stage.keep(
          stage.client.io(raw.url().replace("http", scheme), { reconnection: false, ...websocket }),
        );
        await stage.settle();
        stage.note(scheme, socket.connected);
      }
    },
  },
  {
    name: "where URLs lead without connecting",
    script: async (stage) => {
      const urls = [
        "http://example.com",
        "https://example.com",
        "https://example.com:8443/x",
        "wss://example.com",
        "ws://example.com:80",
        "http://[::1]:3000/x",
        "http://example.com:/x",
        "HTTP://EXAMPLE.com",
        "example.com",
        "//example.com",
        "localhost:3000",
        "/x",
        "",
        "http://example.com/?a=1#b",
        "ftp://example.com",
        "https://user:pass@example.com/x",
      ];
      for (const url of urls) {
        stage.attempt(JSON.stringify(url), () => {
          const socket = stage.client.io(url, { autoConnect: false, forceNew: true });
          return [
            (socket.io as unknown as { uri: unknown }).uri,
            (socket as unknown as { nsp: unknown }).nsp,
            socket.io.opts.query,
          ];
        });
      }
    },
  },
  {
    name: "a URL that is too long",
    script: async (stage) => {
      const url = (length: number): string => `http://localhost/${"x".repeat(length - 17)}`;
      stage.attempt(
        "8000",
        () => (stage.client.io(url(8000), { autoConnect: false }) as unknown as { nsp: string }).nsp.length,
      );
      stage.attempt("8001", () => stage.client.io(url(8001), { autoConnect: false }));
    },
  },
  {
    name: "what the engine's options are",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { ...websocket, query: { a: "1" }, extraHeaders: { b: "2" } });
      const { opts } = socket.io.engine as unknown as { opts: Record<string, unknown> };
      const names = [
        "path",
        "agent",
        "withCredentials",
        "upgrade",
        "timestampParam",
        "rememberUpgrade",
        "addTrailingSlash",
        "rejectUnauthorized",
        "perMessageDeflate",
        "transportOptions",
        "closeOnBeforeunload",
        "hostname",
        "secure",
        "query",
        "extraHeaders",
        "transports",
        "timestampRequests",
        "forceBase64",
      ];
      stage.note("opts", Object.fromEntries(names.map((name) => [name, opts[name]])));
      stage.note("has a port", String(opts["port"]) === String(raw.port));
      await stage.settle();
    },
  },
  {
    name: "cookies come back with credentials, over polling and the upgrade",
    script: async (stage) => {
      const raw = await stage.raw({
        open: { upgrades: ["websocket"] },
        answer: (_request, response) => {
          response.setHeader("Set-Cookie", [
            "a=1; Path=/; HttpOnly",
            "b=2; Max-Age=3600",
            "gone=3; Max-Age=0",
          ]);
          return false;
        },
      });
      stage.connect(raw.url(), { withCredentials: true });
      await stage.upgrade(raw);
    },
  },
  {
    name: "cookies do not come back without credentials",
    script: async (stage) => {
      const raw = await stage.raw({
        answer: (_request, response) => {
          response.setHeader("Set-Cookie", "a=1");
          return false;
        },
      });
      stage.connect(raw.url(), { transports: ["polling"] });
      await stage.settle();
    },
  },
  {
    name: "cookies of a browser's kind: Expires, a changed value, an own Cookie header",
    script: async (stage) => {
      let count = 0;
      const raw = await stage.raw({
        answer: (_request, response) => {
          count += 1;
          response.setHeader("Set-Cookie", [
            `n=${count}`,
            "old=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT",
            'q="quoted"; SameSite=Lax',
            "empty=",
          ]);
          return false;
        },
      });
      const socket = stage.connect(raw.url(), {
        transports: ["polling"],
        withCredentials: true,
        extraHeaders: { Cookie: "own=1" },
      });
      await stage.settle();
      socket.emit("x");
      await stage.settle();
    },
  },
];

export const requests: readonly Scenario[] = [...urls, ...options, ...others];
