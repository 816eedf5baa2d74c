import type { EngineOptions } from "../implementation.ts";
import type { Row } from "../harness/row.ts";

/** The query of an opening request that names this transport. */
const target = (query: string): string => `/engine.io/?EIO=4${query}`;

const transports = [
  "",
  "&transport=",
  "&transport=carrier",
  "&transport=POLLING",
  "&transport=polling%20",
  "&transport=webtransport",
  "&transport=constructor",
  "&transport=__proto__",
  "&transport=toString",
  "&transport=hasOwnProperty",
];

const unknownTransports: readonly Row[] = transports.flatMap((query): Row[] => [
  {
    name: `GET with the query "${query}"`,
    script: (world) => world.ask("get", { target: target(query) }),
  },
  {
    name: `an upgrade with the query "${query}"`,
    script: async (world) => (await world.upgrade("ws", { target: target(query) })).head(),
  },
]);

const accepted: readonly Row[] = [
  {
    name: "the last of two transports counts",
    script: (world) => world.ask("get", { target: target("&transport=carrier&transport=polling") }),
  },
  {
    name: "an escaped name of a transport is that name",
    script: (world) => world.ask("get", { target: target("&transport=%70olling") }),
  },
];

const disabled: readonly Row[] = [
  {
    name: "polling where it is not enabled",
    options: { transports: ["websocket"] },
    script: (world) => world.ask("get", {}),
  },
  {
    name: "websocket where it is not enabled: nobody listens for upgrades",
    options: { transports: ["polling"] },
    script: async (world) => (await world.upgrade("ws")).head(),
  },
  {
    name: "webtransport over HTTP where it is enabled",
    options: { transports: ["polling", "websocket", "webtransport"] },
    script: async (world) => {
      await world.ask("get", { target: target("&transport=webtransport") });
      await (await world.upgrade("ws", { target: target("&transport=webtransport") })).head();
    },
  },
  {
    name: "websocket without an upgrade",
    script: (world) => world.ask("get", { target: target("&transport=websocket") }),
  },
  {
    name: "websocket by POST without an upgrade",
    script: (world) =>
      world.ask("post", { method: "POST", target: target("&transport=websocket"), body: "4x" }),
  },
];

const sids = ["nobody", "__proto__", "constructor", "toString", "%00", "a%20b", "x".repeat(2000)];

const unknownSids: readonly Row[] = [
  ...sids.flatMap((sid): Row[] => [
    {
      name: `GET for the session "${sid.slice(0, 20)}"`,
      script: (world) => world.ask("get", { sid }),
    },
    {
      name: `an upgrade of the session "${sid.slice(0, 20)}"`,
      script: async (world) => (await world.upgrade("ws", { sid })).head(),
    },
  ]),
  {
    name: "POST for a session that is not there",
    script: (world) => world.ask("post", { method: "POST", sid: "nobody", body: "4hello" }),
  },
  {
    name: "OPTIONS for a session that is not there",
    script: (world) => world.ask("options", { method: "OPTIONS", sid: "nobody" }),
  },
  {
    name: "an empty sid is none",
    script: (world) => world.ask("get", { sid: "" }),
  },
];

const origins: readonly (readonly [string, string])[] = [
  ["a control byte", "http://a\u0001b"],
  ["DEL", "http://a\u007fb"],
  ["a tab", "http://a\tb"],
  ["a byte beyond ASCII", "http://a\u00e9b"],
  ["a control character beyond ASCII", "http://a\u0085b"],
];

/** Only a lenient HTTP parser lets such bytes through. */
const lenient = { insecureHTTPParser: true };

const badOrigins: readonly Row[] = [
  ...origins.flatMap(([name, origin]): Row[] => [
    {
      name: `GET with ${name} in its Origin`,
      host: lenient,
      script: (world) => world.ask("get", { headers: { Origin: origin } }),
    },
    {
      name: `an upgrade with ${name} in its Origin`,
      host: lenient,
      script: async (world) => (await world.upgrade("ws", { headers: { Origin: origin } })).head(),
    },
  ]),
  ...["", "null", "https://elsewhere.example"].map((origin): Row => ({
    name: `the Origin "${origin}" may open a session, and gets no header for it`,
    script: async (world) => {
      await world.ask("get", { headers: { Origin: origin } });
      await (await world.upgrade("ws", { headers: { Origin: origin } })).head();
    },
  })),
];

const mismatches: readonly Row[] = [
  {
    name: "a session of polling, asked for as websocket without an upgrade",
    script: async (world) => {
      const sid = await world.open();
      await world.ask("get", { target: target(`&transport=websocket&sid=${sid}`) });
    },
  },
  {
    name: "a session of websocket, asked for as polling",
    script: async (world) => {
      const ws = await world.openSocket("ws");
      const { sid } = world;
      await world.ask("get", { sid });
      await world.ask("post", { sid, method: "POST", body: "4hello" });
      ws.send("4still there");
      await world.seen("sid1 message");
    },
  },
  ...["EIO=3", "EIO=5", ""].flatMap((version): Row[] => [
    {
      name: `GET with "${version}" for a session of EIO=4`,
      script: async (world) => {
        const sid = await world.open();
        await world.ask("get", { target: `/engine.io/?transport=polling&sid=${sid}&${version}` });
        await world.ask("post", { sid, method: "POST", body: "4unharmed" });
      },
    },
    {
      name: `POST with "${version}" for a session of EIO=4`,
      script: async (world) => {
        const sid = await world.open();
        const wrong = `/engine.io/?transport=polling&sid=${sid}&${version}`;
        await world.ask("post", { method: "POST", target: wrong, body: "4lost" });
        await world.ask("post", { sid, method: "POST", body: "4unharmed" });
      },
    },
    {
      name: `an upgrade with "${version}" of a session of EIO=4`,
      script: async (world) => {
        const sid = await world.open();
        const ws = await world.upgrade("ws", {
          target: `/engine.io/?transport=websocket&sid=${sid}&${version}`,
        });
        await ws.head();
        await world.ask("post", { sid, method: "POST", body: "4unharmed" });
      },
    },
  ]),
  {
    name: "GET with EIO=4 for a session of EIO=3",
    options: { allowEIO3: true },
    script: async (world) => {
      const call = await world.ask("open", { target: "/engine.io/?EIO=3&transport=polling" });
      const { sid } = world;
      call.abort();
      await world.ask("get", { sid });
    },
  },
];

