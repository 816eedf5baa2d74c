import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";

/** Answers a request: the connection, and all that came so far, as Latin-1. */
export type Answer = (socket: Socket, text: string) => void;

/** A server that is told byte by byte what to answer, and remembers each request. */
export class RawServer {
  /** What each connection has received, chunk by chunk. */
  readonly received: string[][] = [];
  readonly #answer: Answer;
  readonly #sockets = new Set<Socket>();
  readonly #server = net.createServer((socket) => {
    this.#accept(socket);
  });

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** @returns the host with the port */
  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(socket: Socket): void {
    const chunks: string[] = [];
    this.received.push(chunks);
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // Clients that give up are what is tested here.
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      const text = chunk.toString("latin1");
      chunks.push(text);
      this.#answer(socket, text);
    });
  }
}

/** An answer as a server of HTTP/1.1 writes it. */
export function answerOf(status: string, body: string, headers: readonly string[] = []): string {
  return [`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers, "", body].join(
    "\r\n",
  );
}
