import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { Server, type DefaultEventsMap, type Socket } from "@sockeye/server";

import { page } from "./page.ts";
import { parseName, parseText, type ClientToServer, type Person, type ServerToClient } from "./protocol.ts";

type Io = Server<ClientToServer, ServerToClient, DefaultEventsMap, Person>;
type Guest = Socket<ClientToServer, ServerToClient, DefaultEventsMap, Person>;

export interface Rooms {
  readonly url: string;
  close(): Promise<void>;
}

export interface RoomsOptions {
  /** How long, in milliseconds, the others have to say that they have seen a text. @default 2_000 */
  readonly seenWithin?: number;
}

/** Each socket is in a room of its own id as well: with a prefix, nobody can join that of somebody else. */
const PREFIX = "room:";
const MAX_ROOMS = 10;

const BAD_ROOM = { ok: false, why: "a room has a name of 1 to 30 letters and digits" } as const;
const NOT_IN = { ok: false, why: "join the room first" } as const;

/** A chat with rooms: a page, and a Socket.IO server beside it. */
export async function startRooms(port: number, { seenWithin = 2_000 }: RoomsOptions = {}): Promise<Rooms> {
  const httpServer = createServer((request, response) => {
    if (request.url === "/")
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page);
    else response.writeHead(404).end();
  });
  const io: Io = new Server(httpServer, { hardening: "strict", maxHttpBufferSize: 10_000 });
  io.use((socket, next) => {
    const name = parseName(socket.handshake.auth["name"]);
    if (name === undefined) return next(new Error("a name has 1 to 30 letters and digits"));
    socket.data.name = name;
    next();
  });
  io.on("connection", (socket) => {
    letJoin(io, socket);
    letLeave(socket);
    letSpeak(socket, seenWithin);
  });
  httpServer.listen(port, "127.0.0.1");
  await once(httpServer, "listening");
  const address = httpServer.address() as AddressInfo;
  return { url: `http://127.0.0.1:${address.port}`, close: () => io.close() };
}

// A client that gives no function to answer with gets a TypeError of its own making: its request fails, and no other.

function letJoin(io: Io, socket: Guest): void {
  socket.on("join", async (given, answer) => {
    const room = parseName(given);
    if (room === undefined) return answer(BAD_ROOM);
    const key = PREFIX + room;
    if (!socket.rooms.has(key)) {
      if (socket.rooms.size > MAX_ROOMS) return answer({ ok: false, why: "leave another room first" });
      await socket.join(key);
      socket.to(key).emit("joined", room, socket.data.name);
    }
    const sockets = await io.in(key).fetchSockets();
    answer({ ok: true, people: sockets.map(({ data }) => data.name) });
  });
}

function letLeave(socket: Guest): void {
  socket.on("leave", async (room, answer) => {
    const key = PREFIX + room;
    if (!socket.rooms.has(key)) return answer(NOT_IN);
    await socket.leave(key);
    socket.to(key).emit("left", room, socket.data.name);
    answer({ ok: true });
  });
  // When it disconnects, it is still in its rooms here, and no longer in `disconnect`.
  socket.on("disconnecting", () => {
    for (const key of socket.rooms) {
      if (key.startsWith(PREFIX)) socket.to(key).emit("left", key.slice(PREFIX.length), socket.data.name);
    }
  });
}

function letSpeak(socket: Guest, seenWithin: number): void {
  socket.on("say", (room, given, answer) => {
    const text = parseText(given);
    if (text === undefined) return answer({ ok: false, why: "a text has 1 to 1,000 characters" });
    const key = PREFIX + room;
    if (!socket.rooms.has(key)) return answer(NOT_IN);
    // Some may not answer in time: those who did are counted.
    socket
      .to(key)
      .timeout(seenWithin)
      .emit("said", room, socket.data.name, text, (_error, seen) => {
        answer({ ok: true, seen: seen.length });
      });
  });
}
