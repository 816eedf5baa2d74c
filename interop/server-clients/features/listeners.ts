import { once } from "node:events";
import { expect } from "vitest";
import { startApplication } from "../application.ts";
import { publishedSocket } from "../scene.ts";
import type { Feature } from "./feature.ts";

export const listeners: readonly Feature[] = [
  {
    title: "passes the middlewares of its socket, which may change or stop an event",
    play: async (scene) => {
      const { server, socket } = await scene.connect(await startApplication());
      server.use((event, next) => {
        if (event[0] === "forbidden") next(new Error(`not ${String(event[1])}`));
        else {
          event.push("added");
          next();
        }
      });
      const failed = once(server, "error") as Promise<[Error]>;
      socket.emit("forbidden", "that");
      socket.emit("echo", 1);
      expect((await failed)[0].message).toBe("not that");
      expect(await socket.take()).toEqual(["echo", 1, "added"]);
      expect(server.connected).toBe(true);
    },
  },
  {
    title: "sees the same, whatever catch-all listeners the server has",
    play: async (scene) => {
      const application = await startApplication();
      const { server, socket } = await scene.connect(application);
      const log: unknown[][] = [];
      server.onAny((...event: unknown[]) => log.push(["in", ...event]));
      server.prependAny((...event: unknown[]) => log.push(["before", ...event]));
      server.onAnyOutgoing((...event: unknown[]) => log.push(["out", ...event]));
      socket.emit("echo", 1, Buffer.from("x"));
      expect(await socket.take()).toEqual(["echo", 1, Buffer.from("x")]);
      expect(await socket.call("echo", 2)).toEqual([2]);
      application.io.emit("news", "to all");
      expect(await socket.take()).toEqual(["news", "to all"]);
      server.offAny();
      server.offAnyOutgoing();
      socket.emit("echo", "unseen");
      expect(await socket.take()).toEqual(["echo", "unseen"]);
      expect(log).toEqual([
        ["before", "echo", 1, Buffer.from("x")],
        ["in", "echo", 1, Buffer.from("x")],
        ["out", "echo", 1, Buffer.from("x")],
        ["before", "echo", 2, expect.any(Function)],
        ["in", "echo", 2, expect.any(Function)],
        ["out", "news", "to all"],
      ]);
    },
  },
  {
    title: "sees everything in its own catch-all listeners",
    needs: ["catch-all listeners"],
    play: async (scene) => {
      const { server, socket } = await scene.connect(await startApplication());
      const published = publishedSocket(socket);
      const log: unknown[][] = [];
      published.onAny((...event: unknown[]) => log.push(event));
      server.emit("nobody's event", 1);
      server.emit("question", 2, () => undefined);
      server.emit("fence");
      expect([await socket.take(), await socket.take()]).toEqual([["question", 2], ["fence"]]);
      expect(log).toEqual([["nobody's event", 1], ["question", 2, expect.any(Function)], ["fence"]]);
    },
  },
  {
    title: "sees in its outgoing catch-all listeners what it sends",
    needs: ["outgoing catch-all listeners"],
    play: async (scene) => {
      const { socket } = await scene.connect(await startApplication());
      const published = publishedSocket(socket);
      const log: unknown[][] = [];
      published.onAnyOutgoing((...event: unknown[]) => log.push(event));
      socket.emit("echo", 1);
      expect(await socket.take()).toEqual(["echo", 1]);
      expect(log).toEqual([["echo", 1]]);
    },
  },
  {
    title: "gets what a middleware of its namespace emits and joins",
    play: async (scene) => {
      const application = await startApplication();
      const client = await scene.open(application, { namespaces: ["/busy-middleware"] });
      const socket = client.socket("/busy-middleware");
      const seen = [await socket.take(), await socket.take()];
      expect(seen).toContainEqual(["connect"]);
      expect(seen).toContainEqual(["news", "from the middleware"]);
      const server = await application.accept("/busy-middleware");
      expect(server.rooms).toEqual(new Set([server.id, "early"]));
      application.io.of("/busy-middleware").to("early").emit("news", "to the early");
      expect(await socket.take()).toEqual(["news", "to the early"]);
    },
  },
];
