import type { ClientOptions, ClientStage } from "../harness/client-stage.ts";
import type { Scenario } from "../harness/scenario.ts";

const upgrades = { open: { upgrades: ["websocket"] } };
const REFUSAL = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
/** The engine's events of an upgrade; those of what is written depend on which transport is faster. */
const BUT_TRAFFIC = ["drain", "flush", "packetCreate", "data", "message", "packet", "heartbeat", "handshake"];

function given(options: object): ClientOptions {
  return options;
}

/** Values of `transports`. */
const lists: readonly (readonly [string, (stage: ClientStage) => object])[] = [
  ["polling only", () => ({ transports: ["polling"] })],
  ["websocket only", () => ({ transports: ["websocket"] })],
  ["websocket, then polling", () => ({ transports: ["websocket", "polling"] })],
  ["polling, then websocket", () => ({ transports: ["polling", "websocket"] })],
  ["none", () => ({ transports: [] })],
  ["one that nobody knows", () => ({ transports: ["pigeon"] })],
  ["one that nobody knows, then polling", () => ({ transports: ["pigeon", "polling"] })],
  ["webtransport, which Node does not have", () => ({ transports: ["webtransport"] })],
  ["classes", ({ client }) => ({ transports: [client.XHR, client.WebSocket] })],
  ["the class of polling for Node", ({ client }) => ({ transports: [client.NodeXHR] })],
  ["the class of WebSocket for Node", ({ client }) => ({ transports: [client.NodeWebSocket] })],
  ["the class of fetch", ({ client }) => ({ transports: [client.Fetch] })],
  [
    "classes of the engine",
    ({ engine }) => ({ transports: [engine.transports.polling, engine.transports.websocket] }),
  ],
];

const choices: readonly Scenario[] = lists.map(([name, options]) => ({
  name: `transports: ${name}`,
  script: async (stage) => {
    const raw = await stage.raw();
    stage.attempt("io", () => {
      const socket = stage.connect(raw.url(), given(options(stage)));
      return socket.io._readyState;
    });
    await stage.settle();
  },
}));

const fetching: readonly Scenario[] = [
  {
    name: "fetch: everything in order",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(
        raw.url(),
        given({ transports: [stage.client.Fetch], extraHeaders: { "x-own": "1" } }),
      );
      await stage.seen("a", "connect");
      await stage.settle();
      socket.emit("x", "ä€", Buffer.of(1));
      await stage.settle();
      raw.session.send('42["y","ä€"]');
      await stage.seen("a", "event");
      socket.disconnect();
      await stage.settle();
    },
  },
  ...(
    [
      ["read", "GET"],
      ["write", "POST"],
    ] as const
  ).map(([what, method]): Scenario => ({
    name: `fetch: a ${what} is answered with 503`,
    script: async (stage) => {
      let isBad = false;
      const raw = await stage.raw({
        answer: (request, response) => {
          if (!isBad || request.method !== method) return false;
          response.writeHead(503).end("no");
          return true;
        },
      });
      const socket = stage.connect(raw.url(), given({ transports: [stage.client.Fetch] }));
      await stage.seen("a", "connect");
      await stage.settle();
      isBad = true;
      if (method === "POST") socket.emit("x");
      else raw.session.send("6");
      await stage.seen("a", "disconnect");
    },
  })),
];

