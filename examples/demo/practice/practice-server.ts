import { createServer } from "node:http";

import { Server } from "@sockeye/server";
import type { Socket } from "@sockeye/server";

import { listenOnFreePort } from "../site/listen.ts";

export interface PracticeServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface PracticeServerOptions {
  readonly host: string;
  /** The first port to try; 0 lets the system choose. */
  readonly port: number;
  /** How many ports to try when they are taken. */
  readonly attempts: number;
  /** Milliseconds between two events `time`. @default 2_000 */
  readonly timeInterval?: number;
}

const TOKEN = "open sesame";
const ANSWER_MS = 10_000;
const MOST_SLOWNESS_MS = 10_000;
const MOST_BYTES = 1_000_000;
const MAX_ROOMS = 20;

/** Eight by eight pixels in the red of the salmon. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGM86+TEgA0wYRUdtBIAOyABRmBxAvkAAAAASUVORK5CYII=",
  "base64",
);

/** A Socket.IO server to try things with, from any page: one event for each thing that can be tried. */
export async function startPracticeServer(options: PracticeServerOptions): Promise<PracticeServer> {
  const httpServer = createServer((_request, response) => {
    response.writeHead(404, { "content-type": "text/plain" }).end("A Socket.IO server and nothing else.\n");
  });
  const io = new Server(httpServer, {
    cors: { origin: "*" },
    connectionStateRecovery: {},
    onHandlerError(error, { event, socket }) {
      socket?.emit("failed", event, error instanceof Error ? error.message : String(error));
    },
  });
  io.on("connection", letPractise);
  io.of("/admin")
    .use((socket, next) => {
      if (socket.handshake.auth["token"] === TOKEN) return next();
      next(Object.assign(new Error("This namespace wants a token."), { data: { auth: { token: TOKEN } } }));
    })
    .on("connection", letPractise);
  const clock = setInterval(() => {
    io.to("time").emit("time", new Date().toISOString());
  }, options.timeInterval ?? 2_000);
  io.httpServer.on("close", () => clearInterval(clock));
  return { port: await listenOnFreePort(httpServer, options), close: () => io.close() };
}

type Answer = (...values: unknown[]) => void;

/** What clients send here is anything, and so are the numbers of arguments; the last one may be the way to answer. */
function splitAnswer(args: readonly unknown[]): { readonly values: unknown[]; readonly answer: Answer } {
  const last = args.at(-1);
  if (typeof last !== "function") return { values: [...args], answer: () => undefined };
  return { values: args.slice(0, -1), answer: last as Answer };
}

function numberUpTo(most: number, given: unknown, otherwise: number): number {
  return typeof given === "number" ? Math.min(Math.max(given, 0), most) : otherwise;
}

function letPractise(socket: Socket): void {
  letEcho(socket);
  letWait(socket);
  letMeetInRooms(socket);
}

function letEcho(socket: Socket): void {
  socket.on("echo", (...args: unknown[]) => {
    const { values, answer } = splitAnswer(args);
    answer(...values);
    if (values.length === args.length) socket.emit("echo", ...values);
  });
  socket.on("binary", (...args: unknown[]) => {
    const { values, answer } = splitAnswer(args);
    const size = numberUpTo(MOST_BYTES, values[0], 0);
    answer(size === 0 ? PICTURE : Buffer.alloc(size, "salmon"));
  });
  socket.on("ask", () => {
    socket.timeout(ANSWER_MS).emit("question", "Tea or coffee?", (error: Error | null, answer: unknown) => {
      socket.emit("answered", error === null ? answer : `no answer within ${ANSWER_MS / 1000} s`);
    });
  });
  socket.on("throw", () => {
    throw new Error("The listener of “throw” always fails.");
  });
}

function letWait(socket: Socket): void {
  socket.on("slow", (...args: unknown[]) => {
    const { values, answer } = splitAnswer(args);
    const delay = numberUpTo(MOST_SLOWNESS_MS, values[0], 1_000);
    setTimeout(() => answer(`after ${delay} ms`), delay).unref();
  });
  socket.on("never", () => undefined);
  socket.on("subscribe", async (...args: unknown[]) => {
    await socket.join("time");
    splitAnswer(args).answer("subscribed");
  });
  socket.on("unsubscribe", async (...args: unknown[]) => {
    await socket.leave("time");
    splitAnswer(args).answer("unsubscribed");
  });
}

function letMeetInRooms(socket: Socket): void {
  // With a prefix, nobody joins the room of a socket's own id, or that of the time.
  const key = (room: unknown): string => `room:${String(room).slice(0, 40)}`;

  socket.on("join", async (...args: unknown[]) => {
    const { values, answer } = splitAnswer(args);
    if (socket.rooms.size > MAX_ROOMS) return answer("Leave another room first.");
    await socket.join(key(values[0]));
    answer([...socket.rooms]);
  });
  socket.on("leave", async (...args: unknown[]) => {
    const { values, answer } = splitAnswer(args);
    await socket.leave(key(values[0]));
    answer([...socket.rooms]);
  });
  socket.on("say", (...args: unknown[]) => {
    const { values, answer } = splitAnswer(args);
    const [room, ...what] = values;
    socket.to(key(room)).emit("said", room, ...what);
    answer("said");
  });
}
