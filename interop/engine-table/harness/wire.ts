import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import { parseFrame, type WireFrame } from "../../attacks/harness/frames.ts";

/** Nothing in these tests takes that long; who waits longer waits for something that will not come. */
const PATIENCE = 4000;

/** One TCP connection to a server: it sends exactly what it is told, and keeps what comes until it is asked for. */
export class Wire {
  readonly socket: Socket;
  readonly #patience: number;
  #received: Buffer = Buffer.alloc(0);
  #hasEnded = false;
  #isLate = false;
  #wake: () => void = () => undefined;

  constructor(port: number, patience = PATIENCE) {
    this.#patience = patience;
    this.socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.socket.on("error", () => undefined);
    this.socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    for (const event of ["end", "close"]) {
      this.socket.on(event, () => {
        this.#hasEnded = true;
        this.#wake();
      });
    }
  }

  /** Did somebody wait in vain? */
  get isLate(): boolean {
    return this.#isLate;
  }

  send(...parts: readonly (Buffer | string)[]): this {
    this.socket.write(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
    return this;
  }

  /** Everything up to the end of an HTTP head; when the peer goes before, what there is. */
  async head(): Promise<string> {
    return this.upTo("\r\n\r\n");
  }

  /** Everything up to `text`, that included; when the peer goes before, what there is. */
  async upTo(text: string): Promise<string> {
    await this.#until(() => this.#received.includes(text));
    const end = this.#received.indexOf(text);
    return this.#take(end === -1 ? this.#received.length : end + text.length).toString("latin1");
  }

  /** So many bytes, or fewer when the peer goes before. */
  async bytes(count: number): Promise<Buffer> {
    await this.#until(() => this.#received.length >= count);
    return this.#take(count);
  }

  /** Everything until the peer goes. */
  async rest(): Promise<Buffer> {
    await this.#until(() => false);
    return this.#take(this.#received.length);
  }

  /** The next frame; `undefined` when the peer goes before. */
  async frame(): Promise<WireFrame | undefined> {
    await this.#until(() => parseFrame(this.#received) !== undefined);
    const parsed = parseFrame(this.#received);
    if (parsed !== undefined) this.#take(parsed.end);
    return parsed?.frame;
  }

  /** Sends and waits until the system has taken it, or the connection is over. */
  async sendAll(bytes: Buffer | string): Promise<void> {
    if (this.socket.destroyed) return;
    await new Promise<void>((resolve) => {
      this.socket.once("close", resolve);
      this.socket.write(bytes, () => {
        this.socket.off("close", resolve);
        resolve();
      });
    });
  }

  /** Resolves when the connection is gone, however it went. */
  async closed(): Promise<void> {
    await this.#until(() => this.socket.destroyed);
  }

  /** Ends at once, as when a cable is cut and the system notices. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  #take(end: number): Buffer {
    const bytes = this.#received.subarray(0, end);
    this.#received = this.#received.subarray(end);
    return bytes;
  }

  async #until(holds: () => boolean): Promise<void> {
    const timer = setTimeout(() => {
      this.#isLate = true;
      this.#wake();
    }, this.#patience);
    while (!holds() && !this.#hasEnded && !this.#isLate) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    clearTimeout(timer);
  }
}
