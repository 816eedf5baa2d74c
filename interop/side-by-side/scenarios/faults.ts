import { inOrder, replacing, type Rewrite } from "../differences.ts";
import { captureConsole, captureUncaught } from "../harness/console.ts";
import type { Scenario } from "../harness/scenario.ts";
import { watchEnd } from "../harness/watch.ts";
import type { Io, ServerSocket } from "../implementation.ts";

interface Fault {
  readonly name: string;
  readonly add: (io: Io) => unknown;
  readonly ours: Rewrite;
}

const fail = (): never => {
  throw new Error("the fault");
};

const reject = (): Promise<never> => Promise.reject(new Error("the fault"));

const uncaught = (kind: string): string => `process: ${kind} Error("the fault")`;

/** In the place of what reaches the process, what is printed. */
const printed = (what: string, ...events: readonly string[]): string =>
  events
    .map(
      (event) => `console: error "A ${what} for \\"${event}\\" of socket <id1> failed:", Error("the fault")`,
    )
    .join("\n");

const THROWN = uncaught("uncaughtException");
const REJECTED = uncaught("unhandledRejection");

/** What an application may do wrong; the client sends `x`, then `y`. */
const faults: readonly Fault[] = [
  {
    name: "a listener throws",
    add: (io) => io.on("connection", (socket) => socket.on("x", fail)),
    ours: replacing([THROWN, printed("listener", "x")]),
  },
  {
    name: "a listener rejects",
    add: (io) => io.on("connection", (socket) => socket.on("x", reject)),
    ours: replacing([REJECTED, printed("listener", "x")]),
  },
  {
    name: "a listener of connection throws",
    add: (io) => io.on("connection", fail),
    ours: replacing([THROWN, printed("listener", "connection")]),
  },
  {
    name: "a listener of disconnect throws",
    add: (io) => io.on("connection", (socket) => socket.on("disconnect", fail)),
    ours: replacing([THROWN, printed("listener", "disconnect")]),
  },
  {
    name: "a middleware throws",
    add: (io) => io.use(fail),
    ours: replacing(
      ["a: < close", 'a: < 44{"message":"Internal server error"}\na: < close'],
      [REJECTED, printed("middleware", "connection")],
    ),
  },
  {
    name: "a middleware rejects",
    add: (io) => io.use(reject as never),
    ours: replacing(
      ["a: < close", 'a: < 44{"message":"Internal server error"}\na: < close'],
      [REJECTED, printed("middleware", "connection")],
    ),
  },
  {
    name: "a middleware of a socket throws",
    add: (io) => io.on("connection", (socket) => socket.use(fail)),
    ours: replacing([`${THROWN}\n${THROWN}`, printed("middleware", "x", "y")]),
  },
  {
    name: "a catch-all listener throws",
    add: (io) => io.on("connection", (socket) => socket.onAny(fail)),
    ours: replacing(
      [`${THROWN}\n${THROWN}`, printed("listener", "x", "y")],
      ["server: disconnecting", "server: x\nserver: y\nserver: disconnecting"],
    ),
  },
];

export const faultsOfApplications: readonly Scenario[] = faults.map(({ name, add, ours }) => ({
  name,
  differences: { "handler-errors": inOrder(ours) },
  script: async (stage) => {
    captureConsole(stage);
    captureUncaught(stage);
    const io = await stage.createServer();
    add(io);
    io.on("connection", (socket: ServerSocket) => {
      watchEnd(stage.tracks, socket);
      socket.on("x", () => stage.log("server", "x"));
      socket.on("y", () => stage.log("server", "y"));
    });
    const peer = await stage.peer("a");
    await stage.each(peer, "40", '42["x"]', '42["y"]');
    peer.close();
    await stage.settle();
  },
}));