type Decide = NonNullable<EngineOptions["allowRequest"]>;

const decisions: readonly (readonly [string, Decide])[] = [
  ["refuses with a text", (_request, done) => done("not you", false)],
  ["refuses without a text", (_request, done) => done(null, false)],
  ["refuses with an empty text", (_request, done) => done("", false)],
  ["refuses later", (_request, done) => setImmediate(() => done("too late", false))],
  ["gives a text and agrees", (_request, done) => done("so what", true)],
  ["agrees", (_request, done) => done(null, true)],
  ["agrees later", (_request, done) => setImmediate(() => done(null, true))],
];

const allowRequest: readonly Row[] = [
  ...decisions.flatMap(([name, decide]): Row[] => [
    {
      name: `allowRequest ${name}, by polling`,
      options: { allowRequest: decide },
      script: (world) => world.ask("get", {}),
    },
    {
      name: `allowRequest ${name}, by WebSocket`,
      options: { allowRequest: decide },
      script: async (world) => (await world.upgrade("ws")).head(),
    },
  ]),
  {
    name: "allowRequest is asked once per session, and not about requests with a sid",
    options: {
      allowRequest: (request, done) => {
        asked.push(`${request.method}`);
        done(null, true);
      },
    },
    script: async (world) => {
      const sid = await world.open();
      await world.ask("post", { method: "POST", sid, body: "4hello" });
      await (await world.upgrade("ws", { sid })).head();
      await world.ask("get", { sid: "nobody" });
      world.note(`asked: ${asked.splice(0).join(" ")}`);
    },
  },
  {
    name: "opts may be changed later",
    script: async (world) => {
      await world.open();
      Object.assign(world.engine.opts, { allowRequest: refuse, maxHttpBufferSize: 10, pingInterval: 1234 });
      await world.ask("get", {});
      world.engine.opts.allowRequest = (_request, done) => done(null, true);
      await world.ask("get", {});
      await world.ask("post", { method: "POST", sid: world.sid, body: "42345678901" });
    },
  },
];

const asked: string[] = [];
const refuse: Decide = (_request, done) => done("changed", false);

/** What is checked first: each request is wrong in two ways. */
const order: readonly Row[] = [
  ["the transport, then the sid", { target: target("&transport=carrier&sid=nobody") }],
  [
    "the transport, then the Origin",
    { target: target("&transport=carrier"), headers: { Origin: "a\u0001b" } },
  ],
  ["the Origin, then the sid", { sid: "nobody", headers: { Origin: "a\u0001b" } }],
  ["the Origin, then the method", { method: "POST", headers: { Origin: "a\u0001b" } }],
  ["the sid, then the method", { method: "PUT", sid: "nobody" }],
  ["the sid, then the protocol", { target: "/engine.io/?transport=polling&EIO=3&sid=nobody" }],
  ["the method, then the upgrade", { method: "PUT", target: target("&transport=websocket") }],
  ["the method, then the protocol", { method: "PUT", target: "/engine.io/?transport=polling&EIO=3" }],
].map(([name, parts]) => ({
  name: `what is checked: ${name as string}`,
  host: lenient,
  script: (world) => world.ask("request", parts as object),
}));

const laterOrder: readonly Row[] = [
  {
    name: "what is checked: the upgrade, then allowRequest",
    options: { allowRequest: (_request, done) => done("no", false) },
    script: (world) => world.ask("request", { target: target("&transport=websocket") }),
  },
  {
    name: "what is checked: allowRequest, then the protocol",
    options: { allowRequest: (_request, done) => done("no", false) },
    script: (world) => world.ask("request", { target: "/engine.io/?transport=polling&EIO=3" }),
  },
  {
    name: "what is checked: the protocol, then the id",
    script: async (world) => {
      world.engine.generateId = () => Promise.reject(new Error("no id"));
      await world.ask("request", { target: "/engine.io/?transport=polling&EIO=3" });
    },
  },
  {
    name: "what is checked: the transport of the session, then the protocol",
    script: async (world) => {
      const sid = await world.open();
      await world.ask("request", { target: `/engine.io/?transport=websocket&EIO=3&sid=${sid}` });
    },
  },
];

const ids: readonly Row[] = [
  {
    name: "generateId rejects, by polling",
    script: async (world) => {
      world.engine.generateId = () => Promise.reject(new Error("no id"));
      await world.ask("get", {});
    },
  },
  {
    name: "generateId throws, by polling",
    script: async (world) => {
      world.engine.generateId = () => {
        throw new Error("no id");
      };
      await world.ask("get", {});
    },
  },
  {
    name: "generateId rejects, by WebSocket",
    script: async (world) => {
      world.engine.generateId = () => Promise.reject(new Error("no id"));
      const ws = await world.upgrade("ws");
      await ws.head();
      await ws.rest();
    },
  },
];

export const errors: readonly Row[] = [
  ...unknownTransports,
  ...accepted,
  ...disabled,
  ...unknownSids,
  ...badOrigins,
  ...mismatches,
  ...allowRequest,
  ...order,
  ...laterOrder,
  ...ids,
];
