import type { Socket } from "socket.io-client";
import type { ClientOptions, ClientStage } from "../harness/client-stage.ts";
import type { RawServer } from "../harness/raw-server.ts";
import type { Scenario } from "../harness/scenario.ts";

const websocket: ClientOptions = { transports: ["websocket"] };

const orders: readonly Scenario[] = [
  ["websocket", websocket],
  ["polling", { transports: ["polling"] }],
].map(([name, options]) => ({
  name: `everything in order, ${String(name)}`,
  script: async (stage) => {
    const raw = await stage.raw();
    const socket = stage.connect(raw.url("/x"), options as ClientOptions);
    await stage.settle();
    socket.emit("hello", 1);
    await stage.settle();
    raw.session.send('42/x,["world",{"a":[]}]');
    await stage.settle();
    raw.session.send("41/x,");
    await stage.settle();
    stage.note("after", socket.connected, socket.active, socket.io._readyState, socket.io.engine.readyState);
  },
}));

/** What may come in the place of the answer to CONNECT; the first with a namespace. */
const answers: readonly (readonly [string, readonly string[]])[] = [
  ["CONNECT_ERROR with a message", ['44{"message":"refused"}']],
  ["CONNECT_ERROR with data", ['44{"message":"refused","data":{"code":42,"list":[1]}}']],
  ["CONNECT_ERROR with data that is nothing", ['44{"message":"refused","data":null}']],
  ["CONNECT_ERROR without a message", ["44{}"]],
  ["CONNECT_ERROR as text", ['44"refused"']],
  ["CONNECT_ERROR without a payload", ["44"]],
  ["CONNECT_ERROR, then CONNECT", ['44{"message":"refused"}', '40{"sid":"late"}']],
  ["CONNECT without a payload, as of an old server", ["40"]],
  ["CONNECT with an empty object", ["40{}"]],
  ["CONNECT twice", ['40{"sid":"one"}', '40{"sid":"two"}']],
  ["CONNECT with more", ['40{"sid":"one","pid":"p","more":1}']],
  ["CONNECT of another namespace", ['40/y,{"sid":"one"}']],
  ["DISCONNECT", ["41"]],
  ["an event, then CONNECT", ['42["early",1]', '40{"sid":"one"}']],
  ["an event that wants an ack, then CONNECT", ['420["early"]', '40{"sid":"one"}']],
  ["an acknowledgement", ['430["early"]']],
  ["CONNECT and events at once", ['40{"sid":"one"}', '42["a"]', '42["b"]']],
  ["CONNECT and DISCONNECT at once", ['40{"sid":"one"}', "41"]],
];

const firsts: readonly Scenario[] = answers.map(([name, packets]) => ({
  name: `the first answer is ${name}`,
  script: async (stage) => {
    const raw = await stage.raw({ accept: false });
    const socket = stage.connect(raw.url(), websocket);
    await stage.settle();
    raw.session.send(...packets);
    await stage.settle();
    stage.note("state", socket.connected, socket.id, socket.active, socket.io._readyState);
  },
}));

/** Moments at which a client may be closed. */
const moments: readonly (readonly [
  string,
  (stage: ClientStage, socket: Socket, raw: RawServer) => unknown,
])[] = [
  ["before anything", () => undefined],
  ["while the engine opens", (_stage, socket) => void socket.connect()],
  [
    "while CONNECT waits",
    async (stage, socket, raw) => {
      socket.connect();
      await stage.settle();
      raw.session.send("6");
      await stage.settle();
    },
  ],
  [
    "connected",
    async (stage, socket, raw) => {
      socket.connect();
      await stage.settle();
      raw.session.send('40{"sid":"one"}');
      await stage.settle();
    },
  ],
  [
    "refused",
    async (stage, socket, raw) => {
      socket.connect();
      await stage.settle();
      raw.session.send('44{"message":"refused"}');
      await stage.settle();
    },
  ],
  [
    "left by the server",
    async (stage, socket, raw) => {
      socket.connect();
      await stage.settle();
      raw.session.send('40{"sid":"one"}', "41");
      await stage.settle();
    },
  ],
  [
    "cut",
    async (stage, socket, raw) => {
      socket.connect();
      await stage.settle();
      raw.session.send('40{"sid":"one"}');
      await stage.settle();
      raw.session.cut();
      await stage.settle();
    },
  ],
];

