import type { ClientStage } from "../harness/client-stage.ts";
import type { RawServer } from "../harness/raw-server.ts";
import type { Scenario } from "../harness/scenario.ts";
import { type Log, watchEngine } from "../harness/watch.ts";

const websocket = { transports: ["websocket"] };

const events: readonly Scenario[] = [
  {
    name: "engine events of a client over WebSocket",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), websocket, { engine: true });
      await stage.settle();
      socket.emit("one").emit("two", 2);
      await stage.settle();
      raw.session.send('42["x"]', "2", "6");
      await stage.settle();
      socket.emit("bytes", Buffer.of(1));
      await stage.settle();
      raw.session.send('451-["y",{"_placeholder":true,"num":0}]', Buffer.of(1));
      await stage.settle();
      socket.disconnect();
      await stage.settle();
    },
  },
  {
    name: "engine events of a client over polling",
    script: async (stage) => {
      const raw = await stage.raw({ accept: false });
      // Whether a POST is answered before the next poll begins is a matter of chance, but for these.
      const socket = stage.connect(raw.url(), { transports: ["polling"] }, { engine: ["drain", "flush"] });
      await stage.settle();
      raw.session.send('40{"sid":"S"}');
      await stage.settle();
      socket.emit("one").emit("two", 2);
      await stage.settle();
      raw.session.send('42["x"]', "2", "6");
      await stage.settle();
      raw.session.send('451-["y",{"_placeholder":true,"num":0}]', Buffer.of(1));
      await stage.settle();
      socket.disconnect();
      await stage.settle();
    },
  },
  {
    name: "drain and flush over polling",
    script: async (stage) => {
      const raw = await stage.raw({ accept: false });
      const socket = stage.connect(raw.url(), { transports: ["polling"] }, { manager: false, socket: false });
      const { engine } = socket.io;
      for (const event of ["drain", "flush"] as const) {
        engine.on(event, () => stage.log("a", event, engine.writeBuffer.length, engine.transport.writable));
      }
      await stage.settle();
      raw.session.send('40{"sid":"S"}');
      await stage.settle();
      socket.emit("one").emit("two");
      await stage.settle();
      socket.emit("three");
      await stage.settle();
    },
  },
  {
    name: "engine events of a cut, of garbage and of a refusal",
    script: async (stage) => {
      const raw = await stage.raw();
      for (const [name, end] of [
        ["cut", () => raw.session.cut()],
        ["garbage", () => raw.session.send("garbage")],
        ["bad packet", () => raw.session.send("4abc")],
      ] as const) {
        const socket = stage.keep(
          stage.client.io(raw.url(), { ...websocket, forceNew: true, reconnection: false }),
        );
        await stage.settle();
        watchEngine(stage.logOf(name), socket.io.engine);
        end();
        await stage.settle();
      }
    },
  },
];

type Engine = InstanceType<ClientStage["engine"]["Socket"]>;
type Script = (engine: Engine, raw: RawServer, stage: ClientStage) => Promise<unknown>;

/** The engine by itself, as users of `engine.io-client` have it. */
const scripts: readonly (readonly [string, Script])[] = [
  [
    "send and message",
    async (engine, raw, stage) => {
      stage.note(
        "returns",
        engine.send("one") === engine,
        engine.write("two", { compress: false }) === engine,
      );
      engine.send("three", undefined, () => stage.log("a", "sent three"));
      engine.send("four", { compress: true }, () => stage.log("a", "sent four"));
      engine.send(Buffer.of(1, 2));
      engine.send("");
      await stage.settle();
      raw.session.send("4hello", Buffer.of(3), "4");
      await stage.settle();
    },
  ],
  [
    "what is sent may be many things",
    async (engine, _raw, stage) => {
      for (const value of [1, true, null, undefined, { a: 1 }])
        stage.attempt("send", () => engine.send(value) === engine);
      await stage.settle();
    },
  ],
  [
    "send after close",
    async (engine, _raw, stage) => {
      stage.note("close", engine.close() === engine, engine.readyState);
      engine.send("late");
      stage.note("waiting", engine.writeBuffer.length, engine.readyState);
      engine.close();
      await stage.settle();
      stage.note("state", engine.readyState, engine.id);
    },
  ],
  [
    "close waits for what is to be written",
    async (engine, _raw, stage) => {
      engine.send("one");
      engine.send("two");
      engine.close();
      stage.note("state", engine.readyState, engine.writeBuffer.length);
      engine.send("three");
      await stage.settle();
      stage.note("state", engine.readyState);
    },
  ],
  [
    "pings",
    async (_engine, raw, stage) => {
      raw.session.send("2", "2probe", "3", "6");
      await stage.settle();
    },
  ],
];