const upgrading: readonly Scenario[] = [
  {
    name: "the upgrade in order",
    script: async (stage) => {
      const raw = await stage.raw(upgrades);
      const socket = stage.connect(raw.url(), {}, { engine: BUT_TRAFFIC });
      await stage.settle();
      stage.note("before", socket.io.engine.transport.name, socket.connected);
      await stage.upgrade(raw);
      stage.note("after", socket.io.engine.transport.name, socket.connected);
      socket.emit("by websocket", Buffer.of(1));
      raw.session.send('42["and back"]');
      await stage.settle();
    },
  },
  {
    name: "what is emitted during the upgrade goes by one transport or the other, in order",
    script: async (stage) => {
      const raw = await stage.raw(upgrades);
      const socket = stage.connect(raw.url());
      await stage.settle();
      socket.emit("while the probe is out");
      await stage.settle();
      raw.probe?.sendText("3probe");
      await stage.settle();
      socket.emit("while polling pauses", 1);
      socket.volatile.emit("volatile while polling pauses");
      await stage.settle();
      raw.session.answerPoll(200, "6");
      await stage.settle();
      socket.emit("after");
      await stage.settle();
    },
  },
  {
    name: "upgrade: false",
    script: async (stage) => {
      const raw = await stage.raw(upgrades);
      const socket = stage.connect(raw.url(), { upgrade: false });
      await stage.settle();
      stage.note("transport", socket.io.engine.transport.name);
    },
  },
  {
    name: "the server offers what the client does not know or want",
    script: async (stage) => {
      const raw = await stage.raw({ open: { upgrades: ["pigeon", "polling", "websocket"] } });
      stage.connect(raw.url(), { transports: ["polling"] });
      await stage.settle();
    },
  },
  ...[
    ["is refused", () => REFUSAL],
    ["is cut", () => ""],
  ].map(([name, refuse]): Scenario => ({
    name: `the WebSocket of the upgrade ${name as string}`,
    script: async (stage) => {
      const raw = await stage.raw({ ...upgrades, refuse: refuse as () => string });
      const socket = stage.connect(raw.url(), {}, { engine: BUT_TRAFFIC });
      await stage.settle();
      socket.emit("still by polling");
      await stage.settle();
      stage.note("transport", socket.io.engine.transport.name);
    },
  })),
  ...(["3nonsense", "4", "1", "3", "x"] as const).map((answer): Scenario => ({
    name: `the probe is answered with "${answer}"`,
    script: async (stage) => {
      const raw = await stage.raw(upgrades);
      const socket = stage.connect(raw.url(), {}, { engine: BUT_TRAFFIC });
      await stage.settle();
      raw.probe?.sendText(answer);
      await stage.settle();
      socket.emit("still by polling");
      await stage.settle();
      stage.note("transport", socket.io.engine.transport.name);
    },
  })),
  {
    name: "the probe is cut before its answer",
    script: async (stage) => {
      const raw = await stage.raw(upgrades);
      const socket = stage.connect(raw.url(), {}, { engine: BUT_TRAFFIC });
      await stage.settle();
      raw.probe?.terminate();
      await stage.settle();
      stage.note("transport", socket.io.engine.transport.name, socket.connected);
    },
  },
  {
    name: "disconnect while the probe is out",
    script: async (stage) => {
      const raw = await stage.raw(upgrades);
      const socket = stage.connect(raw.url(), {}, { engine: BUT_TRAFFIC });
      await stage.settle();
      socket.disconnect();
      stage.note("state", socket.io.engine.readyState);
      await stage.settle();
      stage.note("state", socket.io.engine.readyState);
    },
  },
  {
    name: "disconnect while polling pauses for the upgrade",
    script: async (stage) => {
      const raw = await stage.raw(upgrades);
      const socket = stage.connect(raw.url(), {}, { engine: BUT_TRAFFIC });
      await stage.settle();
      raw.probe?.sendText("3probe");
      await stage.settle();
      socket.disconnect();
      stage.note("state", socket.io.engine.readyState);
      await stage.settle();
      raw.session.answerPoll(200, "6");
      await stage.settle();
      stage.note("state", socket.io.engine.readyState);
    },
  },
  {
    name: "polling is cut while the probe is out",
    script: async (stage) => {
      const raw = await stage.raw(upgrades);
      const socket = stage.connect(raw.url(), {}, { engine: BUT_TRAFFIC });
      await stage.settle();
      raw.session.poll?.destroy();
      await stage.seen("a", "disconnect");
      await stage.settle();
      stage.note("state", socket.io.engine.readyState);
    },
  },
  {
    name: "rememberUpgrade",
    script: async (stage) => {
      const raw = await stage.raw(upgrades);
      const { Socket } = stage.engine;
      Socket.priorWebsocketSuccess = false;
      const first = stage.connect(raw.url(), { rememberUpgrade: true });
      await stage.upgrade(raw);
      stage.note("remembered", Socket.priorWebsocketSuccess, first.io.engine.transport.name);
      const second = stage.watch(
        "b",
        stage.keep(stage.client.io(raw.url(), { rememberUpgrade: true, forceNew: true })),
      );
      await stage.settle();
      stage.note("second", second.io.engine.transport.name);
      const third = stage.watch(
        "c",
        stage.keep(stage.client.io(raw.url(), { forceNew: true, upgrade: false })),
      );
      await stage.settle();
      stage.note("third", third.io.engine.transport.name);
      Socket.priorWebsocketSuccess = false;
    },
  },
  {
    name: "tryAllTransports: websocket is refused, polling works",
    script: async (stage) => {
      const raw = await stage.raw({ refuse: () => REFUSAL });
      const socket = stage.connect(raw.url(), {
        transports: ["websocket", "polling"],
        tryAllTransports: true,
      });
      await stage.seen("a", "connect");
      await stage.settle();
      stage.note("transport", socket.io.engine.transport.name);
    },
  },
  {
    name: "tryAllTransports: none works",
    script: async (stage) => {
      const raw = await stage.raw({
        refuse: () => REFUSAL,
        answer: (_request, response) => {
          response.writeHead(503).end("no");
          return true;
        },
      });
      stage.connect(raw.url(), { transports: ["polling", "websocket"], tryAllTransports: true });
      await stage.seen("a", "connect_error");
      await stage.settle();
    },
  },
  {
    name: "without tryAllTransports the first one counts",
    script: async (stage) => {
      const raw = await stage.raw({ refuse: () => REFUSAL });
      stage.connect(raw.url(), { transports: ["websocket", "polling"] });
      await stage.seen("a", "connect_error");
      await stage.settle();
    },
  },
];

