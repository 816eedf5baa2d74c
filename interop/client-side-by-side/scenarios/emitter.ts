import type { Socket } from "socket.io-client";
import type { Log } from "../harness/watch.ts";
import type { Scenario } from "../harness/scenario.ts";

type Listener = (...values: unknown[]) => void;

/** The emitter's methods, as the published types have them and as users write them. */
interface Emitting {
  on(event: string, listener: Listener): this;
  addEventListener(event: string, listener: Listener): this;
  once(event: string, listener: Listener): this;
  off(event?: string, listener?: Listener): this;
  removeListener(event?: string, listener?: Listener): this;
  removeAllListeners(event?: string): this;
  removeEventListener(event?: string, listener?: Listener): this;
  listeners(event: string): Listener[];
  hasListeners(event: string): boolean;
}

/** What is done with the listeners of "x" and "y"; then both events come, twice. */
const uses: readonly (readonly [
  string,
  (socket: Emitting, listener: (name: string) => Listener) => unknown,
])[] = [
  ["on", (socket, l) => socket.on("x", l("1")).on("x", l("2")).on("y", l("3")) === socket],
  ["addEventListener", (socket, l) => socket.addEventListener("x", l("1")) === socket],
  ["the same listener twice", (socket, l) => socket.on("x", l("1")).on("x", l("1")) === socket],
  ["once", (socket, l) => socket.once("x", l("1")).on("x", l("2")) === socket],
  ["off with a listener", (socket, l) => socket.on("x", l("1")).on("x", l("2")).off("x", l("1")) === socket],
  [
    "off with one of two that are the same",
    (socket, l) => socket.on("x", l("1")).on("x", l("1")).off("x", l("1")) === socket,
  ],
  ["off with a listener of once", (socket, l) => socket.once("x", l("1")).off("x", l("1")) === socket],
  ["off with an event", (socket, l) => socket.on("x", l("1")).on("y", l("2")).off("x") === socket],
  ["off with nothing", (socket, l) => socket.on("x", l("1")).on("y", l("2")).off() === socket],
  [
    "off with an event that nobody listens to",
    (socket, l) => socket.on("y", l("1")).off("x").off("x", l("1")) === socket,
  ],
  ["removeListener", (socket, l) => socket.on("x", l("1")).removeListener("x", l("1")) === socket],
  [
    "removeAllListeners",
    (socket, l) => socket.on("x", l("1")).on("y", l("2")).removeAllListeners("x") === socket,
  ],
  ["removeEventListener", (socket, l) => socket.on("x", l("1")).removeEventListener("x", l("1")) === socket],
  [
    "a listener that takes away the next",
    (socket, l) => {
      socket.on("x", () => socket.off("x", l("2")));
      return socket.on("x", l("2")) === socket;
    },
  ],
  [
    "a listener that adds another",
    (socket, l) => socket.once("x", () => void socket.on("x", l("new"))) === socket,
  ],
  [
    "listeners() changed by hand",
    (socket, l) => {
      socket.on("x", l("1")).on("x", l("2"));
      socket.listeners("x").pop();
      return socket.listeners("x").length;
    },
  ],
  [
    "names of Object.prototype",
    (socket, l) => {
      socket.on("toString", l("1"));
      return [
        socket.listeners("toString").length,
        socket.hasListeners("constructor"),
        socket.listeners("__proto__").length,
      ];
    },
  ],
];

function show(log: Log, socket: Emitting): void {
  log(
    "listeners",
    socket.listeners("x").length,
    socket.listeners("y").length,
    socket.hasListeners("x"),
    socket.hasListeners("y"),
  );
}

const incoming: readonly Scenario[] = uses.map(([name, use]) => ({
  name: `emitter: ${name}`,
  script: async (stage) => {
    const raw = await stage.raw();
    const socket = stage.keep(stage.client.io(raw.url(), { transports: ["websocket"], reconnection: false }));
    await stage.settle();
    const log = stage.logOf("a");
    const made = new Map<string, Listener>();
    const listener = (name: string): Listener => {
      const known = made.get(name) ?? ((...values: unknown[]) => log(`listener ${name}`, ...values));
      made.set(name, known);
      return known;
    };
    stage.attempt("returns", () => use(socket as unknown as Emitting, listener));
    show(log, socket as unknown as Emitting);
    for (let round = 1; round <= 2; round += 1) {
      raw.session.send(`42["x",${round}]`, `42["y",${round}]`, `42["toString",${round}]`);
      await stage.settle();
      show(log, socket as unknown as Emitting);
    }
  },
}));

const others: readonly Scenario[] = [
  {
    name: "emitter: once listeners within listeners()",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket: Socket = stage.keep(stage.client.io(raw.url(), { autoConnect: false }));
      const listener = (): void => undefined;
      socket.once("x", listener);
      const [wrapped] = socket.listeners("x");
      stage.note("wrapped", wrapped === listener, (wrapped as unknown as { fn?: unknown }).fn === listener);
      const manager = socket.io;
      manager.on("open", listener).once("close", listener).off("open", listener);
      stage.note("manager", manager.listeners("open").length, manager.listeners("close").length);
    },
  },
  {
    name: "emitter: the listeners of a connection are taken away at its end",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      const { engine } = socket.io;
      const counts = (): readonly number[] =>
        ["open", "packet", "error", "close"].map(
          (event) => (socket.io as unknown as Emitting).listeners(event).length,
        );
      stage.note("connected", counts());
      const names = ["ping", "data", "error", "close"];
      const ofEngine = (): readonly boolean[] =>
        names.map((event) => (engine as unknown as Emitting).hasListeners(event));
      stage.note("engine", ofEngine());
      socket.disconnect();
      await stage.settle();
      stage.note("disconnected", counts(), ofEngine());
    },
  },
];

export const emitter: readonly Scenario[] = [...incoming, ...others];
