import type { Socket } from "socket.io-client";
import type { Log } from "../harness/watch.ts";
import type { Scenario } from "../harness/scenario.ts";

type Listener = (...values: unknown[]) => void;

/** A listener for each number, each time the same one. */
function listeners(log: Log): (number: number) => Listener {
  const made = new Map<number, Listener>();
  return (number) => {
    const listener = made.get(number) ?? ((...values: unknown[]) => log(`catch-all ${number}`, ...values));
    made.set(number, listener);
    return listener;
  };
}

type Names = readonly [
  on: "onAny" | "onAnyOutgoing",
  prepend: "prependAny" | "prependAnyOutgoing",
  off: "offAny" | "offAnyOutgoing",
  all: "listenersAny" | "listenersAnyOutgoing",
];

const directions: readonly (readonly [string, Names])[] = [
  ["incoming", ["onAny", "prependAny", "offAny", "listenersAny"]],
  ["outgoing", ["onAnyOutgoing", "prependAnyOutgoing", "offAnyOutgoing", "listenersAnyOutgoing"]],
];

type Setting = (socket: Socket, names: Names, listener: (number: number) => Listener) => unknown;

const settings: readonly (readonly [string, Setting])[] = [
  ["one", (socket, [on], l) => socket[on](l(1)) === socket],
  [
    "two, and one in front",
    (socket, [on, prepend], l) => socket[on](l(1))[on](l(2))[prepend](l(3)) === socket,
  ],
  ["only in front", (socket, [, prepend], l) => socket[prepend](l(1))[prepend](l(2)) === socket],
  ["the same twice", (socket, [on], l) => socket[on](l(1))[on](l(1)) === socket],
  ["one is taken away", (socket, [on, , off], l) => socket[on](l(1))[on](l(2))[off](l(1)) === socket],
  [
    "one of two that are the same is taken away",
    (socket, [on, , off], l) => socket[on](l(1))[on](l(1))[off](l(1)) === socket,
  ],
  ["all are taken away", (socket, [on, , off], l) => socket[on](l(1))[on](l(2))[off]() === socket],
  ["none was there to be taken away", (socket, [, , off], l) => socket[off](l(1)) === socket],
  ["none", () => true],
  [
    "the list is changed by hand",
    (socket, [on, , , all], l) => {
      socket[on](l(1))[on](l(2));
      return socket[all]().shift() === l(1);
    },
  ],
  [
    "one takes itself away",
    (socket, [on, , off], l) => {
      const once: Listener = (...values) => {
        socket[off](once);
        l(1)(...values);
      };
      return socket[on](once)[on](l(2)) === socket;
    },
  ],
];

const both: readonly Scenario[] = directions.flatMap(([direction, names]) =>
  settings.map(([name, set]) => ({
    name: `${direction}: ${name}`,
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.keep(
        stage.client.io(raw.url(), { transports: ["websocket"], reconnection: false }),
      );
      await stage.settle();
      const log = stage.logOf("a");
      socket.on("x", (...values: unknown[]) => log("listener", ...values));
      stage.attempt("returns", () => set(socket, names, listeners(log)));
      stage.note("listeners", socket[names[3]]().length);
      raw.session.send('42["x",1]', '420["y",{"a":2}]');
      await stage.settle();
      socket.emit("out", 1, () => undefined);
      socket.emit("out", { b: 1 });
      await stage.settle();
      stage.note("listeners", socket[names[3]]().length);
    },
  })),
);

const others: readonly Scenario[] = [
  {
    name: "what catch-all listeners do not hear",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.keep(
        stage.client.io(raw.url(), { transports: ["websocket"], reconnection: false, autoConnect: false }),
      );
      const log = stage.logOf("a");
      socket.onAny((...values: unknown[]) => log("incoming", ...values));
      socket.onAnyOutgoing((...values: unknown[]) => log("outgoing", ...values));
      socket.connect();
      await stage.settle();
      socket.emit("x", (value: unknown) => log("ack", value));
      await stage.settle();
      raw.session.send('430["ok"]', '421["ask"]', "2");
      await stage.settle();
      socket.volatile.emit("volatile");
      raw.session.send("41");
      await stage.settle();
      socket.emit("buffered");
      socket.volatile.emit("dropped");
      await stage.settle();
    },
  },
  {
    name: "an outgoing listener that changes what is sent",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      socket.onAnyOutgoing((_event: unknown, value: { n: number }) => (value.n += 1));
      socket.emit("x", { n: 1 });
      await stage.settle();
    },
  },
  {
    name: "binary values are heard as they are",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      socket.onAnyOutgoing((...values: unknown[]) => stage.log("a", "outgoing", ...values));
      socket.emit("x", Buffer.of(1), { deep: [new Uint8Array([2])] });
      raw.session.send('451-["y",{"_placeholder":true,"num":0}]', Buffer.of(3));
      await stage.settle();
    },
  },
];

export const catchAll: readonly Scenario[] = [...both, ...others];
