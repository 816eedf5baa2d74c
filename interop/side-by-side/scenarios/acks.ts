import { Buffer } from "node:buffer";
import { describeEnd, type Rewrites } from "../differences.ts";
import type { Scenario } from "../harness/scenario.ts";
import { watchEnd } from "../harness/watch.ts";

/** How listeners answer; the client's packet has the id 7. */
const answers: readonly (readonly [string, (ack: (...values: unknown[]) => void) => unknown])[] = [
  ["at once", (ack) => ack("ok")],
  ["without a value", (ack) => ack()],
  ["with several values", (ack) => ack(null, { a: 1 }, [2])],
  ["with undefined", (ack) => ack(undefined)],
  ["with a buffer", (ack) => ack({ deep: [Buffer.of(1, 2)] })],
  ["with an error", (ack) => ack(new Error("no"))],
  ["later", (ack) => void setImmediate(ack, "later")],
  [
    "twice",
    (ack) => {
      ack("first");
      ack("second");
    },
  ],
];

const toClient: readonly Scenario[] = answers.map(([name, answer]) => ({
  name: `a listener acknowledges ${name}`,
  script: async (stage) => {
    const io = await stage.createServer();
    const [peer, socket] = await stage.pair(io, "a");
    socket.on("x", (...args: unknown[]) => {
      stage.log("server", "heard", ...args);
      answer(args.at(-1) as (...values: unknown[]) => void);
    });
    peer.send('427["x",1]');
    await stage.settle();
    peer.send('420["x"]', '42999999["x",2]');
    await stage.settle();
  },
}));

/** What a client answers to the packet with the id 0. */
const packets: readonly (readonly [string, readonly (string | Buffer)[]])[] = [
  ["a value", ['430["ok"]']],
  ["nothing", ["430[]"]],
  ["several values", ['430[null,{"a":1},[2]]']],
  ["a buffer", ['461-0["b",{"_placeholder":true,"num":0}]', Buffer.of(1, 2)]],
  ["twice", ['430["first"]', '430["second"]']],
  ["an unknown id", ['435["x"]', '430["ok"]']],
  ["no id", ['43["x"]', '430["ok"]']],
  ["an id with leading zeros", ['43000["ok"]']],
  ["an object in place of a list", ["430{}"]],
  ["no payload", ["430"]],
];

const ENDS: Readonly<Record<string, Rewrites>> = {
  "an object in place of a list": { "disconnect-description": describeEnd },
  "no payload": {
    "strict-packets": [
      'a: < 40{"sid":"<id1>"}',
      'a: < 420["x",1]',
      "a: < close",
      "a: gone",
      "script: emit true",
      'server: error Error("invalid payload")',
      'server: disconnecting forced close Error("invalid payload"), Set["<id1>"], true',
      'server: disconnect forced close Error("invalid payload"), Set[], false, true',
    ],
  },
};

const fromClient: readonly Scenario[] = packets.map(([name, sent]) => ({
  name: `the client acknowledges with ${name}`,
  ...(ENDS[name] === undefined ? {} : { differences: ENDS[name] }),
  script: async (stage) => {
    const io = await stage.createServer();
    const [peer, socket] = await stage.pair(io, "a");
    watchEnd(stage.tracks, socket);
    stage.note(
      "emit",
      socket.emit("x", 1, (...args: unknown[]) => stage.log("server", "ack", ...args)),
    );
    await peer.got('420["x"');
    peer.send(...sent);
    await stage.settle();
  },
}));

