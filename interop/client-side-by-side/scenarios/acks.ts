import { Buffer } from "node:buffer";
import type { Socket } from "socket.io-client";
import type { ClientOptions } from "../harness/client-stage.ts";
import type { Scenario } from "../harness/scenario.ts";

const websocket: ClientOptions = { transports: ["websocket"] };

type Ack = (...values: unknown[]) => void;

/** How listeners answer. */
const answers: readonly (readonly [string, (ack: Ack) => unknown])[] = [
  ["at once", (ack) => ack("ok")],
  ["without a value", (ack) => ack()],
  ["with several values", (ack) => ack(null, { a: 1 }, [2])],
  ["with undefined", (ack) => ack(undefined)],
  ["with an error", (ack) => ack(new Error("no"))],
  ["with a buffer", (ack) => ack({ deep: [Buffer.of(1, 2)] })],
  ["twice", (ack) => [ack("first"), ack("second")]],
  ["later", (ack) => void setImmediate(ack, "later")],
];

const given: readonly Scenario[] = answers.map(([name, answer]) => ({
  name: `a listener acknowledges ${name}`,
  script: async (stage) => {
    const raw = await stage.raw();
    const socket = await stage.joined(raw);
    socket.on("x", (...args: unknown[]) => answer(args.at(-1) as Ack));
    raw.session.send('427["x",1]', '42999999["x"]');
    await stage.settle();
  },
}));

/** What a server may answer to a packet with this id. */
const packets: readonly (readonly [string, (id: number) => readonly (string | Buffer)[]])[] = [
  ["a value", (id) => [`43${id}["ok"]`]],
  ["nothing", (id) => [`43${id}[]`]],
  ["null", (id) => [`43${id}[null]`]],
  ["several values", (id) => [`43${id}[null,{"a":1},[2]]`]],
  ["a buffer", (id) => [`461-${id}["b",{"_placeholder":true,"num":0}]`, Buffer.of(1, 2)]],
  ["twice", (id) => [`43${id}["first"]`, `43${id}["second"]`]],
  ["leading zeros", (id) => [`4300${id}["x"]`]],
  ["another one's id", (id) => [`43${id + 50}["x"]`, `43["y"]`]],
];

/** How an application asks; `ask` notes what comes of it. */
const ways: readonly (readonly [
  string,
  ClientOptions,
  (socket: Socket, name: string, note: Ack) => unknown,
])[] = [
  [
    "a callback",
    {},
    (socket, name, note) => socket.emit(name, 1, (...values: unknown[]) => note("ack", ...values)),
  ],
  [
    "a callback with a timeout",
    {},
    (socket, name, note) =>
      socket.timeout(5000).emit(name, 1, (...values: unknown[]) => note("ack", ...values)),
  ],
  [
    "a callback with ackTimeout",
    { ackTimeout: 5000 },
    (socket, name, note) => socket.emit(name, 1, (...values: unknown[]) => note("ack", ...values)),
  ],
  [
    "emitWithAck",
    {},
    (socket, name, note) =>
      socket.emitWithAck(name, 1).then(
        (value: unknown) => note("resolved", value),
        (error: unknown) => note("rejected", error),
      ),
  ],
  [
    "emitWithAck with a timeout",
    {},
    (socket, name, note) =>
      (socket.timeout(5000) as Socket).emitWithAck(name, 1).then(
        (value: unknown) => note("resolved", value),
        (error: unknown) => note("rejected", error),
      ),
  ],
  [
    "emitWithAck with ackTimeout",
    { ackTimeout: 5000 },
    (socket, name, note) =>
      socket.emitWithAck(name, 1).then(
        (value: unknown) => note("resolved", value),
        (error: unknown) => note("rejected", error),
      ),
  ],
];

