import type { Socket } from "socket.io-client";
import type { ClientOptions, ClientStage } from "../harness/client-stage.ts";
import type { Scenario } from "../harness/scenario.ts";

const lazy: ClientOptions = { autoConnect: false };

/** Which of these share a manager: the same number for the same. */
function managers(...sockets: readonly Socket[]): readonly number[] {
  const found = [...new Set(sockets.map(({ io }) => io))];
  return sockets.map(({ io }) => found.indexOf(io));
}

/** Pairs of calls, and whether they share a manager. */
const pairs: readonly (readonly [
  string,
  (io: ClientStage["client"]["io"], url: string) => readonly Socket[],
])[] = [
  ["the same URL twice", (io, url) => [io(url, lazy), io(url, lazy)]],
  ["two namespaces", (io, url) => [io(url, lazy), io(`${url}/x`, lazy), io(`${url}/y`, lazy)]],
  [
    "a namespace, then the same again, then another",
    (io, url) => [io(`${url}/x`, lazy), io(`${url}/x`, lazy), io(`${url}/y`, lazy), io(url, lazy)],
  ],
  [
    "forceNew",
    (io, url) => [io(url, lazy), io(`${url}/x`, { ...lazy, forceNew: true }), io(`${url}/y`, lazy)],
  ],
  [
    "force new connection",
    (io, url) => [io(url, lazy), io(`${url}/x`, { ...lazy, "force new connection": true } as ClientOptions)],
  ],
  ["multiplex: false", (io, url) => [io(url, lazy), io(`${url}/x`, { ...lazy, multiplex: false })]],
  ["http and ws", (io, url) => [io(url, lazy), io(`${url.replace("http", "ws")}/x`, lazy)]],
  ["a path of its own", (io, url) => [io(url, lazy), io(`${url}/x`, { ...lazy, path: "/other" })]],
  ["queries in the URL", (io, url) => [io(`${url}/?a=1`, lazy), io(`${url}/x?a=2`, lazy)]],
  [
    "the host in another case",
    (io, url) => [
      io(url.replace("127.0.0.1", "localhost"), lazy),
      io(`${url.replace("127.0.0.1", "LOCALHOST")}/x`, lazy),
    ],
  ],
  [
    "the same namespace when the first was closed",
    (io, url) => {
      const first = io(url, lazy);
      first.disconnect();
      return [first, io(url, lazy)];
    },
  ],
];

const cache: readonly Scenario[] = pairs.map(([name, call]) => ({
  name: `cache: ${name}`,
  script: async (stage) => {
    const raw = await stage.raw();
    const sockets = call(stage.client.io, raw.url());
    stage.note("managers", managers(...sockets));
    stage.note(
      "namespaces",
      sockets.map((socket) => (socket as unknown as { nsp: string }).nsp),
    );
    stage.note("different sockets", new Set(sockets).size);
  },
}));

