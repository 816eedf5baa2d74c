import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";
import { createQueue } from "../peers/queue.ts";
import type { EngineOptions, EngineServer, EngineSocket, MessageData } from "./engine-api.ts";
import { implementation } from "./implementation.ts";

/** Why a session ended, as the server was told. */
export interface SeenEnd {
  readonly reason: string;
  readonly description: unknown;
}

/** What the server has of one client. */
export interface Session {
  readonly socket: EngineSocket;
  readonly closed: Promise<SeenEnd>;
}

/** An engine on a port of its own, which echoes unless told otherwise. */
export interface RunningEngine {
  readonly engine: EngineServer;
  readonly httpServer: HttpServer;
  readonly port: number;
  readonly url: string;
  /** The oldest session that was not taken yet. */
  accept(): Promise<Session>;
  /** The session of a client that is open. Older ones that nobody took are passed over. */
  sessionOf(client: { readonly id: string }): Promise<Session>;
  /** Cuts all TCP connections. */
  cut(): void;
  stop(): Promise<void>;
}

type OnSession = (socket: EngineSocket) => void;

/** Sends back what comes. */
const echo: OnSession = (socket) => {
  socket.on("message", (data: MessageData) => socket.send(data));
};

export async function openEngine(
  options: EngineOptions = {},
  onSession: OnSession = echo,
): Promise<RunningEngine> {
  const httpServer = createServer();
  const connections = new Set<Socket>();
  httpServer.on("connection", (connection) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  const engine = implementation.attach(httpServer, { allowEIO3: true, ...options });
  const sessions = createQueue<Session>();
  engine.on("connection", (socket: EngineSocket) => {
    const closed = new Promise<SeenEnd>((resolve) => {
      socket.once("close", (reason: string, description: unknown) => resolve({ reason, description }));
    });
    sessions.push({ socket, closed });
    onSession(socket);
  });
  httpServer.listen(0, "127.0.0.1");
  await once(httpServer, "listening");
  const { port } = httpServer.address() as AddressInfo;
  const cut = () => {
    for (const connection of connections) connection.destroy();
  };
  return {
    engine,
    httpServer,
    port,
    url: `http://127.0.0.1:${port}`,
    accept: () => sessions.take(),
    sessionOf: async (client) => {
      let session = await sessions.take();
      while (session.socket.id !== client.id) session = await sessions.take();
      return session;
    },
    cut,
    stop: async () => {
      engine.close();
      const closed = once(httpServer, "close");
      httpServer.close();
      cut();
      await closed;
    },
  };
}

/** Waits until something can be sent at once: with polling, until a poll is held open. */
export async function becomesWritable(running: RunningEngine, socket: EngineSocket): Promise<void> {
  while (!socket.transport.writable) {
    await once(running.httpServer, "request");
    // The engine may be the later of the two listeners.
    await new Promise(setImmediate);
  }
}

/** An engine that is stopped when the test is over. */
export async function startEngine(options?: EngineOptions, onSession?: OnSession): Promise<RunningEngine> {
  const running = await openEngine(options, onSession);
  onTestFinished(() => running.stop());
  return running;
}
