import { Buffer } from "node:buffer";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { CLOSE, parseFrame, type WireFrame } from "./frames.ts";

/** One end of a TCP connection: it sends exactly what a test says, and keeps what comes until it is asked for. */
export class WirePeer {
  readonly socket: Socket;
  /** Resolves when the socket is gone, however it went. */
  readonly closed: Promise<void>;
  #received: Buffer = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #hasEnded = false;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once("close", () => resolve());
    });
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#wake();
    });
    for (const event of ["end", "close"]) {
      socket.on(event, () => {
        this.#hasEnded = true;
        this.#wake();
      });
    }
  }

  /** Everything that came and was not taken yet. */
  get received(): Buffer {
    if (this.#chunks.length > 0) {
      this.#received = Buffer.concat([this.#received, ...this.#chunks]);
      this.#chunks = [];
    }
    return this.#received;
  }

  send(...parts: readonly (Buffer | string)[]): this {
    this.socket.write(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
    return this;
  }

  /** Sends and waits until the system has taken it, or the connection is over. */
  async sendAll(bytes: Buffer | string): Promise<void> {
    if (this.socket.destroyed) return;
    const taken = new Promise<void>((resolve) => {
      this.socket.write(bytes, () => resolve());
    });
    await Promise.race([taken, this.closed]);
  }

  /** Takes everything up to the end of an HTTP head; when the peer goes before, what there is. */
  head(): Promise<string> {
    return this.upTo("\r\n\r\n");
  }

  /** The status of an HTTP response; 0 when there was none. */
  async status(): Promise<number> {
    return Number(/^HTTP\/1\.1 (\d{3}) /.exec(await this.head())?.[1] ?? 0);
  }

  /** The next frame; `undefined` when the peer goes before. */
  async frame(): Promise<WireFrame | undefined> {
    for (;;) {
      const parsed = parseFrame(this.received);
      if (parsed !== undefined) {
        this.#take(parsed.end);
        return parsed.frame;
      }
      if (this.#hasEnded) return undefined;
      await this.#more();
    }
  }

  /** Takes frames up to the peer's close frame and returns its code: 1005 when it has none, 1006 when none came. */
  async closeCode(): Promise<number> {
    for (;;) {
      const next = await this.frame();
      if (next === undefined) return 1006;
      if (next.opcode === CLOSE) return next.payload.length < 2 ? 1005 : next.payload.readUInt16BE(0);
    }
  }

  /** Everything up to `text`, that included; when the peer goes before, what there is. */
  async upTo(text: string): Promise<string> {
    for (;;) {
      const end = this.received.indexOf(text);
      if (end !== -1) return this.#take(end + text.length).toString("latin1");
      if (this.#hasEnded) return this.#take(this.received.length).toString("latin1");
      await this.#more();
    }
  }

  /** Goes without a farewell. */
  async reset(): Promise<void> {
    // A reset after an end does nothing, not even close.
    if (this.#hasEnded) this.socket.destroy();
    else this.socket.resetAndDestroy();
    await this.closed;
  }

  #take(end: number): Buffer {
    const bytes = this.received;
    this.#received = bytes.subarray(end);
    return bytes.subarray(0, end);
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** A TCP connection to a server. */
export async function dialWire(port: number): Promise<WirePeer> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: false, noDelay: true });
  const peer = new WirePeer(socket);
  await Promise.race([once(socket, "connect"), peer.closed]);
  return peer;
}

export type HeaderValues = Readonly<Record<string, string | undefined>>;

/** An upgrade request with the sample key of RFC 6455, section 1.3. `undefined` leaves a header out. */
export function upgradeRequest(target = "/", headers: HeaderValues = {}): string {
  const fields = {
    Host: "localhost",
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    ...headers,
  };
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${target} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** A TCP connection with the opening handshake done. */
export async function openWire(port: number, target = "/", headers: HeaderValues = {}): Promise<WirePeer> {
  const peer = await dialWire(port);
  peer.send(upgradeRequest(target, headers));
  const status = await peer.status();
  if (status !== 101) throw new Error(`the handshake was answered with ${status}`);
  return peer;
}
