import { createServer } from "node:http";
import { join } from "node:path";
import { Server } from "@sockeye/server";
import { Server as PublishedServer } from "socket.io";
import { listenOnFreePort, urlOf } from "../../../examples/demo/site/listen.ts";
import { startPeerProcess } from "../../peers/peer-process.ts";
import { findPythonWith } from "../../server-clients/find-python.ts";

/** A server that the playground talks to. All of them know the same events, as the one in Python describes them. */
export interface TalkingServer {
  readonly url: string;
  close(): Promise<void>;
}

type Answer = (...values: unknown[]) => void;

/** What both servers have of each other, as far as it is used here. */
interface AnySocket {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
}

function letTalk(socket: AnySocket): void {
  socket.on("echo", (...args) => (args.pop() as Answer)(...args));
  socket.on("say", (...args) => socket.emit("said", ...args));
  socket.on("ask", () =>
    socket.emit("question", "Tea or coffee?", (...answer: unknown[]) => socket.emit("answered", ...answer)),
  );
  socket.on("never", () => undefined);
}

export async function startPublishedServer(): Promise<TalkingServer> {
  const httpServer = createServer();
  const io = new PublishedServer(httpServer, { cors: { origin: "*" } });
  io.on("connection", letTalk);
  const port = await listenOnFreePort(httpServer, { host: "127.0.0.1", port: 0, attempts: 1 });
  return { url: urlOf("127.0.0.1", port), close: () => io.close() };
}

export async function startOurServer(): Promise<TalkingServer> {
  const httpServer = createServer();
  const io = new Server(httpServer, { cors: { origin: "*" } });
  io.on("connection", letTalk);
  const port = await listenOnFreePort(httpServer, { host: "127.0.0.1", port: 0, attempts: 1 });
  return { url: urlOf("127.0.0.1", port), close: () => io.close() };
}

export const pythonWithSocketIo = {
  program: findPythonWith("socketio", "aiohttp"),
  install: "the Debian packages python3-socketio and python3-aiohttp",
};

export async function startPythonServer(command: string): Promise<TalkingServer> {
  const program = join(import.meta.dirname, "..", "programs", "python-socketio-server.py");
  const child = startPeerProcess({ command, parameters: [program] });
  const { port } = await child.hear<{ port: number }>();
  return { url: urlOf("127.0.0.1", port), close: () => child.stop() };
}