const custom: readonly Scenario[] = [
  {
    name: "a transport class of one's own",
    script: async (stage) => {
      const log = stage.logOf("transport");
      class Own extends stage.engine.Transport {
        override get name(): string {
          return "own";
        }

        override doOpen(): void {
          log(
            "doOpen",
            this.readyState,
            this.query,
            this.createUri("own", this.query).replace(/:\d+/, ":<port>"),
          );
          this.onOpen();
          this.onData(
            '0{"sid":"own","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":100}',
          );
        }

        override doClose(): void {
          log("doClose", this.readyState);
          this.onClose();
        }

        override write(packets: readonly { readonly data?: unknown }[]): void {
          log("write", this.writable, packets);
          this.writable = false;
          queueMicrotask(() => {
            for (const { data } of packets) {
              if (data === "0") this.onPacket({ type: "message", data: '0{"sid":"joined"}' });
              if (String(data).startsWith("2")) this.onData("2");
            }
            this.writable = true;
            this.emitReserved("drain");
          });
        }
      }
      const socket = stage.connect("http://localhost:1", given({ transports: [Own], query: { a: "b" } }), {
        engine: true,
      });
      await stage.settle();
      socket.emit("x", 1).emit("y", Buffer.of(1));
      await stage.settle();
      socket.disconnect();
      await stage.settle();
    },
  },
  {
    name: "a transport class of one's own that fails",
    script: async (stage) => {
      class Failing extends stage.engine.Transport {
        override get name(): string {
          return "failing";
        }

        override doOpen(): void {
          this.onError("own error", "the description", { own: "context" });
        }

        override doClose(): void {
          stage.log("transport", "doClose");
        }

        override write(): void {
          stage.log("transport", "write");
        }
      }
      const socket = stage.connect("http://localhost:1", given({ transports: [Failing] }), { engine: true });
      await stage.settle();
      stage.note("state", socket.io.engine.readyState);
    },
  },
  {
    name: "a stock transport with a hook of one's own",
    script: async (stage) => {
      class Hooked extends stage.client.NodeWebSocket {
        override doOpen(): this {
          stage.log("transport", "doOpen", this.name);
          this.opts.extraHeaders = { "x-hook": "1" };
          return super.doOpen();
        }
      }
      const raw = await stage.raw();
      stage.connect(raw.url(), given({ transports: [Hooked] }));
      await stage.seen("a", "connect");
      await stage.settle();
    },
  },
];

export const transports: readonly Scenario[] = [...choices, ...fetching, ...upgrading, ...custom];
