import type { Socket } from "socket.io-client";
import type { ClientOptions, ClientStage } from "../harness/client-stage.ts";
import type { RawServer } from "../harness/raw-server.ts";
import type { Scenario } from "../harness/scenario.ts";

const websocket: ClientOptions = { transports: ["websocket"] };

/** What an application emits at once, connected. */
const emits: readonly (readonly [string, (socket: Socket) => unknown])[] = [
  ["nothing but a name", (socket) => socket.emit("x")],
  [
    "values of each kind",
    (socket) => socket.emit("x", 1, -0, 1.5, true, null, undefined, "ä€😀", [1, [2]], { a: { b: 1 } }),
  ],
  [
    "what JSON does not know",
    (socket) => socket.emit("x", NaN, Infinity, () => 1, Symbol("s"), { f: () => 1, u: undefined }),
  ],
  [
    "dates, maps, sets and errors",
    (socket) => socket.emit("x", new Date(0), new Map([[1, 2]]), new Set([1]), new Error("e")),
  ],
  ["toJSON", (socket) => socket.emit("x", { toJSON: () => ({ a: 1 }) })],
  ["a BigInt", (socket) => socket.emit("x", 1n)],
  [
    "a circle",
    (socket) => {
      const circle: Record<string, unknown> = {};
      circle["self"] = circle;
      return socket.emit("x", circle);
    },
  ],
  ["a number as a name", (socket) => socket.emit(7 as unknown as string, 1)],
  ["an empty name", (socket) => socket.emit("", 1)],
  ["send", (socket) => socket.send("a", 1)],
  ["send without anything", (socket) => socket.send()],
  ["connect", (socket) => socket.emit("connect")],
  ["connect_error", (socket) => socket.emit("connect_error")],
  ["disconnect", (socket) => socket.emit("disconnect")],
  ["disconnecting", (socket) => socket.emit("disconnecting")],
  ["newListener", (socket) => socket.emit("newListener")],
  ["removeListener", (socket) => socket.emit("removeListener")],
  ["error", (socket) => socket.emit("error", 1)],
  ["ping", (socket) => socket.emit("ping", 1)],
  ["several at once", (socket) => socket.emit("a").emit("b", 2).emit("c")],
  ["compress", (socket) => socket.compress(false).emit("x", "y".repeat(2000))],
  ["volatile", (socket) => socket.volatile.emit("x")],
  ["volatile, twice at once", (socket) => [socket.volatile.emit("x"), socket.volatile.emit("y")].length],
  ["flags of one emit only", (socket) => socket.volatile.compress(true).timeout(1000).emit("x").emit("y")],
];

/** What polling writes in another way. */
const BY_POLLING = /values of each|several|volatile|compress/;

const now: readonly Scenario[] = emits.flatMap(([name, emit]) =>
  ["websocket", ...(BY_POLLING.test(name) ? ["polling"] : [])].map((transport) => ({
    name: `emit: ${name}, ${transport}`,
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { transports: [transport] });
      await stage.seen("a", "connect");
      await stage.settle();
      stage.attempt("emit", () => {
        const value = emit(socket);
        return value === socket ? "the socket" : value;
      });
      await stage.settle();
      stage.note("state", socket.connected, socket.sendBuffer.length);
    },
  })),
);

/** What a client does at a time when it is not connected. */
const buffered: readonly (readonly [string, (stage: ClientStage, socket: Socket) => unknown])[] = [
  ["emit", (_stage, socket) => socket.emit("one", 1).emit("two", { a: [1] })],
  ["volatile", (_stage, socket) => socket.volatile.emit("volatile").emit("not")],
  [
    "an ack",
    (stage, socket) => socket.emit("x", 1, (...values: unknown[]) => stage.log("a", "ack", ...values)),
  ],
  ["send and compress", (_stage, socket) => socket.compress(false).send("x")],
  ["binary", (_stage, socket) => socket.emit("bin", Buffer.of(1, 2), { deep: new Uint8Array([3]) })],
  [
    "a value that changes",
    (_stage, socket) => {
      const value = { n: 1 };
      socket.emit("x", value);
      value.n = 2;
    },
  ],
];

type Lead = (stage: ClientStage, socket: Socket, raw: RawServer) => unknown;

/** Times at which it is not. */
const times: readonly (readonly [string, Lead])[] = [
  ["before connect()", () => undefined],
  ["while the engine opens", (_stage, socket) => void socket.connect()],
  [
    "while CONNECT waits",
    async (stage, socket) => {
      socket.connect();
      await stage.settle();
    },
  ],
  [
    "after disconnect()",
    async (stage, socket, raw) => {
      socket.connect();
      await stage.settle();
      raw.session.send('40{"sid":"first"}');
      await stage.settle();
      socket.disconnect();
      await stage.settle();
    },
  ],
];

