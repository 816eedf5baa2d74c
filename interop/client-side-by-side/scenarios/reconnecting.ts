import type { Manager, Socket } from "socket.io-client";
import type { ClientOptions, ClientStage } from "../harness/client-stage.ts";
import type { RawServer } from "../harness/raw-server.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { VirtualTime } from "../harness/virtual-time.ts";

const REFUSAL = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const options: ClientOptions = { transports: ["websocket"], reconnection: true };

/** A server that can be switched off and on. */
interface Switched {
  readonly raw: RawServer;
  isOn: boolean;
}

async function switched(stage: ClientStage): Promise<Switched> {
  const refuse = (): string | undefined => (state.isOn ? undefined : REFUSAL);
  const state: Switched = { isOn: true, raw: await stage.raw({ open: { pingInterval: 1e6 }, refuse }) };
  return state;
}

/** Delays, for a server that never comes back. */
const delays: readonly (readonly [string, ClientOptions, number])[] = [
  ["defaults, randomness 0.5", {}, 0.5],
  ["defaults, randomness 0.15", {}, 0.15],
  ["defaults, randomness 0.95", {}, 0.95],
  ["no randomness", { randomizationFactor: 0 }, 0.95],
  ["all randomness", { randomizationFactor: 1 }, 0.35],
  ["short ones", { reconnectionDelay: 10, reconnectionDelayMax: 50 }, 0.3],
  ["the delay is above the most", { reconnectionDelay: 300, reconnectionDelayMax: 100 }, 0.7],
  ["no end", { reconnectionDelay: 1, reconnectionDelayMax: 3, randomizationFactor: 0 }, 0.1],
];

const timed: readonly Scenario[] = delays.map(([name, given, random]) => ({
  name: `delays: ${name}`,
  script: async (stage) => {
    const time = stage.virtualTime(random);
    const raw = await stage.raw({ refuse: () => REFUSAL });
    const socket = stage.keep(stage.client.io(raw.url(), { ...options, reconnectionAttempts: 8, ...given }));
    socket.io.on("reconnect_attempt", (attempt) => stage.log("a", "attempt", attempt));
    socket.io.on("reconnect_failed", () => stage.log("a", "failed"));
    await time.pass(60_000);
  },
}));

interface Parts {
  readonly stage: ClientStage;
  readonly time: VirtualTime;
  readonly server: Switched;
  readonly socket: Socket;
  readonly manager: Manager;
}

