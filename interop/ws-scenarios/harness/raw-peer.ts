import { once } from "node:events";
import net from "node:net";
import { createHash } from "node:crypto";
import { type ReceivedFrame, describeFrame, parseFrames } from "./frames.ts";

/** The key of the example in RFC 6455 section 1.3: with it the answer of a server never changes. */
const SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export interface RequestOptions {
  readonly method?: string;
  readonly path?: string;
  readonly httpVersion?: string;
  /** Replaces a header of the usual request; `undefined` leaves it out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** The text of an opening handshake of a client (RFC 6455 section 4.1). */
export function requestText(options: RequestOptions = {}): string {
  const headers = {
    Host: "localhost",
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Key": SAMPLE_KEY,
    "Sec-WebSocket-Version": "13",
    ...options.headers,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  const { method = "GET", path = "/", httpVersion = "1.1" } = options;
  return [`${method} ${path} HTTP/${httpVersion}`, ...lines, "", ""].join("\r\n");
}

/** The answer of a server to that request (RFC 6455 section 4.2.2), with more header lines if wanted. */
export function responseText(request: string, ...extra: string[]): string {
  const key = /^sec-websocket-key: (.*)$/im.exec(request)?.[1]?.trim() ?? "";
  const accept = createHash("sha1")
    .update(key + GUID)
    .digest("base64");
  const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  return [...lines, `Sec-WebSocket-Accept: ${accept}`, ...extra, "", ""].join("\r\n");
}

/** A TCP peer that shows every byte. */
export class RawPeer {
  readonly socket: net.Socket;
  #received: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
    socket.on("end", () => {
      this.#ended = true;
    });
    // A reset is a result like any other; `close` follows.
    socket.on("error", () => undefined);
  }

  /** All bytes after the HTTP head that was taken off, or from the beginning. */
  get received(): Buffer {
    return this.#received;
  }

  /** Whether the other side has sent its FIN. */
  get ended(): boolean {
    return this.#ended;
  }

  get frames(): ReceivedFrame[] {
    return parseFrames(this.#received);
  }

  get frameLines(): string[] {
    return this.frames.map(describeFrame);
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Waits until the condition holds, looked at after each chunk, or until the socket is gone. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition() && !this.socket.closed) {
      await new Promise<void>((resolve) => {
        const events = ["data", "end", "close"];
        const wake = (): void => {
          for (const event of events) this.socket.off(event, wake);
          resolve();
        };
        for (const event of events) this.socket.on(event, wake);
      });
    }
  }

  /** Takes the head of a request or response off the received bytes. */
  async head(): Promise<string> {
    await this.until(() => this.#received.includes("\r\n\r\n") || this.#ended);
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return this.#received.toString("latin1");
    const head = this.#received.toString("latin1", 0, end + 4);
    this.#received = this.#received.subarray(end + 4);
    return head;
  }

  async untilFrames(count: number): Promise<void> {
    await this.until(() => this.frames.length >= count);
  }

  async untilEnded(): Promise<void> {
    await this.until(() => this.#ended);
  }

  async untilClosed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, "close");
  }
}

/** Dials and sends the text; the answer is left to the caller. */
export async function connectRaw(port: number, text: string | Uint8Array): Promise<RawPeer> {
  const peer = new RawPeer(net.connect(port, "127.0.0.1"));
  await once(peer.socket, "connect");
  peer.write(text);
  return peer;
}