const early: readonly Scenario[] = buffered.flatMap(([what, emit]) =>
  times.map(([when, lead]) => ({
    name: `not connected: ${what}, ${when}`,
    script: async (stage) => {
      const raw = await stage.raw({ accept: false });
      const socket = stage.connect(raw.url(), { autoConnect: false, ...websocket });
      socket.onAnyOutgoing((...values: unknown[]) => stage.log("a", "outgoing", ...values));
      await lead(stage, socket, raw);
      emit(stage, socket);
      stage.note(
        "buffer",
        socket.sendBuffer.length,
        socket.sendBuffer.map(({ type, data }) => [type, data] as const),
      );
      await stage.settle();
      if (!socket.active) socket.connect();
      await stage.settle();
      raw.session.send('40{"sid":"S"}');
      await stage.settle();
      raw.session.send('430["answer"]');
      await stage.settle();
      stage.note("buffer", socket.sendBuffer.length, socket.connected);
    },
  })),
);

const others: readonly Scenario[] = [
  {
    name: "volatile between the engine's opening and CONNECT is kept",
    script: async (stage) => {
      const raw = await stage.raw({ accept: false });
      const socket = stage.connect(raw.url(), websocket);
      socket.volatile.emit("too early");
      await stage.settle();
      socket.volatile.emit("kept");
      await stage.settle();
      raw.session.send('40{"sid":"S"}');
      await stage.settle();
    },
  },
  {
    name: "volatile while polling cannot write",
    script: async (stage) => {
      let held: (() => void) | undefined;
      const raw = await stage.raw({
        answer: ({ method }, response) => {
          if (method !== "POST" || held !== undefined) return false;
          held = () => response.end("ok");
          return true;
        },
        accept: false,
      });
      const socket = stage.connect(raw.url(), { transports: ["polling"] });
      await stage.settle();
      stage.note("writable", socket.io.engine.transport.writable);
      socket.volatile.emit("dropped");
      raw.session.send('40{"sid":"S"}');
      await stage.settle();
      socket.volatile.emit("dropped, too");
      socket.emit("kept");
      held?.();
      await stage.settle();
      socket.volatile.emit("sent");
      await stage.settle();
    },
  },
  {
    name: "the buffer goes out before connect is heard, with what listeners of connect emit behind it",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { autoConnect: false, ...websocket });
      socket.onAnyOutgoing((...values: unknown[]) => stage.log("a", "outgoing", ...values));
      socket.on("connect", () => {
        stage.log("a", "in connect", socket.sendBuffer.length);
        socket.emit("in connect");
      });
      socket.emit("before");
      socket.connect();
      await stage.settle();
    },
  },
  {
    name: "emitted after a cut, sent after the reconnection",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw, {
        reconnection: true,
        reconnectionDelay: 1,
        randomizationFactor: 0,
      });
      socket.emit("before");
      await stage.settle();
      raw.session.cut();
      socket.emit("in the dark");
      await stage.seen("a", "disconnect");
      socket.emit("after");
      socket.volatile.emit("volatile");
      await stage.seen("a", "manager reconnect ");
      await stage.settle();
    },
  },
  {
    name: "the send buffer emptied by hand",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { autoConnect: false, ...websocket });
      socket.emit("dropped");
      socket.sendBuffer = [];
      socket.emit("kept");
      socket.connect();
      await stage.settle();
    },
  },
  {
    name: "messages beyond maxPayload go in several POSTs",
    script: async (stage) => {
      const raw = await stage.raw({ open: { maxPayload: 100 } });
      const socket = stage.connect(raw.url(), { transports: ["polling"] });
      await stage.seen("a", "connect");
      await stage.settle();
      for (const length of [30, 30, 30, 120, 10, 70, 20]) socket.emit("x", "y".repeat(length));
      socket.emit("b", Buffer.alloc(40), Buffer.alloc(30));
      socket.emit("€", "€".repeat(20));
      socket.emit("end");
      stage.note("waiting", socket.io.engine.writeBuffer.length);
      await stage.settle();
      stage.note("waiting", socket.io.engine.writeBuffer.length);
    },
  },
  {
    name: "flags may stand in any order, and each emit begins anew",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      stage.note(
        "returns",
        socket.compress(true) === socket,
        socket.volatile === socket,
        (socket.timeout(5) as unknown) === socket,
      );
      socket.emit("x").emit("y", 1);
      await stage.settle();
    },
  },
];

export const emitting: readonly Scenario[] = [...now, ...early, ...others];