/** What happens to a client that is connected and reconnects. */
const scripts: readonly (readonly [string, ClientOptions, (parts: Parts) => Promise<unknown>])[] = [
  [
    "a cut and a return",
    {},
    async ({ time, server }) => {
      server.raw.session.cut();
      await time.pass(5000);
    },
  ],
  [
    "a cut, two attempts in vain, a return",
    {},
    async ({ time, server }) => {
      server.isOn = false;
      server.raw.session.cut();
      await time.pass(4000);
      server.isOn = true;
      await time.pass(10_000);
    },
  ],
  [
    "all attempts in vain",
    { reconnectionAttempts: 2 },
    async ({ stage, time, server, socket, manager }) => {
      server.isOn = false;
      server.raw.session.cut();
      await time.pass(60_000);
      stage.note("after", socket.active, manager._readyState, manager._reconnecting);
      server.isOn = true;
      socket.connect();
      await time.pass(1000);
      manager.connect();
      await time.pass(1000);
    },
  ],
  [
    "the first connection is in vain, and the next",
    { reconnectionAttempts: 2, autoConnect: false },
    async ({ time, server, socket }) => {
      server.isOn = false;
      socket.connect();
      await time.pass(60_000);
    },
  ],
  [
    "two cuts: the delays begin anew",
    {},
    async ({ time, server }) => {
      server.isOn = false;
      server.raw.session.cut();
      await time.pass(4000);
      server.isOn = true;
      await time.pass(10_000);
      server.raw.session.cut();
      await time.pass(3000);
    },
  ],
  [
    "reconnection: false",
    { reconnection: false },
    async ({ stage, time, server, socket }) => {
      server.raw.session.cut();
      await time.pass(10_000);
      stage.note("active", socket.active, socket.connected);
      socket.connect();
      await time.pass(100);
    },
  ],
  [
    "the server says goodbye",
    {},
    async ({ stage, time, server, socket }) => {
      server.raw.session.send("41");
      await time.pass(10_000);
      stage.note("active", socket.active, socket.io._reconnecting);
      socket.connect();
      await time.pass(100);
    },
  ],
  [
    "disconnect() while it waits",
    {},
    async ({ stage, time, server, socket }) => {
      server.raw.session.cut();
      await time.pass(100);
      stage.note("waiting", socket.active, socket.io._reconnecting);
      socket.disconnect();
      stage.note("no more", socket.active, socket.io._reconnecting);
      await time.pass(10_000);
    },
  ],
  [
    "disconnect() and connect() while it waits",
    {},
    async ({ stage, time, server, socket }) => {
      server.raw.session.cut();
      await time.pass(100);
      socket.disconnect();
      socket.connect();
      stage.note("state", socket.io._readyState, socket.io._reconnecting);
      await time.pass(10_000);
    },
  ],
  [
    "connect() while it waits",
    {},
    async ({ stage, time, server, socket }) => {
      server.raw.session.cut();
      await time.pass(100);
      socket.connect();
      stage.note("state", socket.io._readyState, socket.io._reconnecting);
      await time.pass(10_000);
    },
  ],
  [
    "manager.open() while it waits",
    {},
    async ({ stage, time, server, manager }) => {
      server.raw.session.cut();
      await time.pass(100);
      manager.open();
      stage.note("state", manager._readyState, manager._reconnecting);
      await time.pass(10_000);
    },
  ],
  [
    "manager._close() while it waits",
    {},
    async ({ stage, time, server, socket, manager }) => {
      server.raw.session.cut();
      await time.pass(100);
      manager._close();
      stage.note("state", manager._readyState, manager._reconnecting, socket.active);
      await time.pass(10_000);
    },
  ],
  [
    "disconnect() in reconnect_attempt",
    {},
    async ({ time, server, socket, manager }) => {
      manager.on("reconnect_attempt", () => socket.disconnect());
      server.raw.session.cut();
      await time.pass(10_000);
    },
  ],
  [
    "reconnection(false) in reconnect_error",
    {},
    async ({ stage, time, server, manager }) => {
      manager.on("reconnect_error", () => manager.reconnection(false));
      server.isOn = false;
      server.raw.session.cut();
      await time.pass(20_000);
      stage.note("state", manager._reconnecting);
    },
  ],
  [
    "opts.query and the headers are changed in reconnect_attempt",
    {},
    async ({ time, server, manager }) => {
      manager.on("reconnect_attempt", (attempt) => {
        manager.opts.query = { attempt };
        manager.opts.extraHeaders = { "x-attempt": String(attempt) };
      });
      server.isOn = false;
      server.raw.session.cut();
      await time.pass(4000);
      server.isOn = true;
      await time.pass(10_000);
    },
  ],
  [
    "opts.transports and opts.path are changed in reconnect_attempt",
    {},
    async ({ time, server, manager }) => {
      manager.on("reconnect_attempt", () => {
        manager.opts.transports = ["polling"];
        manager.opts.path = "/moved";
      });
      server.raw.session.cut();
      await time.pass(3000);
    },
  ],
  [
    "the setters are used in reconnect_attempt",
    {},
    async ({ time, server, manager }) => {
      manager.on("reconnect_attempt", () => manager.reconnectionDelayMax(1500).reconnectionAttempts(3));
      server.isOn = false;
      server.raw.session.cut();
      await time.pass(20_000);
    },
  ],
  [
    "CONNECT_ERROR at the return",
    {},
    async ({ stage, time, server, socket }) => {
      socket.auth = (answer) => {
        server.raw.session.send('44{"message":"not you"}');
        answer({});
      };
      server.raw.session.cut();
      await time.pass(10_000);
      stage.note("state", socket.active, socket.connected, socket.io._readyState);
    },
  ],
  [
    "two namespaces return",
    {},
    async ({ stage, time, server, manager }) => {
      const other = stage.watch("b", manager.socket("/x"), { manager: false });
      await time.pass(10);
      server.raw.session.cut();
      await time.pass(3000);
      stage.note("connected", other.connected);
    },
  ],
  [
    "one of two namespaces has left",
    {},
    async ({ stage, time, server, manager, socket }) => {
      const other = stage.watch("b", manager.socket("/x"), { manager: false });
      await time.pass(10);
      socket.disconnect();
      server.raw.session.cut();
      await time.pass(3000);
      stage.note("connected", socket.connected, other.connected);
    },
  ],
  [
    "the connection takes too long at the return",
    { timeout: 500, reconnectionAttempts: 2 },
    async ({ time, server }) => {
      server.raw.openPacket = () => "6";
      server.raw.session.cut();
      await time.pass(20_000);
    },
  ],
  [
    "a ping timeout and a return",
    {},
    async ({ time }) => {
      await time.pass(1_021_000);
      await time.pass(3000);
    },
  ],
  [
    "a bad packet and a return",
    {},
    async ({ time, server }) => {
      server.raw.session.send("4abc");
      await time.pass(3000);
    },
  ],
  [
    "engine.close() and a return",
    {},
    async ({ time, manager }) => {
      manager.engine.close();
      await time.pass(3000);
    },
  ],
  [
    "over polling",
    { transports: ["polling"] },
    async ({ time, server }) => {
      server.raw.session.answerPoll(400, '{"code":1,"message":"Session ID unknown"}');
      await time.pass(3000);
    },
  ],
];

const connected: readonly Scenario[] = scripts.map(([name, given, script]) => ({
  name: `reconnecting: ${name}`,
  script: async (stage) => {
    const time = stage.virtualTime(0.5);
    const server = await switched(stage);
    const socket = stage.connect(server.raw.url(), { ...options, ...given });
    await time.pass(10);
    await script({ stage, time, server, socket, manager: socket.io });
  },
}));

const others: readonly Scenario[] = [
  {
    name: "uri is changed in reconnect_attempt",
    script: async (stage) => {
      const time = stage.virtualTime();
      const first = await stage.raw();
      const second = await stage.raw();
      const socket = stage.connect(first.url(), options);
      await time.pass(10);
      socket.io.on("reconnect_attempt", () => {
        (socket.io as unknown as { uri: string }).uri = second.url();
      });
      first.session.cut();
      await time.pass(3000);
      stage.note("moved", first.sessions.length, second.sessions.length);
    },
  },
  {
    name: "the server stops and comes back",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw, {
        ...options,
        reconnectionDelay: 1,
        reconnectionDelayMax: 20,
        randomizationFactor: 0,
      });
      socket.io.once("reconnect_error", () => void raw.listen());
      await raw.stop();
      await stage.seen("a", "manager reconnect ");
      socket.emit("back");
      await stage.settle();
    },
  },
];

export const reconnecting: readonly Scenario[] = [...timed, ...connected, ...others];
