import type { Socket } from "socket.io-client";
import type { ClientOptions, ClientStage } from "../harness/client-stage.ts";
import type { RawServer } from "../harness/raw-server.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { VirtualTime } from "../harness/virtual-time.ts";

interface Parts {
  readonly stage: ClientStage;
  readonly raw: RawServer;
  readonly socket: Socket;
  readonly time: VirtualTime;
}

type Script = (parts: Parts) => Promise<unknown>;

function ackOf(stage: ClientStage, name: string): (...values: unknown[]) => void {
  return (...values) => stage.log("a", `ack of ${name}`, ...values);
}

const scripts: readonly (readonly [string, ClientOptions, Script])[] = [
  [
    "one at a time",
    { retries: 3, ackTimeout: 1000 },
    async ({ stage, raw, socket, time }) => {
      socket.emit("x", 1, ackOf(stage, "x"));
      socket.emit("y", 2, ackOf(stage, "y"));
      socket.emit("z");
      await time.pass(100);
      raw.session.send('430["ok"]');
      await time.pass(100);
      raw.session.send('431["ok",2]');
      await time.pass(100);
      raw.session.send("432[]");
      await time.pass(100);
    },
  ],
  [
    "never answered",
    { retries: 2, ackTimeout: 1000 },
    async ({ stage, socket, time }) => {
      socket.emit("x", 1, ackOf(stage, "x"));
      socket.emit("y", ackOf(stage, "y"));
      await time.pass(10_000);
    },
  ],
  [
    "answered at the second try",
    { retries: 2, ackTimeout: 1000 },
    async ({ stage, raw, socket, time }) => {
      socket.emit("x", 1, ackOf(stage, "x"));
      await time.pass(1500);
      raw.session.send('430["late"]');
      await time.pass(100);
      raw.session.send('431["in time"]');
      await time.pass(5000);
    },
  ],
  [
    "without ackTimeout the first value is an error",
    { retries: 2 },
    async ({ stage, raw, socket, time }) => {
      socket.emit("x", 1, ackOf(stage, "x"));
      for (const id of [0, 1, 2]) {
        await time.pass(100);
        raw.session.send(`43${id}["taken for an error"]`);
      }
      await time.pass(100);
    },
  ],
  [
    "without ackTimeout, answered with null",
    { retries: 2 },
    async ({ stage, raw, socket, time }) => {
      socket.emit("x", 1, ackOf(stage, "x"));
      await time.pass(100);
      raw.session.send('430[null,"value"]');
      await time.pass(100);
      socket.emit("y", ackOf(stage, "y"));
      await time.pass(100);
      raw.session.send("431[]");
      await time.pass(100);
    },
  ],
  [
    "without ackTimeout and never answered",
    { retries: 2 },
    async ({ stage, socket, time }) => {
      socket.emit("x", 1, ackOf(stage, "x"));
      await time.pass(10_000);
    },
  ],
  [
    "with timeout()",
    { retries: 1 },
    async ({ stage, socket, time }) => {
      (socket.timeout(500) as Socket).emit("x", 1, ackOf(stage, "x"));
      await time.pass(3000);
    },
  ],
  [
    "no callback",
    { retries: 1, ackTimeout: 500 },
    async ({ raw, socket, time }) => {
      socket.emit("x").emit("y");
      await time.pass(600);
      raw.session.send('431["ok"]');
      await time.pass(3000);
    },
  ],
  [
    "volatile passes by",
    { retries: 1, ackTimeout: 500 },
    async ({ stage, socket, time }) => {
      socket.emit("x");
      socket.volatile.emit("v", 1);
      socket.volatile.emit("w", ackOf(stage, "w"));
      await time.pass(3000);
    },
  ],
  [
    "emitWithAck",
    { retries: 1, ackTimeout: 500 },
    async ({ stage, raw, socket, time }) => {
      const log = stage.logOf("a");
      const note = (promise: Promise<unknown>): void =>
        void promise.then(
          (value) => log("resolved", value),
          (error: unknown) => log("rejected", error),
        );
      note(socket.emitWithAck("x"));
      note(socket.emitWithAck("y"));
      await time.pass(100);
      raw.session.send('430["value"]');
      await time.pass(3000);
    },
  ],
  [
    "retries: 0",
    { retries: 0, ackTimeout: 500 },
    async ({ stage, socket, time }) => {
      socket.emit("x", ackOf(stage, "x"));
      socket.emit("y");
      await time.pass(3000);
    },
  ],
  [
    "binary is sent again",
    { retries: 1, ackTimeout: 500 },
    async ({ stage, socket, time }) => {
      socket.emit("x", Buffer.of(1, 2), ackOf(stage, "x"));
      await time.pass(3000);
    },
  ],
  [
    "a cut, and a reconnection",
    { retries: 5, ackTimeout: 1000, reconnection: true },
    async ({ stage, raw, socket, time }) => {
      socket.emit("x", 1, ackOf(stage, "x"));
      socket.emit("y", 2, ackOf(stage, "y"));
      await time.pass(100);
      raw.session.cut();
      await time.pass(100);
      socket.emit("z", ackOf(stage, "z"));
      stage.note("buffer", socket.sendBuffer.length);
      await time.pass(1500);
      stage.note("buffer", socket.sendBuffer.length);
      raw.session.send('431["ok"]');
      await time.pass(100);
      raw.session.send('432["ok"]');
      await time.pass(100);
      raw.session.send('433["ok"]');
      await time.pass(5000);
    },
  ],
  [
    "disconnect() and connect()",
    { retries: 3, ackTimeout: 1000 },
    async ({ stage, socket, time }) => {
      socket.emit("x", 1, ackOf(stage, "x"));
      await time.pass(100);
      socket.disconnect();
      socket.emit("y", ackOf(stage, "y"));
      await time.pass(3000);
      stage.note("buffer", socket.sendBuffer.length);
      socket.connect();
      await time.pass(500);
    },
  ],
  [
    "outgoing listeners hear each try",
    { retries: 1, ackTimeout: 500 },
    async ({ stage, socket, time }) => {
      socket.onAnyOutgoing((...values: unknown[]) => stage.log("a", "outgoing", ...values));
      socket.emit("x", 1, ackOf(stage, "x"));
      await time.pass(3000);
    },
  ],
];

const connected: readonly Scenario[] = scripts.map(([name, options, script]) => ({
  name: `retries: ${name}`,
  script: async (stage) => {
    const time = stage.virtualTime();
    const raw = await stage.raw({ open: { pingInterval: 100_000 } });
    const socket = stage.connect(raw.url(), { transports: ["websocket"], ...options });
    await time.pass(10);
    await script({ stage, raw, socket, time });
  },
}));

const others: readonly Scenario[] = [
  {
    name: "retries: emitted before the connection",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ open: { pingInterval: 100_000 } });
      const socket = stage.connect(raw.url(), {
        transports: ["websocket"],
        autoConnect: false,
        retries: 2,
        ackTimeout: 500,
      });
      socket.emit("x", 1, ackOf(stage, "x"));
      socket.emit("y", ackOf(stage, "y"));
      stage.note("buffer", socket.sendBuffer.length);
      await time.pass(3000);
      socket.connect();
      await time.pass(100);
      raw.session.send('430["ok"]');
      await time.pass(100);
      stage.note("buffer", socket.sendBuffer.length);
    },
  },
];

export const retries: readonly Scenario[] = [...connected, ...others];
