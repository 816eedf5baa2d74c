import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "@sockeye/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ConsoleChannel, createConsoleChannel } from "./console-channel.ts";

let io: Server;
let url: string;
const channels: ConsoleChannel[] = [];

beforeEach(async () => {
  const http = createServer();
  io = new Server(http, { path: "/ws" });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const { socket } of channels.splice(0)) socket.disconnect();
  await io.close();
});

function lock(token: string): void {
  io.of("/console").use((socket, next) => {
    if (socket.handshake.auth["token"] === token) next();
    else next(Object.assign(new Error("This token does not fit."), { data: { locked: true } }));
  });
}

function createStorage(remembered: string | null = null) {
  const storage = {
    remembered,
    getItem: () => storage.remembered,
    setItem: (_: string, value: string) => void (storage.remembered = value),
    removeItem: () => void (storage.remembered = null),
  };
  return storage;
}

function create(isOpen: boolean, storage = createStorage()): ConsoleChannel {
  const channel = createConsoleChannel({
    meta: { path: "/ws", namespace: "/console", open: isOpen },
    url,
    storage,
  });
  channels.push(channel);
  return channel;
}

const reaches = (channel: ConsoleChannel, state: string): Promise<void> =>
  vi.waitFor(() => expect(channel.state.peek()).toBe(state), { timeout: 10_000, interval: 5 });

test("without a console there is none", async () => {
  const channel = createConsoleChannel({ meta: undefined });
  channel.open();
  channel.unlock("a", false);
  expect(channel.state.peek()).toBe("absent");
  await expect(channel.ask("watch", true)).rejects.toThrow("There is no connection");
});

test("a page that claims a console where there is none", async () => {
  const channel = create(true);
  channel.open();
  await reaches(channel, "absent");
});

test("asks, and is answered with what it wanted or with a sentence", async () => {
  io.of("/console").on("connection", (socket) => {
    socket.on("namespaces", (page: { search?: string }, answer: (answer: unknown) => void) =>
      answer(page.search === "wrong" ? { error: "No such thing." } : { ok: { total: 1, rows: [] } }),
    );
    socket.on("practice", () => socket.disconnect());
  });
  const channel = create(true);
  channel.open();
  channel.open();
  expect(channel.state.peek()).toBe("connecting");
  const page = { offset: 0, limit: 10 };
  expect(await channel.ask("namespaces", page)).toEqual({ total: 1, rows: [] });
  await expect(channel.ask("namespaces", { ...page, search: "wrong" })).rejects.toThrow("No such thing.");
  await expect(channel.ask("practice", "kill")).rejects.toThrow("was lost");
  await reaches(channel, "closed");
});

test("is locked without a token, and unlocked with the right one, which may be remembered", async () => {
  lock("right");
  const storage = createStorage();
  const channel = create(false, storage);
  channel.open();
  expect([channel.state.peek(), channel.refusal.peek()]).toEqual(["locked", undefined]);
  channel.unlock("wrong", true);
  await reaches(channel, "locked");
  expect([channel.refusal.peek(), storage.remembered]).toEqual(["This token does not fit.", null]);
  channel.unlock("right", true);
  await reaches(channel, "connected");
  expect([channel.refusal.peek(), storage.remembered]).toEqual([undefined, "right"]);
  const again = create(false, storage);
  again.open();
  await reaches(again, "connected");
});

test("another refusal is told", async () => {
  io.of("/console").use((_, next) => next(new Error("Too many pages.")));
  const channel = create(true);
  channel.open();
  await reaches(channel, "closed");
  expect(channel.refusal.peek()).toBe("Too many pages.");
});

test("comes back by itself", async () => {
  const connections: { conn: { close(): void } }[] = [];
  io.of("/console").on("connection", (socket) => connections.push(socket));
  const channel = create(true);
  channel.open();
  await reaches(channel, "connected");
  connections[0]!.conn.close();
  await reaches(channel, "connecting");
  await reaches(channel, "connected");
});