function watched(log: Log, engine: Engine): Engine {
  watchEngine(log, engine);
  return engine;
}

const alone: readonly Scenario[] = scripts.map(([name, script]) => ({
  name: `the engine alone: ${name}`,
  script: async (stage) => {
    const raw = await stage.raw({ accept: false });
    const engine = watched(
      stage.logOf("a"),
      new stage.engine.Socket(raw.url("/ignored?a=1"), { transports: ["websocket"] }),
    );
    stage.atEnd(() => engine.close());
    await stage.settle();
    await script(engine, raw, stage);
  },
}));

const others: readonly Scenario[] = [
  {
    name: "the engine alone: its properties",
    script: async (stage) => {
      const raw = await stage.raw({ accept: false });
      const engine = new stage.engine.Socket(raw.url(), { transports: ["websocket"], path: "/own" });
      stage.atEnd(() => engine.close());
      const show = (): void => {
        const { id, readyState, binaryType, writeBuffer, transport } = engine;
        stage.note(
          "engine",
          { id, readyState, binaryType, writeBuffer },
          transport.name,
          transport.writable,
          transport.query,
        );
      };
      show();
      await stage.settle();
      show();
      engine.close();
      show();
      stage.note("static", stage.engine.Socket.protocol, Object.keys(stage.engine.transports).toSorted());
    },
  },
  {
    name: "the engine alone: forms of its constructor",
    script: async (stage) => {
      const raw = await stage.raw({ accept: false });
      const { Socket } = stage.engine;
      const port = String(raw.port);
      const forms: readonly (readonly [string, () => Engine])[] = [
        ["an URL", () => new Socket(raw.url("?q=1"))],
        ["options", () => new Socket({ host: "127.0.0.1", port, transports: ["websocket"] })],
        [
          "options with a hostname",
          () => new Socket({ hostname: "127.0.0.1", port, transports: ["websocket"] }),
        ],
        ["a URL and a query", () => new Socket(raw.url(), { transports: ["websocket"], query: { a: 1 } })],
        ["ws://", () => new Socket(raw.url().replace("http", "ws"), { transports: ["websocket"] })],
      ];
      for (const [name, make] of forms) {
        stage.attempt(name, () => {
          const engine = make();
          stage.atEnd(() => engine.close());
          return engine.transport.name;
        });
        await stage.settle();
      }
    },
  },
  {
    name: "the engine alone: parse",
    script: (stage) => {
      const urls = [
        "http://localhost:3000/a/b?c=d&e#f",
        "https://user:pass@example.com",
        "ws://[::1]:80/x",
        "example.com",
        "example.com:8080/path",
        "http://example.com?a=1?b=2",
        "http://example.com/a?email=x@y.z",
        "",
        "/only/path",
        "http://example.com/#a?b",
      ];
      for (const url of urls) {
        stage.attempt(JSON.stringify(url), () => {
          const {
            protocol,
            host,
            port,
            path,
            query,
            anchor,
            user,
            password,
            userInfo,
            relative,
            directory,
            file,
            source,
            ipv6uri,
            pathNames,
            queryKey,
          } = stage.engine.parse(url) as Record<string, unknown>;
          return {
            protocol,
            host,
            port,
            path,
            query,
            anchor,
            user,
            password,
            userInfo,
            relative,
            directory,
            file,
            source,
            ipv6uri,
            pathNames,
            queryKey,
          };
        });
      }
      const long = `http://localhost/${"x".repeat(8000)}`;
      stage.attempt("too long", () => stage.engine.parse(long));
      return Promise.resolve();
    },
  },
  {
    name: "the engine alone: TransportError",
    script: (stage) => {
      const error = new stage.engine.TransportError("why", "what", { where: 1 });
      stage.note(
        "error",
        error instanceof Error,
        error.message,
        error.type,
        error.description,
        error.context,
      );
      return Promise.resolve();
    },
  },
];

export const engine: readonly Scenario[] = [...events, ...alone, ...others];
