import { Buffer } from "node:buffer";
import { type Rewrites, replacing } from "../differences.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { Stage } from "../harness/stage.ts";
import { watchEnd, watchEvents } from "../harness/watch.ts";

class Point {
  readonly x = 1;
  toJSON(): unknown {
    return { point: [this.x, Buffer.from([9])] };
  }
}

/** Arguments of events from the server, and what becomes of them. */
const values: readonly (readonly [string, () => readonly unknown[]])[] = [
  ["no argument", () => []],
  ["several", () => [1, "two", true, null]],
  ["undefined", () => [undefined, 1, undefined]],
  ["null", () => [null]],
  ["numbers", () => [0, -0, 1.5, Number.NaN, Infinity, 1e21]],
  ["an empty text", () => [""]],
  ["text beyond ASCII", () => ["h\u00e9 \u20ac \u{1f600} \u2028 \u0000 \ud800"]],
  ["a date", () => [new Date(0), { at: new Date(1e12) }]],
  ["nested", () => [{ a: [{ b: { c: [1, [2, [3]]] } }], d: undefined, e: () => 1 }]],
  ["a map and a set", () => [new Map([[1, 2]]), new Set([1])]],
  ["an error", () => [new Error("boom")]],
  ["toJSON", () => [new Point()]],
  ["a symbol", () => [Symbol("s")]],
  ["a buffer", () => [Buffer.from([1, 2, 3])]],
  ["an empty buffer", () => [Buffer.alloc(0)]],
  ["typed arrays", () => [new Uint16Array([1, 513]), new DataView(new ArrayBuffer(2)), new ArrayBuffer(3)]],
  ["a view of a part", () => [new Uint8Array(Uint8Array.of(1, 2, 3, 4, 5).buffer, 1, 3)]],
  ["buffers in many places", () => [Buffer.of(1), { a: [Buffer.of(2), { b: Buffer.of(3) }], c: "x" }]],
  [
    "the same buffer twice",
    () => {
      const buffer = Buffer.of(7);
      return [buffer, { buffer }];
    },
  ],
  ["twelve buffers", () => Array.from({ length: 12 }, (_, index) => Buffer.of(index))],
  ["a blob", () => [new Blob(["abc"])]],
  ["an object without prototype", () => [Object.assign(Object.create(null) as object, { a: 1 })]],
  ["an object that looks like a placeholder", () => [{ _placeholder: true, num: 0 }]],
];

const sent: readonly Scenario[] = values.map(([name, make]) => ({
  name: `from the server: ${name}`,
  script: async (stage) => {
    const io = await stage.createServer();
    const [, socket] = await stage.pair(io, "raw");
    const [, stock] = await stage.stock(io, "stock");
    stage.note("emit", socket.emit("event", ...make()), stock.emit("event", ...make()));
    io.emit("broadcast", ...make());
    await stage.settle();
    const args = make();
    const before = stage.tracks.count;
    socket.emit("event", ...args);
    stage.note("not changed", args.length === make().length, before > 0, args);
    await stage.settle();
  },
}));

/** Errors that the call itself gives. */
const refused: readonly Scenario[] = [
  {
    name: "what cannot be encoded throws at the emit",
    script: async (stage) => {
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      const cyclic: Record<string, unknown> = {};
      cyclic["self"] = cyclic;
      const kind = (call: () => unknown) => (): unknown => {
        try {
          return call();
        } catch (error) {
          return `threw ${(error as Error).constructor.name}`;
        }
      };
      stage.attempt(
        "BigInt",
        kind(() => socket.emit("x", 1n)),
      );
      stage.attempt(
        "BigInt to all",
        kind(() => io.emit("x", 1n)),
      );
      socket.emit("alive");
      io.emit("alive");
      await stage.settle();
    },
  },
  ...(["socket", "server", "namespace", "operator", "namespace operator"] as const).map(
    (which): Scenario => ({
      name: `reserved names at the ${which}`,
      script: async (stage) => {
        const io = await stage.createServer();
        const [, socket] = await stage.pair(io, "a");
        const emitter = {
          socket,
          server: io,
          namespace: io.of("/"),
          operator: socket.broadcast,
          "namespace operator": io.to("room"),
        }[which];
        for (const event of [
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener",
          "connection",
          "error",
          "message",
          "new_namespace",
        ]) {
          stage.attempt(event, () => emitter.emit(event, 1));
        }
        await stage.settle();
      },
    }),
  ),
];

