import type { Buffer } from "node:buffer";
import type { EventEmitter } from "node:events";
import type { Connection, ConnectionHandler } from "../connection/index.ts";
import type { WebSocketError } from "../errors.ts";
import { toBinaryType, type BinaryType } from "./message-data.ts";

/** What a connection's events need of a WebSocket. */
export interface EventSource extends EventEmitter {
  readonly binaryType: BinaryType;
  readonly isPaused: boolean;
}

/**
 * Turns a connection's calls into a WebSocket's events: one small object per WebSocket, no closures. What listeners
 * throw is taken care of by the connection.
 */
export class ConnectionEvents implements ConnectionHandler {
  readonly webSocket: EventSource;

  constructor(webSocket: EventSource) {
    this.webSocket = webSocket;
  }

  onTextBytes(bytes: Buffer, _connection: Connection): void {
    this.webSocket.emit("message", bytes, false);
  }

  onBinary(data: Buffer, _connection: Connection): void {
    this.webSocket.emit("message", toBinaryType(data, this.webSocket.binaryType), true);
  }

  onPing(data: Buffer, _connection: Connection): void {
    this.webSocket.emit("ping", data);
  }

  onPong(data: Buffer, _connection: Connection): void {
    this.webSocket.emit("pong", data);
  }

  /**
   * Only what the peer did wrong is an event, as in `ws`; a lost socket shows as close code 1006. And a peer must not be
   * able to end the process, so an error that nobody listens to is none.
   */
  onError(error: Error): void {
    if (!isPeerError(error) || this.webSocket.listenerCount("error") === 0) return;
    this.webSocket.emit("error", toListenerError(error));
  }

  onClose(code: number, reason: Buffer): void {
    this.webSocket.emit("close", code, reason);
  }
}

/** The same for `allowSynchronousEvents: false`: one event per turn, the rest of a chunk waits. */
export class SpacedConnectionEvents extends ConnectionEvents {
  override onTextBytes(bytes: Buffer, connection: Connection): void {
    this.#emitAlone(connection, () => super.onTextBytes(bytes, connection));
  }

  override onBinary(data: Buffer, connection: Connection): void {
    this.#emitAlone(connection, () => super.onBinary(data, connection));
  }

  override onPing(data: Buffer, connection: Connection): void {
    this.#emitAlone(connection, () => super.onPing(data, connection));
  }

  override onPong(data: Buffer, connection: Connection): void {
    this.#emitAlone(connection, () => super.onPong(data, connection));
  }

  /** What the listeners put off to the end of the turn comes before the next event. */
  #emitAlone(connection: Connection, emit: () => void): void {
    connection.pause();
    try {
      emit();
    } finally {
      setImmediate(() => {
        if (!this.webSocket.isPaused) connection.resume();
      });
    }
  }
}

function isPeerError(error: Error): error is WebSocketError {
  return "closeCode" in error;
}

/** Users of `ws` know the errors of compressed data as zlib reports them. */
function toListenerError(error: WebSocketError): Error {
  const isOfZlib = error.code === "WS_ERR_INVALID_COMPRESSED_DATA" && error.cause instanceof Error;
  return isOfZlib ? (error.cause as Error) : error;
}
