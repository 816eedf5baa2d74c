import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { WirePeer } from "./wire-peer.ts";

/** A server made of TCP: what it answers is up to the test. */
export class HostileServer {
  readonly #server: Server;
  readonly #arrived: WirePeer[] = [];
  #wake: () => void = () => undefined;

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => {
      this.#arrived.push(new WirePeer(socket));
      this.#wake();
    });
  }

  static async listen(): Promise<HostileServer> {
    const server = createServer({ noDelay: true });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return new HostileServer(server);
  }

  get tcp(): Server {
    return this.#server;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next client. */
  async client(): Promise<WirePeer> {
    for (;;) {
      const peer = this.#arrived.shift();
      if (peer !== undefined) return peer;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#server.close();
    for (const peer of this.#arrived) peer.socket.destroy();
  }
}

/** What a server should answer to this request, by the book (RFC 6455, section 4.2.2). */
export function upgradeResponse(request: string, ...moreLines: readonly string[]): string {
  const key = /sec-websocket-key: (\S+)/i.exec(request)?.[1] ?? "";
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
    ...moreLines,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}