const closings: readonly Scenario[] = moments.flatMap(([moment, lead]) =>
  (["websocket", "polling"] as const).map((transport) => ({
    name: `disconnect, twice, and connect again: ${moment}, ${transport}`,
    script: async (stage) => {
      const raw = await stage.raw({ accept: false });
      const socket = stage.connect(raw.url(), { autoConnect: false, transports: [transport] });
      await lead(stage, socket, raw);
      stage.note("returns", socket.disconnect() === socket, socket.connected, socket.active);
      stage.note("again", socket.close() === socket);
      await stage.settle();
      stage.note("engine", socket.io.engine?.readyState, socket.io._readyState);
      stage.note("connect", socket.connect() === socket, socket.active, socket.io._readyState);
      await stage.settle();
      raw.sessions.at(-1)?.send('40{"sid":"again"}');
      await stage.settle();
      stage.note("connected", socket.connected, socket.id);
    },
  })),
);

const others: readonly Scenario[] = [
  {
    name: "connect twice, open twice",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { autoConnect: false, ...websocket });
      stage.note("returns", socket.connect() === socket, socket.open() === socket);
      const { engine } = socket.io;
      socket.io.open();
      socket.io.connect();
      await stage.settle();
      socket.connect();
      socket.io.open();
      await stage.settle();
      stage.note("one engine", socket.io.engine === engine, socket.connected);
    },
  },
  {
    name: "connect() while CONNECT waits for its answer",
    script: async (stage) => {
      const raw = await stage.raw({ accept: false });
      const socket = stage.connect(raw.url(), websocket);
      await stage.settle();
      socket.connect();
      await stage.settle();
      raw.session.send('40{"sid":"S"}');
      await stage.settle();
      stage.note("state", socket.connected);
    },
  },
  {
    name: "open with a callback",
    script: async (stage) => {
      const raw = await stage.raw();
      const manager = stage.manager(raw.url(), websocket);
      manager.open((error) => stage.log("a", "opened", error));
      await stage.settle();
      manager.open((error) => stage.log("a", "opened again", error));
      await stage.settle();
    },
  },
  {
    name: "open with a callback, in vain, does not reconnect",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ refuse: () => "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" });
      const manager = stage.manager(raw.url(), { ...websocket, reconnection: true });
      manager.open((error) => stage.log("a", "opened", error instanceof Error, error?.message));
      await time.pass(20_000);
      stage.note("state", manager._readyState, manager._reconnecting);
    },
  },
  {
    name: "open without a callback, in vain, reconnects",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ refuse: () => "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" });
      const manager = stage.manager(raw.url(), { ...websocket, reconnection: true, reconnectionAttempts: 2 });
      manager.open();
      await time.pass(20_000);
      stage.note("state", manager._readyState, manager._reconnecting);
    },
  },
  {
    name: "the connection takes longer than the timeout",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ open: "6" });
      const socket = stage.connect(raw.url(), { ...websocket, timeout: 3000 });
      await time.pass(2999);
      stage.note("before", socket.io._readyState);
      await time.pass(10);
      stage.note("after", socket.io._readyState, socket.active, socket.io.engine.readyState);
    },
  },
  {
    name: "the connection takes longer than the timeout, polling",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ answer: () => true });
      stage.connect(raw.url(), { transports: ["polling"], timeout: 3000 });
      await time.pass(10_000);
    },
  },
  {
    name: "timeouts of 0 and false",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ open: "6" });
      const none = stage.connect(raw.url(), { ...websocket, timeout: false as unknown as number });
      const zero = stage.watch(
        "b",
        stage.keep(stage.client.io(raw.url(), { ...websocket, timeout: 0, reconnection: false })),
      );
      await time.pass(100_000);
      stage.note("states", none.io._readyState, zero.io._readyState);
    },
  },
  {
    name: "the default timeout",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ open: "6" });
      stage.connect(raw.url(), websocket);
      await time.pass(30_000);
    },
  },
  {
    name: "the timeout does not count once the engine is open",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ accept: false, open: { pingInterval: 100_000 } });
      const socket = stage.connect(raw.url(), { ...websocket, timeout: 1000 });
      await time.pass(50_000);
      stage.note("state", socket.connected, socket.io._readyState);
    },
  },
  {
    name: "connect after CONNECT_ERROR, with other auth",
    script: async (stage) => {
      let count = 0;
      const raw = await stage.raw({
        reply: (packet, session) => {
          if (!packet.startsWith("40")) return false;
          count += 1;
          session.send(count === 1 ? '44{"message":"who?","data":1}' : '40{"sid":"known"}');
          return true;
        },
      });
      const socket = stage.connect(raw.url(), { ...websocket, auth: { token: "bad" } });
      socket.once("connect_error", () => {
        socket.auth = { token: "good" };
        socket.connect();
      });
      await stage.settle();
      stage.note("state", socket.connected, raw.sessions.length);
    },
  },
  {
    name: "one namespace is refused, the other goes on",
    script: async (stage) => {
      const raw = await stage.raw({
        reply: (packet, session) => {
          if (!packet.startsWith("40/bad,")) return false;
          session.send('44/bad,{"message":"Invalid namespace"}');
          return true;
        },
      });
      const socket = await stage.joined(raw);
      const bad = stage.watch("b", stage.keep(stage.client.io(raw.url("/bad"), websocket)), {
        manager: false,
      });
      await stage.settle();
      stage.note("states", socket.connected, bad.connected, bad.active, socket.io === bad.io);
    },
  },
  {
    name: "namespaces that join while the engine opens, and after",
    script: async (stage) => {
      const raw = await stage.raw();
      const manager = stage.manager(raw.url(), websocket);
      for (const nsp of ["/", "/b", "/c"]) {
        const socket = stage.keep(manager.socket(nsp));
        stage.watch(`nsp ${nsp}`, socket, { manager: false });
        socket.connect();
      }
      await stage.settle();
      stage.watch("nsp /d", manager.socket("/d"), { manager: false }).connect();
      await stage.settle();
      raw.session.cut();
      await stage.settle();
    },
  },
  {
    name: "a namespace without a slash, and with a query",
    script: async (stage) => {
      const raw = await stage.raw();
      const manager = stage.manager(raw.url(), websocket);
      for (const nsp of ["x", "/y?a=1"])
        stage.watch(nsp, stage.keep(manager.socket(nsp)), { manager: false }).connect();
      await stage.settle();
    },
  },
  {
    name: "listeners of connect and disconnect that emit, disconnect and connect",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), websocket);
      let rounds = 0;
      socket.on("connect", () => {
        socket.emit("from connect");
        rounds += 1;
        if (rounds < 3) socket.disconnect();
      });
      socket.on("disconnect", () => {
        socket.emit("from disconnect", rounds);
        socket.connect();
      });
      await stage.settle();
      stage.note("rounds", rounds, raw.sessions.length, socket.connected);
    },
  },
  {
    name: "disconnect of one namespace while the other opens",
    script: async (stage) => {
      const raw = await stage.raw();
      const a = stage.connect(raw.url(), websocket);
      const b = stage.watch("b", stage.keep(stage.client.io(raw.url("/b"), websocket)), { manager: false });
      a.disconnect();
      await stage.settle();
      stage.note("states", a.connected, b.connected, b.io.engine.readyState);
    },
  },
  {
    name: "the manager is closed by hand, and opened again",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      socket.io._close();
      stage.note("closed", socket.connected, socket.active, socket.io._readyState);
      await stage.settle();
      socket.io.open();
      await stage.settle();
      stage.note("open", socket.connected, socket.active);
    },
  },
  {
    name: "nobody listens at the port",
    script: async (stage) => {
      const raw = await stage.raw();
      await raw.stop();
      stage.connect(raw.url(), { transports: ["polling"] }, { socket: false });
      await stage.seen("a", "manager error");
    },
  },
  {
    name: "packets of the manager",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), websocket);
      socket.io.on("packet", (packet: unknown) => stage.log("a", "manager packet", packet));
      await stage.settle();
      raw.session.send(
        '42["a",1]',
        '42/x,1["b"]',
        '433["c"]',
        '451-["bin",{"_placeholder":true,"num":0}]',
        Buffer.of(1),
      );
      await stage.settle();
      raw.session.send("2");
      await stage.settle();
      raw.session.send("41");
      await stage.settle();
    },
  },
];

export const connecting: readonly Scenario[] = [...orders, ...firsts, ...closings, ...others];
