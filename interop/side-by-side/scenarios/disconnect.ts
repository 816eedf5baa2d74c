import { describeEnd, replacing } from "../differences.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { RawSocket } from "../harness/raw-socket.ts";
import type { Stage } from "../harness/stage.ts";
import { watchEnd } from "../harness/watch.ts";
import type { Io, ServerSocket } from "../implementation.ts";

interface Parting {
  readonly stage: Stage;
  readonly io: Io;
  readonly peer: RawSocket;
  readonly socket: ServerSocket;
}

/** Ways to part, of a client that is in `/` and in `/x`. */
const partings: readonly (readonly [string, (parting: Parting) => unknown])[] = [
  ["the client leaves the namespace", ({ peer }) => peer.send("41")],
  ["the client leaves the other namespace", ({ peer }) => peer.send("41/x,")],
  ["the client leaves the other namespace, without a comma", ({ peer }) => peer.send("41/x")],
  ["the client leaves both", ({ peer }) => peer.send("41", "41/x,")],
  ["the client leaves with a payload", ({ peer }) => peer.send('41{"a":1}')],
  ["the client leaves twice", ({ stage, peer }) => stage.each(peer, "41", "41")],
  ["the server disconnects", ({ socket }) => socket.disconnect()],
  ["the server disconnects twice", ({ socket }) => socket.disconnect().disconnect()],
  ["the server disconnects with close", ({ socket }) => socket.disconnect(true)],
  ["the server disconnects, then with close", ({ socket }) => socket.disconnect().disconnect(true)],
  [
    "the server emits, then disconnects with close",
    ({ socket }) => {
      socket.emit("last words");
      socket.disconnect(true);
    },
  ],
  ["disconnectSockets", ({ io }) => io.disconnectSockets()],
  ["disconnectSockets with close", ({ io }) => io.disconnectSockets(true)],
  ["disconnectSockets of a room", ({ io }) => io.in("room").disconnectSockets()],
  ["disconnectSockets of the other namespace", ({ io }) => io.of("/x").disconnectSockets(true)],
  ["the connection is closed by the server", ({ socket }) => socket.conn.close()],
  [
    "the connection is closed by the server, discarding",
    ({ socket }) => {
      socket.emit("lost");
      socket.conn.close(true);
    },
  ],
  ["the connection is closed by the client", ({ peer }) => peer.close()],
  ["the connection is reset by the client", ({ peer }) => peer.wire.reset()],
  ["the connection ends without a close frame", ({ peer }) => peer.wire.socket.end()],
  ["the client sends a close packet", ({ peer }) => peer.send("1")],
  ["a packet that the engine does not know", ({ peer }) => peer.send("9")],
  ["a ping of the client", ({ peer }) => peer.send("2")],
  ["a frame that is too large", ({ peer }) => peer.send(`4${"x".repeat(2000)}`)],
  ["the transport is closed by the server", ({ socket }) => socket.conn.transport.close()],
  ["io.close()", ({ io }) => void io.close()],
];

const DESCRIBED = new Set([
  "the client leaves with a payload",
  "the client leaves twice",
  "a packet that the engine does not know",
]);

const ways: readonly Scenario[] = partings.map(([name, part]) => ({
  name,
  ...(DESCRIBED.has(name) ? { differences: { "disconnect-description": describeEnd } } : {}),
  script: async (stage) => {
    const io = await stage.createServer({ maxHttpBufferSize: 1000 });
    io.of("/x");
    const [peer, socket] = await stage.pair(io, "a");
    const other = await stage.join(io, peer, { nsp: "/x" });
    watchEnd(stage.tracks, socket, "/");
    watchEnd(stage.tracks, other, "/x");
    void socket.join("room");
    void other.join(["one", "two"]);
    await part({ stage, io, peer, socket });
    await stage.settle();
    stage.note("after", socket.connected, other.connected, socket.rooms, other.rooms, socket.conn.readyState);
    stage.note("left", io.sockets.sockets.size, io.of("/x").sockets.size, io.engine.clientsCount);
    stage.note("rooms", io.sockets.adapter.rooms, io.sockets.adapter.sids);
  },
}));

const PINGS = { pingInterval: 20, pingTimeout: 20 };