/** What a client may say; the server notes what its listeners hear. */
const packets: readonly (readonly [string, readonly (string | Buffer)[]])[] = [
  ["an event", ['42["event",1,"two",null,true,{"a":[1]}]']],
  ["an event without arguments", ['42["event"]']],
  ["an empty name", ['42["",1]']],
  ["a number as its name", ["42[7,1]"]],
  ["a negative number as its name", ["42[-1.5]"]],
  ["a name beyond ASCII", ['42["h\u00e9 \u{1f600}",1]']],
  ["a name like a prototype's", ['42["__proto__",1]', '42["toString"]', '42["constructor"]']],
  ["the name connection", ['42["connection",1]']],
  ["the name error", ['42["error",1]']],
  ["the name message", ['42["message",1]']],
  ["the namespace written out", ['42/,["event",1]']],
  ["with spaces", ['42 [ "event" , 1 ]']],
  ["a binary event", ['451-["event",{"_placeholder":true,"num":0}]', Buffer.of(1, 2)]],
  [
    "a binary event with two attachments",
    [
      '452-["event",{"_placeholder":true,"num":1},{"b":{"_placeholder":true,"num":0}}]',
      Buffer.of(1),
      Buffer.of(2),
    ],
  ],
  ["an attachment that is not used", ['451-["event",1]', Buffer.of(1)]],
  ["two events in one segment", ['42["one"]', '42["two"]']],
  ["a placeholder in a text event", ['42["event",{"_placeholder":true,"num":0}]']],
  ["an event with an id", ['4212["event",1]']],
  ["a key like a prototype's", ['42["event",{"__proto__":{"polluted":1},"a":1}]']],
  ["attachments as text in base64", ['451-["event",{"_placeholder":true,"num":0}]', "bAQI="]],
];

const received: readonly Scenario[] = packets.map(([name, sentPackets]) => ({
  name: `from the client: ${name}`,
  ...(name === "with spaces" ? { differences: { "strict-packets": replacing([", function", ""]) } } : {}),
  script: async (stage) => {
    const io = await stage.createServer();
    const [peer, socket] = await stage.pair(io, "a");
    watchEvents(stage.tracks, socket);
    watchEnd(stage.tracks, socket);
    for (const event of ["event", "", "connection", "7", "message", "__proto__"]) {
      socket.on(event, (...args: unknown[]) => stage.log("server", `heard ${event}`, ...args));
    }
    await stage.each(peer, ...sentPackets);
    peer.send('42["behind"]');
    await stage.settle();
  },
}));

const listen =
  (stage: Stage, label: string) =>
  (...args: unknown[]): void =>
    stage.log("server", label, ...args);

