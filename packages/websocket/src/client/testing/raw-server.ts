import type { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createAcceptKey } from "../../handshake/upgrade-response.ts";

/** What a scripted server answers to one request; nothing at all when it returns nothing. */
export type Answer = (request: RawRequest) => Buffer | string | undefined;

/** A request as it arrived. */
export interface RawRequest {
  readonly text: string;
  readonly target: string;
  readonly key: string;
  readonly socket: Socket;
  header(name: string): string | undefined;
}

/** A server made of TCP: it keeps every request and answers as the test says, so that answers can be wrong. */
export class RawServer {
  readonly requests: RawRequest[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(answer: Answer) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      let text = "";
      socket.on("data", (chunk: Buffer) => {
        text += chunk.toString("latin1");
        const end = text.indexOf("\r\n\r\n");
        if (end === -1) return;
        const request = parseRequest(text.slice(0, end + 4), socket);
        text = "";
        socket.removeAllListeners("data");
        this.requests.push(request);
        const bytes = answer(request);
        if (bytes !== undefined) socket.write(bytes, "latin1");
        socket.resume();
      });
    });
  }

  /** `host:port` once it listens. */
  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listenOnPath(path: string): Promise<void> {
    this.#server.listen(path);
    await once(this.#server, "listening");
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** The response that a WebSocket client waits for, with further header lines. */
export function accept({ key }: RawRequest, ...lines: readonly string[]): string {
  const all = [
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${createAcceptKey(key)}`,
    ...lines,
  ];
  return `HTTP/1.1 101 Switching Protocols\r\n${all.join("\r\n")}\r\n\r\n`;
}

/** A redirect to another URL. */
export function redirectTo(location: string): string {
  return `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;
}

function parseRequest(text: string, socket: Socket): RawRequest {
  const header = (name: string): string | undefined => new RegExp(`^${name}: (.*)\r$`, "im").exec(text)?.[1];
  return {
    text,
    target: text.split(" ", 2)[1] ?? "",
    key: header("Sec-WebSocket-Key") ?? "",
    socket,
    header,
  };
}