const others: readonly Scenario[] = [
  {
    name: "the client does not answer pings",
    script: async (stage) => {
      const io = await stage.createServer(PINGS);
      const [peer, socket] = await stage.pair(io, "a", { beats: false });
      watchEnd(stage.tracks, socket);
      await stage.seen("server", "disconnect ");
      await peer.gone();
    },
  },
  {
    name: "the client does not answer pings, over polling",
    script: async (stage) => {
      const io = await stage.createServer(PINGS);
      io.on("connection", (socket) => {
        watchEnd(stage.tracks, socket);
        stage.log("server", "connection");
      });
      const peer = await stage.polling("a");
      await peer.post("40");
      await stage.seen("server", "disconnect ");
    },
  },
  {
    name: "leaving in the listener of connection",
    script: async (stage) => {
      const io = await stage.createServer();
      io.on("connection", (socket) => {
        watchEnd(stage.tracks, socket);
        socket.emit("before");
        socket.disconnect();
        socket.emit("behind");
        stage.log("server", "then", socket.connected, socket.rooms);
      });
      const peer = await stage.peer("a");
      peer.send("40");
      await stage.settle();
    },
  },
  {
    name: "closing in the listener of connection",
    script: async (stage) => {
      const io = await stage.createServer();
      io.on("connection", (socket) => {
        watchEnd(stage.tracks, socket);
        socket.emit("before");
        socket.disconnect(true);
      });
      const peer = await stage.peer("a");
      peer.send("40");
      await stage.settle();
    },
  },
  {
    name: "emitting and broadcasting in disconnecting and disconnect",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      await stage.pair(io, "b");
      void socket.join("room");
      for (const event of ["disconnecting", "disconnect"] as const) {
        socket.on(event, () => {
          socket.emit(`to me in ${event}`);
          socket.broadcast.emit(`to others in ${event}`);
          io.to("room").emit(`to the room in ${event}`);
          stage.log("server", event, io.sockets.sockets.has(socket.id), io.sockets.sockets.size);
        });
      }
      peer.send("41");
      await stage.settle();
    },
  },
  {
    name: "joining and leaving behind the end",
    script: async (stage) => {
      const io = await stage.createServer();
      const [, socket] = await stage.pair(io, "a");
      socket.disconnect();
      stage.note("join", await socket.join("room"), socket.rooms);
      stage.note("leave", await socket.leave("room"), io.sockets.adapter.rooms);
      socket.on("disconnect", () => stage.log("server", "too late"));
      await stage.settle();
    },
  },
  {
    name: "joining in disconnecting and in disconnect",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      for (const event of ["disconnecting", "disconnect"] as const) {
        socket.on(event, () => {
          void socket.join(event);
          stage.log("server", event, socket.rooms);
        });
      }
      peer.send("41");
      await stage.settle();
      stage.note("rooms", io.sockets.adapter.rooms, io.sockets.adapter.sids);
    },
  },
  {
    name: "listeners of disconnect stay behind it",
    differences: { "error-listener": replacing(['names ["error", ', "names ["]) },
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.on("disconnect", () => stage.log("server", "disconnect"));
      socket.on("x", () => undefined);
      peer.send("41");
      await stage.settle();
      stage.note("names", socket.eventNames());
      stage.note("again", socket.disconnect() === socket, socket.disconnect(true) === socket);
      await stage.settle();
    },
  },
  ...(["polling", "websocket"] as const).flatMap((transport): readonly Scenario[] => [
    {
      name: `the stock client disconnects over ${transport}`,
      script: async (stage) => {
        const io = await stage.createServer();
        const [client, socket] = await stage.stock(io, "a", { options: { transports: [transport] } });
        watchEnd(stage.tracks, socket);
        client.disconnect();
        await stage.seen("server", "disconnect ");
      },
    },
    {
      name: `the stock client's engine closes over ${transport}`,
      script: async (stage) => {
        const io = await stage.createServer();
        const [client, socket] = await stage.stock(io, "a", { options: { transports: [transport] } });
        watchEnd(stage.tracks, socket);
        client.io.engine.close();
        await stage.seen("server", "disconnect ");
      },
    },
    {
      name: `the stock client is disconnected over ${transport}`,
      script: async (stage) => {
        const io = await stage.createServer();
        const [client, socket] = await stage.stock(io, "a", { options: { transports: [transport] } });
        watchEnd(stage.tracks, socket);
        socket.disconnect();
        await stage.seen("a", "disconnect");
        stage.note("the client", client.connected, client.active);
      },
    },
    {
      name: `the stock client is disconnected with close over ${transport}`,
      script: async (stage) => {
        const io = await stage.createServer();
        const [client, socket] = await stage.stock(io, "a", { options: { transports: [transport] } });
        watchEnd(stage.tracks, socket);
        socket.disconnect(true);
        await stage.seen("a", "disconnect");
        stage.note("the client", client.connected, client.active);
      },
    },
  ]),
];

export const disconnect: readonly Scenario[] = [...ways, ...others];
