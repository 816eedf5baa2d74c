import { Buffer } from "node:buffer";
import type { UwsBehavior, UwsHttpResponse } from "../uws-api.ts";
import { FakeWebSocket } from "./fake-websocket.ts";
import { neuter, toMemory } from "./memory.ts";

/** What a fake response needs of its request. */
export interface FakeResponseParts {
  readonly remoteAddress: string;
  /** How WebSockets behave; absent where there is no upgrade. */
  readonly behavior?: UwsBehavior | undefined;
}

/**
 * A response that holds the server to the documented rules: it throws when it is used after its end or after an abort,
 * when a head is out of order, or when something is written outside of the handler and of `cork`. The other members are
 * for the test, which plays the client.
 */
export class FakeResponse implements UwsHttpResponse {
  /** Such as `200 OK`. */
  status: string | undefined;
  readonly headers: [name: string, value: string][] = [];
  body: string | Uint8Array = "";
  state: "open" | "ended" | "closed" | "aborted" | "upgraded" = "open";
  /** Was the connection closed behind the answer? */
  closesConnection = false;
  /** The connection after an upgrade. */
  socket: FakeWebSocket | undefined;
  /** What `upgrade` was called with, after the user data. */
  seal: unknown[] = [];
  readonly #parts: FakeResponseParts;
  #isWithinHandler = true;
  #corks = 0;
  #onAborted: (() => void) | undefined;
  #onData: ((chunk: ArrayBuffer, isLast: boolean) => void) | undefined;

  constructor(parts: FakeResponseParts) {
    this.#parts = parts;
  }

  /** The status as a number. */
  get code(): number {
    return Number(this.status?.slice(0, 3));
  }

  get text(): string {
    return Buffer.from(this.body).toString();
  }

  /** The value of a header, by its name in any case; several are joined by line breaks. */
  header(name: string): string | undefined {
    const values = this.headers.filter(([one]) => one.toLowerCase() === name.toLowerCase());
    return values.length === 0 ? undefined : values.map(([, value]) => value).join("\n");
  }

  /** The client leaves. */
  abort(): void {
    if (this.state !== "open") return;
    this.state = "aborted";
    this.#onAborted?.();
  }

  /** A piece of the body arrives. */
  deliver(data: string | Uint8Array, isLast = false): void {
    if (this.state === "aborted" || this.state === "closed") return;
    const chunk = toMemory(data);
    this.#onData?.(chunk, isLast);
    neuter(chunk);
  }

  /** The handler has returned. */
  leaveHandler(): void {
    this.#isWithinHandler = false;
    if (this.state === "open" && this.#onAborted === undefined) throw new Error("no answer and no onAborted");
  }

  onAborted(callback: () => void): this {
    this.#assertOpen("onAborted");
    this.#onAborted = callback;
    return this;
  }

  onData(callback: (chunk: ArrayBuffer, isLast: boolean) => void): this {
    this.#assertOpen("onData");
    if (!this.#isWithinHandler) throw new Error("onData: what came before is lost");
    this.#onData = callback;
    return this;
  }

  writeStatus(status: string): this {
    this.#assertWritable("writeStatus");
    if (this.status !== undefined) throw new Error("writeStatus: the status has been written");
    this.status = status;
    return this;
  }

  writeHeader(name: string, value: string): this {
    this.#assertWritable("writeHeader");
    this.status ??= "200 OK";
    if (/^(content-length|connection|transfer-encoding|upgrade)$/i.test(name))
      throw new Error(`${name}: the host writes it`);
    if (/[\r\n]/.test(name + value)) throw new Error(`${name}: another header begins in it`);
    this.headers.push([name, value]);
    return this;
  }

  end(body: string | Uint8Array = "", closeConnection = false): this {
    this.#assertWritable("end");
    this.status ??= "200 OK";
    this.body = body;
    this.closesConnection = closeConnection;
    this.state = "ended";
    return this;
  }

  close(): this {
    this.#assertOpen("close");
    this.state = "closed";
    this.#onAborted?.();
    return this;
  }

  cork(callback: () => void): this {
    this.#assertOpen("cork");
    this.#corks++;
    callback();
    this.#corks--;
    return this;
  }

  upgrade(userData: object, ...seal: readonly unknown[]): void {
    this.#assertWritable("upgrade");
    const { behavior } = this.#parts;
    if (behavior === undefined) throw new Error("upgrade: this is no WebSocket handshake");
    if (this.status !== undefined && !this.status.startsWith("101 "))
      throw new Error(`upgrade: ${this.status}`);
    this.seal = [...seal];
    this.state = "upgraded";
    this.socket = new FakeWebSocket(behavior, userData);
    behavior.open(this.socket);
  }

  getRemoteAddressAsText(): ArrayBuffer {
    this.#assertOpen("getRemoteAddressAsText");
    return toMemory(this.#parts.remoteAddress);
  }

  #assertOpen(what: string): void {
    if (this.state !== "open") throw new Error(`${what}: the response is ${this.state}`);
  }

  #assertWritable(what: string): void {
    this.#assertOpen(what);
    if (!this.#isWithinHandler && this.#corks === 0) throw new Error(`${what}: not corked`);
  }
}