const both: readonly Scenario[] = [
  {
    name: "ids of acknowledgements are counted by namespace",
    script: async (stage) => {
      const io = await stage.createServer();
      const [a, first] = await stage.pair(io, "a");
      const [, second] = await stage.pair(io, "b");
      const other = await stage.join(io.of("/x") && io, a, { nsp: "/x" });
      const ack = (): void => undefined;
      first.emit("one", ack);
      second.emit("two", ack);
      other.emit("three", ack);
      first.emit("four", 1, ack);
      await stage.settle();
    },
  },
  {
    name: "a function that is not the last argument",
    script: async (stage) => {
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      socket.emit("x", () => 1, 2);
      socket.emit("y", { f: () => 1 });
      await stage.settle();
    },
  },
  {
    name: "a timeout passes without an answer, and a late one is ignored",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.timeout(20).emit("x", 1, (...args: unknown[]) => stage.log("server", "ack", ...args));
      await stage.seen("server", "ack");
      peer.send('430["late"]');
      await stage.settle();
    },
  },
  {
    name: "an answer within the timeout comes behind null",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      stage.note("timeout returns the socket", socket.timeout(4000) === socket);
      socket.emit("x", (...args: unknown[]) => stage.log("server", "ack", ...args));
      socket.emit("y", (...args: unknown[]) => stage.log("server", "ack without a timeout", ...args));
      await peer.got('421["y"');
      peer.send('430["a","b"]', '431["c"]');
      await stage.settle();
    },
  },
  {
    name: "a timeout without a callback",
    script: async (stage) => {
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      stage.note("emit", socket.timeout(5).emit("x", 1));
      socket.emit("y");
      await stage.settle();
    },
  },
  {
    name: "emitWithAck gives the first value",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      const answer = socket.emitWithAck("x", 1);
      await peer.got("420");
      peer.send('430["first","second"]');
      await stage.outcome("emitWithAck", answer);
      const empty = socket.emitWithAck("y");
      await peer.got("421");
      peer.send("431[]");
      await stage.outcome("emitWithAck", empty);
    },
  },
  {
    name: "emitWithAck with a timeout",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      await stage.outcome("in vain", socket.timeout(20).emitWithAck("x"));
      const answer = socket.timeout(4000).emitWithAck("y");
      await peer.got("421");
      peer.send('431["value"]');
      await stage.outcome("in time", answer);
    },
  },
  {
    name: "a client that leaves while acknowledgements are awaited",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      watchEnd(stage.tracks, socket);
      socket.emit("x", (...args: unknown[]) => stage.log("server", "ack", ...args));
      socket.timeout(60).emit("y", (...args: unknown[]) => stage.log("server", "timed ack", ...args));
      socket.emitWithAck("z").then(
        () => stage.log("server", "resolved"),
        () => stage.log("server", "rejected"),
      );
      await peer.got("422");
      peer.close();
      await stage.seen("server", "timed ack");
    },
  },
  {
    name: "the server disconnects while acknowledgements are awaited",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      watchEnd(stage.tracks, socket);
      socket.emit("x", (...args: unknown[]) => stage.log("server", "ack", ...args));
      socket.timeout(40).emit("y", (...args: unknown[]) => stage.log("server", "timed ack", ...args));
      await peer.got("421");
      socket.disconnect();
      await peer.got("41");
      await stage.seen("server", "timed ack");
    },
  },
  {
    name: "an acknowledgement behind the end of the socket",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      let ack: (...values: unknown[]) => void = () => undefined;
      socket.on("x", (given: typeof ack) => (ack = given));
      await stage.each(peer, '420["x"]', "41");
      stage.attempt("ack", () => ack("late"));
      await stage.settle();
    },
  },
  {
    name: "emitting with an acknowledgement behind the end of the socket",
    script: async (stage) => {
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      socket.disconnect();
      stage.note(
        "emit",
        socket.emit("x", () => stage.log("server", "ack")),
      );
      await stage.outcome("timeout", socket.timeout(20).emitWithAck("x"));
    },
  },
  {
    name: "the stock client acknowledges, both ways",
    script: async (stage) => {
      const io = await stage.createServer();
      const [client, socket] = await stage.stock(io, "a");
      socket.on("add", (a: number, b: number, ack: (sum: number) => void) => ack(a + b));
      client.on("multiply", (a: number, b: number, ack: (product: number, bytes: Buffer) => void) => {
        ack(a * b, Buffer.of(a, b));
      });
      stage.note("client", await client.emitWithAck("add", 2, 3));
      stage.note("server", await socket.emitWithAck("multiply", 4, 5));
      await stage.outcome("nobody answers", client.timeout(20).emitWithAck("nobody"));
      socket.emit("multiply", 2, 2, (...args: unknown[]) => stage.log("server", "ack", ...args));
      await stage.seen("server", "ack");
    },
  },
  {
    name: "the ack that catch-all listeners and middlewares see",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.onAny((...args: unknown[]) => stage.log("server", "any", ...args));
      socket.use((event, next) => {
        stage.log("server", "use", ...event);
        next();
      });
      socket.onAnyOutgoing((...args: unknown[]) => stage.log("server", "outgoing", ...args));
      socket.on("x", (ack: (value: string) => void) => ack("from the listener"));
      peer.send('423["x"]');
      socket.emit("y", 1, () => undefined);
      socket.emit("z", 1);
      await stage.settle();
    },
  },
];

export const acks: readonly Scenario[] = [...toClient, ...fromClient, ...both];