const asked: readonly Scenario[] = ways.flatMap(([way, options, ask]) => [
  {
    name: `${way}, answered in many ways`,
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw, options);
      for (const [id, [name, answer]] of packets.entries()) {
        ask(socket, "x", (what, ...values) => stage.log("a", `${name}: ${String(what)}`, ...values));
        await stage.settle();
        raw.session.send(...answer(id));
        await stage.settle();
      }
      for (const event of ["y", "z"]) {
        ask(socket, event, (what, ...values) => stage.log("a", `${event}: ${String(what)}`, ...values));
      }
      raw.session.send(`43${packets.length + 1}["of z"]`, `43${packets.length}["of y"]`);
      await stage.settle();
      socket.disconnect();
      await stage.settle();
    },
  } satisfies Scenario,
  {
    name: `${way}, never answered`,
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ open: { pingInterval: 100_000 } });
      const socket = stage.connect(raw.url(), { ...websocket, ...options });
      await time.pass(10);
      ask(socket, "x", (what, ...values) => stage.log("a", String(what), ...values));
      await time.pass(10_000);
      raw.session.send('430["late"]');
      await time.pass(10);
    },
  } satisfies Scenario,
  {
    name: `${way}, and a cut`,
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw, options);
      ask(socket, "x", (what, ...values) => stage.log("a", String(what), ...values));
      await stage.settle();
      raw.session.cut();
      await stage.settle();
      ask(socket, "y", (what, ...values) => stage.log("a", `second ${String(what)}`, ...values));
      stage.note("buffer", socket.sendBuffer.length);
      socket.connect();
      await stage.settle();
      raw.session.send('431["to the second"]');
      await stage.settle();
    },
  } satisfies Scenario,
  {
    name: `${way}, disconnect() before and after it was sent`,
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { autoConnect: false, ...websocket, ...options });
      ask(socket, "x", (what, ...values) => stage.log("a", String(what), ...values));
      socket.connect();
      socket.disconnect();
      await stage.settle();
      socket.connect();
      await stage.settle();
      socket.disconnect();
      await stage.settle();
    },
  } satisfies Scenario,
  {
    name: `${way}, the time is over before it was sent`,
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ open: { pingInterval: 100_000 } });
      const socket = stage.connect(raw.url(), { autoConnect: false, ...websocket, ...options });
      ask(socket, "x", (what, ...values) => stage.log("a", String(what), ...values));
      socket.emit("beside");
      await time.pass(6000);
      stage.note("buffer", socket.sendBuffer.length);
      socket.connect();
      await time.pass(100);
      stage.note("buffer", socket.sendBuffer.length);
    },
  } satisfies Scenario,
]);

const others: readonly Scenario[] = [
  {
    name: "ids go on, over reconnections and in each namespace",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      const other = stage.keep(stage.client.io(raw.url("/x"), websocket));
      const ack = (): void => undefined;
      socket.emit("a", ack);
      other.emit("b", ack);
      socket.emit("c", 1, ack);
      await stage.settle();
      raw.session.cut();
      await stage.settle();
      socket.emit("d", ack);
      socket.connect();
      await stage.settle();
      socket.emit("e", ack);
      await stage.settle();
    },
  },
  {
    name: "a function that is not the last argument",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      socket.emit("x", () => 1, 2);
      socket.emit(
        "y",
        () => 1,
        () => 2,
      );
      await stage.settle();
    },
  },
  {
    name: "a timeout without a callback, and a timeout of 0",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), websocket);
      await time.pass(10);
      socket.timeout(5).emit("x", 1);
      (socket.timeout(0) as Socket).emit("y", (...values: unknown[]) => stage.log("a", "ack", ...values));
      await time.pass(100);
    },
  },
  {
    name: "timeout() beats ackTimeout",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { ...websocket, ackTimeout: 1000 });
      await time.pass(10);
      (socket.timeout(50) as Socket).emit("x", (...values: unknown[]) =>
        stage.log("a", "ack of x", ...values),
      );
      socket.emit("y", (...values: unknown[]) => stage.log("a", "ack of y", ...values));
      await time.pass(2000);
    },
  },
  {
    name: "acknowledging after the end, and after a reconnection",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      const acks: Ack[] = [];
      socket.on("x", (ack: Ack) => acks.push(ack));
      raw.session.send('421["x"]', '422["x"]');
      await stage.settle();
      raw.session.cut();
      await stage.settle();
      acks[0]?.("in the dark");
      stage.note("buffer", socket.sendBuffer.length);
      socket.connect();
      await stage.settle();
      acks[1]?.("late");
      await stage.settle();
    },
  },
  {
    name: "an ack that throws",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      socket.emit("x", () => {
        throw new Error("of the application");
      });
      socket.emit("y", (value: unknown) => stage.log("a", "ack of y", value));
      await stage.settle();
      raw.session.send('430["x"]', '431["y"]');
      await stage.settle();
      stage.note("state", socket.connected);
    },
  },
  {
    name: "acks over polling",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { transports: ["polling"] });
      await stage.seen("a", "connect");
      socket.emit("x", (value: unknown) => stage.log("a", "ack", value));
      await stage.settle();
      raw.session.send('430["ok"]');
      await stage.settle();
    },
  },
];

export const acks: readonly Scenario[] = [...given, ...asked, ...others];
