import { createServer } from "node:http";

import { io as connect } from "@sockeye/client";
import type { ManagerOptions, Socket, SocketOptions } from "@sockeye/client";
import { Server } from "@sockeye/server";
import type { ServerOptions } from "@sockeye/server";

import type { Answer } from "../shared/answer.ts";
import { listenOnFreePort, urlOf } from "../site/listen.ts";

export interface TestServer {
  readonly io: Server;
  readonly url: string;
}

/** Servers and clients of a test, all of which end with it. */
export class Stage {
  readonly #endings: (() => unknown)[] = [];

  async serve(options: Partial<ServerOptions> = {}): Promise<TestServer> {
    const httpServer = createServer();
    const io = new Server(httpServer, options);
    const port = await listenOnFreePort(httpServer, { host: "127.0.0.1", port: 0, attempts: 1 });
    this.#endings.push(() => io.close());
    return { io, url: urlOf("127.0.0.1", port) };
  }

  /** A client that is connected. */
  async connect(url: string, options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Socket> {
    const socket = this.open(url, options);
    await heard(socket, "connect");
    return socket;
  }

  open(url: string, options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
    const socket = connect(url, {
      forceNew: true,
      transports: ["websocket"],
      reconnectionDelay: 1,
      ...options,
    });
    this.#endings.unshift(() => socket.disconnect());
    return socket;
  }

  async end(): Promise<void> {
    for (const end of this.#endings.splice(0)) await end();
  }
}

/** The arguments of the next such event. */
export function heard(socket: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    socket.once(event, (...args: unknown[]) => resolve(args));
  });
}

/** What came of a request that the server agreed to. */
export async function granted<T>(socket: Socket, event: string, ...args: unknown[]): Promise<T> {
  const answer = (await socket.emitWithAck(event, ...args)) as Answer<T>;
  if ("error" in answer) throw new Error(`${event}: ${answer.error}`);
  return answer.ok;
}
