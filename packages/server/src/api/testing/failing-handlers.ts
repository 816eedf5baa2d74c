import { expect, vi } from "vitest";
import type { Server } from "../server.ts";
import { settle, type TestClient } from "./server-bench.ts";

/** Without `setImmediate`, for which `uncaughtIn` waits. */
function useVirtualTime(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
}

/** A function of the application that fails. */
export type Fail = () => unknown;

export const throws: Fail = () => {
  throw new Error("oops");
};
export const rejects: Fail = () => Promise.reject(new Error("oops"));

/** A function of the application, and how to make a server call it. */
export interface HandlerCase {
  readonly title: string;
  readonly kind: string;
  readonly event: string;
  /** Is it known which socket it was called for? */
  readonly hasSocket: boolean;
  run(client: TestClient, fail: Fail, io: Server): unknown;
}

export const cases: readonly HandlerCase[] = [
  {
    title: "a listener of an event",
    kind: "listener",
    event: "a",
    hasSocket: true,
    run: (client, fail) => {
      client.socket().on("a", fail);
      client.send('2["a"]');
    },
  },
  {
    title: "a listener of all incoming events",
    kind: "listener",
    event: "a",
    hasSocket: true,
    run: (client, fail) => {
      client.socket().onAny(fail);
      client.send('2["a"]');
    },
  },
  {
    title: "a listener of all outgoing events",
    kind: "listener",
    event: "a",
    hasSocket: true,
    run: (client, fail, io) => {
      client.socket().onAnyOutgoing(fail);
      io.emit("a");
      expect(client.take()).toEqual(['2["a"]']);
    },
  },
  {
    title: "a listener of error",
    kind: "listener",
    event: "error",
    hasSocket: true,
    run: (client, fail) => {
      client.socket().on("error", fail);
      client.conn.emit("error", new Error("of the engine"));
    },
  },
  {
    title: "a listener of disconnecting",
    kind: "listener",
    event: "disconnecting",
    hasSocket: true,
    run: (client, fail) => {
      const socket = client.socket();
      socket.on("disconnecting", fail);
      client.send("1");
      expect([socket.connected, socket.rooms.size]).toEqual([false, 0]);
    },
  },
  {
    title: "a listener of disconnect",
    kind: "listener",
    event: "disconnect",
    hasSocket: true,
    run: (client, fail) => {
      client.socket().on("disconnect", fail);
      client.conn.end("transport close");
    },
  },
  {
    title: "a function for an answer",
    kind: "acknowledgement",
    event: "0",
    hasSocket: true,
    run: (client, fail) => {
      client.socket().emit("a", fail);
      client.send("30[]");
    },
  },
  {
    title: "a function for an answer with a time limit",
    kind: "acknowledgement",
    event: "0",
    hasSocket: true,
    run: (client, fail) => {
      client.socket().timeout(1_000).emit("a", fail);
      client.send("30[]");
    },
  },
  {
    title: "a function for an answer that did not come in time",
    kind: "acknowledgement",
    event: "0",
    hasSocket: false,
    run: (client, fail) => {
      useVirtualTime();
      client.socket().timeout(10).emit("a", fail);
      vi.advanceTimersByTime(10);
    },
  },
  {
    title: "a function for the answers to a broadcast",
    kind: "acknowledgement",
    event: "a",
    hasSocket: false,
    run: async (client, fail, io) => {
      io.timeout(1_000).emit("a", fail);
      await settle();
      client.send("30[]");
    },
  },
  {
    title: "a function for answers to a broadcast that did not come in time",
    kind: "acknowledgement",
    event: "a",
    hasSocket: false,
    run: (_client, fail, io) => {
      useVirtualTime();
      io.timeout(10).emit("a", fail);
      vi.advanceTimersByTime(10);
    },
  },
  {
    title: "a function for a broadcast to nobody",
    kind: "acknowledgement",
    event: "a",
    hasSocket: false,
    run: (_client, fail, io) => io.to("nobody").timeout(1_000).emit("a", fail),
  },
  {
    title: "a listener of an event of another server",
    kind: "listener",
    event: "a",
    hasSocket: false,
    run: (_client, fail, io) => {
      io.on("a", fail);
      io.sockets._onServerSideEmit(["a"]);
    },
  },
];