const listeners: readonly Scenario[] = [
  {
    name: "on, once, off, prepend of a socket",
    differences: { "error-listener": replacing(['names ["error", ', "names ["]) },
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      const on = listen(stage, "on");
      stage.note("on returns the socket", socket.on("x", on) === socket);
      socket.once("x", listen(stage, "once"));
      socket.prependListener("x", listen(stage, "prepended"));
      socket.prependOnceListener("x", listen(stage, "prepended once"));
      socket.addListener("y", listen(stage, "y"));
      await stage.each(peer, '42["x",1]', '42["x",2]', '42["y"]', '42["nobody hears"]');
      stage.note("names", socket.eventNames(), socket.listenerCount("x"), socket.listeners("y").length);
      socket.off("x", on);
      socket.removeAllListeners("y");
      await stage.each(peer, '42["x",3]', '42["y"]');
      stage.note("names", socket.eventNames());
    },
  },
  {
    name: "this in the listeners",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.on("x", function listener(this: unknown) {
        stage.log("server", "this is the socket", this === socket);
      });
      socket.on("disconnect", function listener(this: unknown) {
        stage.log("server", "this is the socket", this === socket);
      });
      await stage.each(peer, '42["x"]', "41");
    },
  },
  {
    name: "send and write, and the event message",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.on("message", (...args: unknown[]) => stage.log("server", "message", ...args));
      stage.note("returns", socket.send("a", 1) === socket, socket.write() === socket);
      io.send("to all");
      io.of("/").write("to all", 2);
      socket.send("with ack", (...args: unknown[]) => stage.log("server", "ack", ...args));
      peer.send('42["message","hi",2]');
      await stage.settle();
      peer.send('430["thanks"]');
      await stage.settle();
    },
  },
  {
    name: "a listener that is added by a listener, and one that removes itself",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      const first = (): void => {
        stage.log("server", "first");
        socket.off("x", first);
        socket.on("x", listen(stage, "second"));
      };
      socket.on("x", first);
      await stage.each(peer, '42["x"]', '42["x"]');
    },
  },
  {
    name: "an emit of a listener comes before the next event",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.on("x", (value: number) => socket.emit("echo", value));
      await stage.each(peer, '42["x",1]', '42["x",2]', '420["x",3]', '42["x",4]');
    },
  },
  {
    name: "numbers as names of events",
    script: async (stage) => {
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      socket.emit(5 as never, 1);
      io.emit(0 as never, 1);
      await stage.settle();
    },
  },
  {
    name: "emitting to a socket that is gone",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.on("disconnect", () => {
        stage.log("server", "emit in disconnect", socket.emit("late", 1));
      });
      peer.close();
      await stage.settle();
      stage.note("emit", socket.emit("later"), socket.send("x") === socket, io.to(socket.id).emit("x"));
    },
  },
  {
    name: "the stock client over polling hears all kinds",
    script: async (stage) => {
      const io = await stage.createServer();
      const [client, socket] = await stage.stock(io, "a", { options: { transports: ["polling"] } });
      watchEvents(stage.tracks, socket);
      for (const [, make] of values.slice(0, 16)) socket.emit("event", ...make());
      client.emit("event", 1, Buffer.of(5), { a: new Uint8Array([6]) });
      await stage.seen("a", "event", 16);
      await stage.seen("server", "event", 1);
    },
  },
  {
    name: "the stock client sends all kinds",
    script: async (stage) => {
      const io = await stage.createServer();
      const [client, socket] = await stage.stock(io, "a");
      watchEvents(stage.tracks, socket);
      for (const [, make] of values.filter(([name]) => name !== "twelve buffers"))
        client.emit("event", ...make());
      await stage.settle();
    },
  },
];

const LEFT = [
  'server: disconnecting client namespace disconnect undefined, Set["<id1>"], true',
  "server: disconnect client namespace disconnect undefined, Set[], false, true",
];

const BEHIND_THE_END = ['a: < 40{"sid":"<id1>"}', 'a: < 420["question"]', ...LEFT];

/** Several packets in one segment. */
const together: readonly (readonly [string, readonly string[], Rewrites])[] = [
  [
    "two events",
    ['42["x",1]', '42["x",2]'],
    {
      "same-turn": replacing(['server: event "x", 2\nserver: x 1\n', 'server: x 1\nserver: event "x", 2\n']),
    },
  ],
  [
    "an event and an acknowledgement",
    ['42["x",1]', '430["ok"]'],
    { "same-turn": replacing(['server: ack "ok"\nserver: x 1', 'server: x 1\nserver: ack "ok"']) },
  ],
  [
    "an event and DISCONNECT",
    ['42["x",1]', "41"],
    { "same-turn": replacing(['server: event "x", 1\n', 'server: event "x", 1\nserver: x 1\n']) },
  ],
  ["DISCONNECT and an acknowledgement", ["41", '430["ok"]'], { "after-leaving": BEHIND_THE_END }],
  ["DISCONNECT and an event", ["41", '42["x",1]'], { "after-leaving": BEHIND_THE_END }],
  [
    "DISCONNECT and CONNECT",
    ["41", "40"],
    { "same-turn": ['a: < 40{"sid":"<id1>"}', 'a: < 420["question"]', 'a: < 40{"sid":"<id2>"}', ...LEFT] },
  ],
];

const inOneSegment: readonly Scenario[] = together.map(([name, sentPackets, differences]) => ({
  name: `in one segment: ${name}`,
  ...(Object.keys(differences).length > 0 ? { differences } : {}),
  script: async (stage) => {
    const io = await stage.createServer();
    const [peer, socket] = await stage.pair(io, "a");
    watchEvents(stage.tracks, socket);
    watchEnd(stage.tracks, socket);
    socket.on("x", listen(stage, "x"));
    socket.emit("question", listen(stage, "ack"));
    await peer.got("420");
    peer.send(...sentPackets);
    await stage.settle();
  },
}));

export const events: readonly Scenario[] = [...sent, ...refused, ...received, ...listeners, ...inOneSegment];
