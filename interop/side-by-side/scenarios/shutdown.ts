import type { Scenario } from "../harness/scenario.ts";
import { watchEnd } from "../harness/watch.ts";

export const shutdown: readonly Scenario[] = [
  {
    name: "close() with clients",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      const other = await stage.join(io, peer, { nsp: "/x" });
      watchEnd(stage.tracks, socket, "/");
      watchEnd(stage.tracks, other, "/x");
      void socket.join("room");
      const http = io.httpServer;
      await stage.outcome("close", io.close());
      await peer.gone();
      stage.note(
        "after",
        http.listening,
        io.engine.clientsCount,
        io.sockets.sockets.size,
        io.sockets.adapter.rooms,
      );
    },
  },
  {
    name: "close() with a callback",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      watchEnd(stage.tracks, socket);
      const closed = new Promise<void>((resolve) => {
        const returned = io.close((...args: unknown[]) => {
          stage.log("server", "callback", ...args);
          resolve();
        });
        stage.note("returns", returned instanceof Promise);
      });
      await closed;
      await peer.gone();
    },
  },
  {
    name: "close() twice",
    script: async (stage) => {
      const io = await stage.createServer();
      await stage.pair(io, "a");
      await stage.outcome("once", io.close());
      await stage.outcome(
        "twice",
        io.close((...args: unknown[]) => stage.log("server", "callback", ...args)),
      );
      await stage.settle();
    },
  },
  {
    name: "close() when nothing listens yet",
    script: async (stage) => {
      const io = new stage.module.Server(stage.httpServer());
      await stage.outcome(
        "close",
        io.close((...args: unknown[]) => stage.log("server", "callback", ...args)),
      );
    },
  },
  {
    name: "close() of a server that was never attached",
    differences: { "close-unattached": ["script: close resolved undefined"] },
    script: async (stage) => {
      const io = new stage.module.Server();
      await stage.outcome("close", io.close());
    },
  },
  {
    name: "emitting before and behind close()",
    script: async (stage) => {
      const io = await stage.createServer();
      const [peer, socket] = await stage.pair(io, "a");
      socket.emit("before");
      io.emit("before");
      await stage.settle();
      socket.on("disconnect", () => socket.emit("in disconnect"));
      await io.close();
      stage.note("behind", socket.emit("behind"), io.emit("behind"));
      await peer.gone();
    },
  },
  {
    name: "closing while a middleware decides",
    script: async (stage) => {
      const io = await stage.createServer();
      let letIn = (): void => undefined;
      io.use((socket, next) => {
        watchEnd(stage.tracks, socket);
        stage.log("server", "asked");
        letIn = next;
      });
      io.on("connection", () => stage.log("server", "connection"));
      const peer = await stage.peer("a");
      peer.send("40");
      await stage.seen("server", "asked");
      await stage.outcome("close", io.close());
      letIn();
      await peer.gone();
      await stage.settle();
    },
  },
  {
    name: "a client that polls when the server closes",
    script: async (stage) => {
      const io = await stage.createServer();
      io.on("connection", (socket) => watchEnd(stage.tracks, socket));
      const peer = await stage.polling("a");
      await peer.post("40");
      await peer.poll();
      const poll = peer.poll();
      await stage.settle();
      void io.close();
      await poll;
      await stage.seen("server", "disconnect ");
    },
  },
  {
    name: "the stock client when the server closes",
    script: async (stage) => {
      const io = await stage.createServer();
      const [client, socket] = await stage.stock(io, "a");
      watchEnd(stage.tracks, socket);
      await io.close();
      await stage.seen("a", "disconnect");
      stage.note("the client", client.connected, client.active);
    },
  },
  {
    name: "the adapters are closed",
    script: async (stage) => {
      const io = await stage.createServer();
      for (const nsp of ["/", "/x"]) {
        const { adapter } = io.of(nsp);
        const close = adapter.close.bind(adapter);
        adapter.close = () => {
          stage.log("server", "close of the adapter", nsp);
          return close();
        };
      }
      await stage.outcome("close", io.close());
    },
  },
  {
    name: "an adapter that fails to close",
    script: async (stage) => {
      const io = await stage.createServer();
      io.of("/").adapter.close = () => Promise.reject(new Error("no"));
      await stage.outcome("close", io.close());
    },
  },
  {
    name: "attaching again behind close()",
    script: async (stage) => {
      const io = await stage.createServer();
      await stage.pair(io, "a");
      await io.close();
      const http = stage.httpServer();
      io.attach(http);
      await stage.listen(http);
      await stage.pair(io, "b");
      io.emit("hello");
      await stage.settle();
    },
  },
];
