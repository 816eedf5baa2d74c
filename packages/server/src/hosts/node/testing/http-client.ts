import { once } from "node:events";
import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestOptions,
  type Server,
} from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

/** Opens a server on loopback; returns its port. */
export async function listenOnLoopback(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Ends a server and its connections. */
export async function shutDown(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

/** A response, whole. */
export interface TestResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a request is made of; a GET of the path without more. */
export interface TestRequest extends Pick<RequestOptions, "agent" | "headers" | "method"> {
  readonly body?: string | Uint8Array;
}

/** Sends a request over a connection of its own, and reads the whole response. */
export function fetchText(
  port: number,
  path: string,
  { body, ...options }: TestRequest = {},
): Promise<TestResponse> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port, path, agent: false, ...options }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** A TCP connection on which a test writes what it likes. */
export class RawConnection {
  readonly closed: Promise<void>;
  received = "";
  readonly #socket: Socket;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      this.received += chunk;
      for (const check of this.#waiting) check();
    });
    socket.on("error", () => {});
    this.closed = new Promise((resolve) => socket.on("close", () => resolve()));
  }

  static async open(port: number, text = ""): Promise<RawConnection> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const connection = new RawConnection(socket);
    connection.write(text);
    return connection;
  }

  write(text: string): void {
    this.#socket.write(text, "latin1");
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Resolves when this text has come. */
  until(text: string): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!this.received.includes(text)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}

/** A request as it stands on the wire. */
export function head(line: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ Host: "localhost", ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${line} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** The headers that ask for a WebSocket. */
export const upgradeHeaders = Object.freeze({
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
});
