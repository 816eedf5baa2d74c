import { once } from "node:events";
import { describeEnd } from "../differences.ts";
import { type Next, watchConnections } from "../harness/connections.ts";
import type { Scenario } from "../harness/scenario.ts";
import { watchEnd } from "../harness/watch.ts";
import type { ServerSocket } from "../implementation.ts";

/** What a client may send to come in, right and wrong. */
const payloads: readonly string[] = [
  "0",
  "0{}",
  '0{"token":"abc","nested":{"list":[1,null]}}',
  "0[]",
  '0"text"',
  "0null",
  "0true",
  "07",
  "0{bad",
  '0{"a":1}more',
  "0 {}",
  "0/",
  "0/,",
  '0/,{"a":1}',
  "0/admin",
  "0/admin,",
  '0/admin,{"a":1}',
  "0/admin,[]",
  "0/admin{}",
  "0admin",
  "0/admin?x=1,",
  "0/unknown",
  "0/unknown,",
  '0/unknown,{"a":1}',
  "0/Admin,",
  "0/admin/,",
  "012{}",
  '0{"__proto__":{"x":1},"constructor":2}',
  '0{"name":"\u00e9\u{1f600}"}',
];

const opening: readonly Scenario[] = payloads.map((payload) => ({
  name: `4${payload}`,
  // Behind an admission to /admin alone, the script asks for it once more.
  ...(/^0\/admin(,|$)(\{|$)/.test(payload) ? { differences: { "disconnect-description": describeEnd } } : {}),
  script: async (stage) => {
    const io = await stage.createServer();
    for (const nsp of ["/", "/admin"]) {
      io.of(nsp).on("connection", (socket) => {
        stage.log("server", `connection ${nsp}`, socket.handshake.auth);
        watchEnd(stage.tracks, socket, nsp);
      });
    }
    const peer = await stage.peer("a");
    peer.send(`4${payload}`);
    await stage.settle();
    peer.send("40/admin,");
    await stage.settle();
  },
}));

/** What comes before the first CONNECT. */
const early: readonly Scenario[] = [
  '2["x"]',
  "1",
  '30["x"]',
  '4{"message":"x"}',
  '51-["x",{"_placeholder":true,"num":0}]',
  "9",
  "",
].map((packet) => ({
  name: `before CONNECT: "4${packet}"`,
  script: async (stage) => {
    const io = await stage.createServer();
    io.on("connection", () => stage.log("server", "connection"));
    const peer = await stage.peer("a");
    peer.send(`4${packet}`);
    await stage.settle();
    peer.send("40");
    await stage.settle();
  },
}));

/** The same over polling, where the end is a packet. */
const earlyByPolling: readonly Scenario[] = ['42["x"]', "4", "4abc", "40[]", "40/unknown,"].map((packet) => ({
  name: `over polling, before CONNECT: "${packet}"`,
  script: async (stage) => {
    await stage.createServer();
    const peer = await stage.polling("a");
    const poll = peer.poll();
    await peer.post(packet);
    // Where a packet has been the answer, the session goes on, and nothing more would come.
    if (!(await poll).startsWith("44")) await peer.poll();
  },
}));

const others: readonly Scenario[] = [
  {
    name: "the client leaves while a middleware decides",
    script: async (stage) => {
      const io = await stage.createServer();
      let letIn = (): void => undefined;
      io.use((socket, next) => {
        watchEnd(stage.tracks, socket);
        stage.log("server", "asked");
        letIn = next;
      });
      watchConnections(stage, io);
      const peer = await stage.peer("a");
      peer.send("40");
      await stage.seen("server", "asked");
      peer.close();
      await stage.settle();
      letIn();
      await stage.settle();
      stage.note("sockets", io.sockets.sockets.size, io.engine.clientsCount);
    },
  },
  {
    name: "the client sends DISCONNECT while a middleware decides",
    script: async (stage) => {
      const io = await stage.createServer();
      let letIn = (): void => undefined;
      io.use((socket, next) => {
        watchEnd(stage.tracks, socket);
        stage.log("server", "asked");
        letIn = next;
      });
      watchConnections(stage, io);
      const peer = await stage.peer("a");
      peer.send("40");
      await stage.seen("server", "asked");
      peer.send("41");
      await stage.settle();
      letIn();
      await stage.settle();
      stage.note("sockets", io.sockets.sockets.size, io.engine.clientsCount);
    },
  },
  {
    name: "connectTimeout without a namespace",
    script: async (stage) => {
      const io = await stage.createServer({ connectTimeout: 30 });
      io.engine.on("connection", (conn: ServerSocket["conn"]) => {
        conn.on("close", (reason: string) => stage.log("server", `close ${reason}`));
      });
      const peer = await stage.peer("a");
      await peer.gone();
      await stage.seen("server", "close");
    },
  },
  {
    name: "connectTimeout with a namespace that does not exist",
    script: async (stage) => {
      await stage.createServer({ connectTimeout: 60 });
      const peer = await stage.peer("a");
      peer.send("40/unknown,");
      await peer.gone();
    },
  },
  {
    name: "connectTimeout does not touch who has joined, even when it leaves again",
    script: async (stage) => {
      const io = await stage.createServer({ connectTimeout: 30 });
      const [peer, socket] = await stage.pair(io, "a");
      watchEnd(stage.tracks, socket);
      const other = await stage.peer("b");
      peer.send("41");
      await other.gone();
      stage.note("clients", io.engine.clientsCount);
      peer.send("40");
      await peer.got("40{", 2);
    },
  },
  {
    name: "leaving and joining again on the same connection",
    script: async (stage) => {
      const io = await stage.createServer();
      watchConnections(stage, io);
      const peer = await stage.peer("a");
      await peer.connect();
      peer.send("41");
      await stage.seen("server", "disconnect ");
      peer.send("40");
      await peer.got("40{", 2);
    },
  },
  {
    name: "a listener of connection that is given to of()",
    script: async (stage) => {
      const io = await stage.createServer();
      io.of("/x", (socket) => stage.log("server", "of", socket.nsp.name, socket.connected));
      io.of("x").on("connect", () => stage.log("server", "connect"));
      io.of("/x").on("connection", () => stage.log("server", "connection"));
      await stage.pair(io, "a", { nsp: "/x" });
      stage.note(
        "listeners",
        io.of("/x").listeners("connect").length,
        io.of("/x").listeners("connection").length,
      );
    },
  },
  {
    name: "the stock client sees connect_error with data",
    script: async (stage) => {
      const io = await stage.createServer();
      io.use((_socket, next: Next) => next(Object.assign(new Error("refused"), { data: { reason: 42 } })));
      const client = stage.client("a", { options: { auth: { token: "t" } } });
      await stage.seen("a", "connect_error");
      stage.note("the client", client.connected, client.active, client.id);
    },
  },
  {
    name: "the stock client and an unknown namespace beside a known one",
    script: async (stage) => {
      const io = await stage.createServer();
      const [client] = await stage.stock(io, "a");
      const other = client.io.socket("/nowhere", {});
      other.on("connect_error", (error) => stage.log("b", "connect_error", error));
      await once(other as never, "connect_error");
      client.emit("still");
      await stage.settle();
      stage.note("the client", client.connected, other.connected);
    },
  },
  {
    name: "events that come right behind CONNECT",
    script: async (stage) => {
      const io = await stage.createServer();
      io.on("connection", (socket) => {
        socket.onAny((...values: unknown[]) => stage.log("server", "event", ...values));
      });
      const peer = await stage.peer("a");
      peer.send("40", '42["at once"]');
      await stage.settle();
    },
  },
];

export const connect: readonly Scenario[] = [...opening, ...early, ...earlyByPolling, ...others];
