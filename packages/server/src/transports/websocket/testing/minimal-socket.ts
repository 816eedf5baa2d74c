import type { WsShapedSocket } from "../ws-shaped-transport.ts";

type Listener = (...values: unknown[]) => void;

/** How a minimal socket differs from that of `ws`. */
export interface MinimalSocketOptions {
  /** Delivers as older ones did: text as strings, and no second argument. */
  readonly isOldStyle?: boolean;
}

/** The least that an object must be to stand in for a WebSocket: it counts no bytes and cannot be terminated. */
export class MinimalSocket implements WsShapedSocket {
  /** What was sent, and taken by the peer. */
  readonly taken: (string | Uint8Array)[] = [];
  readonly calls: string[] = [];
  isStalled = false;
  readonly #listeners = new Map<string, Listener>();
  readonly #isOldStyle: boolean;
  readonly #waiting: { readonly data: string | Uint8Array; readonly done: (error?: Error) => void }[] = [];
  #isOver = false;

  constructor({ isOldStyle = false }: MinimalSocketOptions = {}) {
    this.#isOldStyle = isOldStyle;
  }

  on(event: string, listener: (...values: never[]) => void): this {
    this.#listeners.set(event, listener as Listener);
    return this;
  }

  send(data: string | Uint8Array, _options: unknown, callback?: (error?: Error | null) => void): void {
    this.#waiting.push({ data, done: callback ?? (() => {}) });
    queueMicrotask(() => this.#flush());
  }

  close(...code: readonly number[]): void {
    this.calls.push(["close", ...code].join(" "));
    if (this.#isOver) return;
    this.isStalled = false;
    this.#flush();
    this.end();
  }

  resume(): void {
    this.isStalled = false;
    this.#flush();
  }

  /** Something comes from the peer. */
  receive(frame: string | Uint8Array): void {
    if (this.#isOver) return;
    const isText = typeof frame === "string";
    if (this.#isOldStyle) this.emit("message", frame);
    else this.emit("message", isText ? Buffer.from(frame) : frame, !isText);
  }

  /** The connection is over. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting.length = 0;
    queueMicrotask(() => this.emit("close"));
  }

  emit(event: string, ...values: unknown[]): void {
    this.#listeners.get(event)?.(...values);
  }

  #flush(): void {
    if (this.isStalled || this.#isOver) return;
    for (const { data, done } of this.#waiting.splice(0)) {
      this.taken.push(data);
      done();
    }
  }
}