const connected: readonly Scenario[] = [
  {
    name: "io, connect and the default are one function",
    script: async (stage) => {
      const { io, connect } = stage.client;
      stage.note("same", io === connect, (stage.client as { default?: unknown }).default === io);
      const names = [
        "Fetch",
        "Manager",
        "NodeWebSocket",
        "NodeXHR",
        "Socket",
        "WebSocket",
        "WebTransport",
        "XHR",
        "connect",
        "default",
        "io",
        "protocol",
      ];
      stage.note(
        "exports",
        names.map((name) => typeof (stage.client as unknown as Record<string, unknown>)[name]),
      );
      stage.note("protocol", stage.client.protocol, stage.engine.protocol);
      stage.note(
        "properties of io",
        ["Manager", "Socket", "io", "connect"].map((name) => name in io),
      );
    },
  },
  {
    name: "io(options) in the place of a URL",
    script: (stage) => {
      const options = { host: "127.0.0.1", port: 1, autoConnect: false } as unknown as ClientOptions;
      stage.attempt("io(options)", () => {
        const socket = stage.client.io(options);
        return [
          socket.io.opts.path,
          (socket.io as unknown as { uri: unknown }).uri,
          managers(socket, stage.client.io(options)),
        ];
      });
      return Promise.resolve();
    },
  },
  {
    name: "new Manager(options) without a URL",
    script: async (stage) => {
      const raw = await stage.raw();
      const options = {
        host: "127.0.0.1",
        port: raw.port,
        reconnection: false,
        transports: ["websocket"],
      } as unknown as ClientOptions;
      const manager = new stage.client.Manager(options);
      const socket = stage.watch("a", stage.keep(manager.socket("/")));
      await stage.seen("a", "connect");
      stage.note("uri", (manager as unknown as { uri: unknown }).uri, socket.connected, manager.opts.path);
    },
  },
  {
    name: "two namespaces on one connection",
    script: async (stage) => {
      const raw = await stage.raw();
      const a = stage.connect(raw.url(), { transports: ["websocket"] });
      await stage.seen("a", "connect");
      const b = stage.watch("b", stage.keep(stage.client.io(raw.url("/x"))), { manager: false });
      await stage.seen("b", "connect");
      stage.note("same manager", a.io === b.io, Object.keys((a.io as unknown as { nsps: object }).nsps));
      a.emit("to a");
      b.emit("to b");
      await stage.settle();
      raw.session.send('42["for a"]', '42/x,["for b"]', '42/y,["for nobody"]');
      await stage.settle();
      a.disconnect();
      await stage.settle();
      stage.note("b", b.connected, b.active);
      b.disconnect();
      await stage.settle();
      stage.note("engine", a.io.engine.readyState, a.io._readyState);
    },
  },
  {
    name: "io() of the same URL twice makes two connections",
    script: async (stage) => {
      const raw = await stage.raw();
      const a = stage.connect(raw.url(), { transports: ["websocket"] });
      await stage.seen("a", "connect");
      const b = stage.watch("b", stage.keep(stage.client.io(raw.url(), { transports: ["websocket"] })));
      await stage.seen("b", "connect");
      stage.note("ids", a.id, b.id, a.io === b.io);
    },
  },
  {
    name: "manager.socket() gives the same socket, and connects it anew",
    script: async (stage) => {
      const raw = await stage.raw();
      const manager = stage.manager(raw.url(), { transports: ["websocket"] });
      const socket = manager.socket("/x", { auth: { a: 1 } });
      stage.note("before", socket.active, socket.connected, manager.engine === undefined);
      stage.watch("b", socket, { manager: false });
      stage.note("again", manager.socket("/x") === socket, manager.socket("/y") === socket, socket.active);
      socket.connect();
      await stage.seen("b", "connect");
      socket.disconnect();
      await stage.settle();
      stage.note("after", manager.socket("/x") === socket, socket.active);
      await stage.settle();
    },
  },
  {
    name: "manager.socket() with autoConnect connects an inactive socket anew",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      socket.disconnect();
      await stage.settle();
      stage.note("same", socket.io.socket("/") === socket, socket.active);
      await stage.settle();
      stage.note("connected", socket.connected, socket.id);
    },
  },
  {
    name: "the properties of a socket before, with and after a connection",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), {
        autoConnect: false,
        transports: ["websocket"],
        auth: { token: 1 },
      });
      const show = (when: string): void => {
        const { id, connected, disconnected, active, recovered, auth, sendBuffer, receiveBuffer } = socket;
        stage.note(when, { id, connected, disconnected, active, recovered, auth, sendBuffer, receiveBuffer });
      };
      show("before");
      socket.connect();
      show("connecting");
      await stage.seen("a", "connect");
      show("connected");
      socket.disconnect();
      show("disconnected");
      await stage.settle();
    },
  },
  {
    name: "the properties of a manager",
    script: async (stage) => {
      const raw = await stage.raw();
      const manager = stage.manager(raw.url("/x"), { transports: ["websocket"], query: { a: "1" } });
      const inner = manager as unknown as Record<string, unknown>;
      stage.note(
        "before",
        manager._readyState,
        manager._autoConnect,
        inner["uri"],
        Object.keys(inner["nsps"] as object),
      );
      stage.note(
        "opts",
        manager.opts.path,
        manager.opts.query,
        manager.opts.reconnection,
        manager.opts.timeout,
      );
      stage.note(
        "numbers",
        manager.reconnection(),
        manager.reconnectionAttempts(),
        manager.reconnectionDelay(),
      );
      stage.note("more", manager.reconnectionDelayMax(), manager.randomizationFactor(), manager.timeout());
      stage.note("open returns the manager", manager.open() === manager, manager._readyState);
      await stage.seen("a", "manager open");
      stage.note(
        "open",
        manager._readyState,
        manager.engine.readyState,
        manager.engine.id,
        manager._reconnecting,
      );
      manager._close();
      stage.note("closed", manager._readyState, manager.engine.readyState);
      await stage.settle();
    },
  },
  {
    name: "getters and setters of a manager",
    script: async (stage) => {
      const raw = await stage.raw();
      const manager = stage.manager(raw.url(), {
        reconnection: true,
        reconnectionAttempts: 3,
        reconnectionDelay: 10,
        reconnectionDelayMax: 20,
        randomizationFactor: 0,
        timeout: false as unknown as number,
      });
      const values = (): readonly unknown[] => [
        manager.reconnection(),
        manager.reconnectionAttempts(),
        manager.reconnectionDelay(),
        manager.reconnectionDelayMax(),
        manager.randomizationFactor(),
        manager.timeout(),
      ];
      stage.note("from options", values());
      const chained = manager
        .reconnection(false)
        .reconnectionAttempts(4)
        .reconnectionDelay(30)
        .reconnectionDelayMax(40)
        .randomizationFactor(0.2)
        .timeout(50);
      stage.note("set", chained === manager, values());
      manager.timeout(false).reconnectionAttempts(0).randomizationFactor(0);
      stage.note("set to nothing", values());
    },
  },
  {
    name: "falsy options of a manager",
    script: async (stage) => {
      const raw = await stage.raw();
      const manager = stage.manager(raw.url(), {
        reconnectionAttempts: 0,
        reconnectionDelay: 0,
        reconnectionDelayMax: 0,
        randomizationFactor: 0,
        timeout: 0,
        path: "",
      });
      stage.note("numbers", manager.reconnectionAttempts(), manager.reconnectionDelay(), manager.timeout());
      stage.note("more", manager.reconnectionDelayMax(), manager.randomizationFactor(), manager.opts.path);
    },
  },
  {
    name: "a socket made by hand",
    script: async (stage) => {
      const raw = await stage.raw();
      const manager = stage.manager(raw.url(), { transports: ["websocket"] });
      const socket = new stage.client.Socket(manager, "/x", { auth: { by: "hand" } });
      stage.watch("b", socket, { manager: false });
      stage.note("instance", socket instanceof stage.client.Socket, socket.io === manager, socket.active);
      socket.connect();
      await stage.settle();
      stage.note("state", socket.connected, socket.active);
    },
  },
  {
    name: "the options are not changed, and those of a manager are its own",
    script: async (stage) => {
      const raw = await stage.raw();
      const options: ClientOptions = {
        autoConnect: false,
        query: { a: "1" },
        transports: ["websocket"],
        auth: { b: 2 },
      };
      const before = JSON.stringify(options);
      const socket = stage.keep(stage.client.io(raw.url("/x?c=3"), options));
      stage.note("same", JSON.stringify(options) === before, (socket.io.opts as unknown) === options);
      stage.note("query", socket.io.opts.query, options.query);
    },
  },
];

export const entry: readonly Scenario[] = [...cache, ...connected];
