import type { Buffer } from "node:buffer";
import { Duplex, type DuplexOptions } from "node:stream";
import { READY_STATE, type SendCallback } from "../connection/index.ts";
import { emitOutside } from "./socket-emitter.ts";
import { internals, type WebSocket } from "./websocket.ts";
import type { RawData } from "./message-data.ts";

/**
 * A stream over a WebSocket: each chunk written is a message, each message is a chunk to read, with backpressure both
 * ways. The end of the stream closes the WebSocket; the end of the WebSocket ends the stream.
 *
 * @example
 * ```ts
 * const stream = createWebSocketStream(socket, { encoding: "utf8" });
 * stream.pipe(process.stdout);
 * ```
 */
export function createWebSocketStream(websocket: WebSocket, options?: DuplexOptions): Duplex {
  return new WebSocketStream(websocket, options);
}

class WebSocketStream extends Duplex {
  readonly #webSocket: WebSocket;
  /** After an error the WebSocket closes by itself; otherwise destroying the stream ends it. */
  #terminates = true;

  constructor(webSocket: WebSocket, options: DuplexOptions | undefined) {
    // The WebSocket decides when it is over: it emits `close` and destroys, after its own closing handshake.
    super({ ...options, autoDestroy: false, emitClose: false, objectMode: false, writableObjectMode: false });
    this.#webSocket = webSocket;
    webSocket.on("message", (data, isBinary) => {
      this.#onMessage(data, isBinary);
    });
    webSocket.once("error", (error) => {
      if (this.destroyed) return;
      this.#terminates = false;
      this.destroy(error);
    });
    webSocket.once("close", () => {
      if (!this.destroyed) this.push(null);
    });
    // Both sides are done: nothing else would destroy the stream.
    this.on("end", () => {
      if (!this.destroyed && this.writableFinished) this.destroy();
    });
    this.on("finish", () => {
      if (!this.destroyed && this.readableEnded) this.destroy();
    });
  }

  override _read(): void {
    if (this.#webSocket.isPaused) this.#webSocket.resume();
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, callback: SendCallback): void {
    this._writev([{ chunk, encoding }], callback);
  }

  /** What was written while the last write was under way goes out in one turn, one message for each chunk. */
  override _writev(
    chunks: readonly { chunk: Buffer | string; encoding: BufferEncoding }[],
    callback: SendCallback,
  ): void {
    const webSocket = this.#webSocket;
    if (webSocket.readyState === READY_STATE.connecting) {
      webSocket.once("open", () => {
        this._writev(chunks, callback);
      });
      return;
    }
    const last = chunks.length - 1;
    for (let index = 0; index < last; index++) webSocket.send(chunks[index]!.chunk);
    webSocket.send(chunks[last]!.chunk, this.#destroyOnError(callback));
  }

  override _final(callback: SendCallback): void {
    const webSocket = this.#webSocket;
    switch (webSocket.readyState) {
      case READY_STATE.connecting:
        webSocket.once("open", () => {
          this._final(callback);
        });
        break;
      case READY_STATE.open: {
        // Finished is what the system has taken, the close frame included.
        const done = this.#destroyOnError(callback);
        webSocket.close();
        internals
          .connectionOf(webSocket)!
          .flushed()
          .then(() => done(), done);
        break;
      }
      case READY_STATE.closing:
        webSocket.once("close", () => {
          callback();
        });
        break;
      case READY_STATE.closed:
        callback();
        break;
    }
  }

  override _destroy(error: Error | null, callback: SendCallback): void {
    const webSocket = this.#webSocket;
    if (webSocket.readyState === READY_STATE.closed) {
      this.#finishDestroying(error, callback);
      return;
    }
    let reported = error;
    webSocket.once("error", (cause) => {
      reported ??= cause;
    });
    webSocket.once("close", () => {
      this.#finishDestroying(reported, callback);
    });
    if (this.#terminates) webSocket.terminate();
  }

  /** Without `autoDestroy` an error of the writing side has to be told to the whole stream. */
  #destroyOnError(callback: SendCallback): SendCallback {
    return (error) => {
      if (error) this.destroy(error);
      callback(error);
    };
  }

  #finishDestroying(error: Error | null, callback: SendCallback): void {
    callback(error ?? undefined);
    process.nextTick(() => {
      emitOutside(this, "close");
    });
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    const chunk = !isBinary && this.readableObjectMode ? (data as Buffer).toString() : data;
    if (!this.push(chunk)) this.#webSocket.pause();
  }
}
