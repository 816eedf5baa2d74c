/** The end of a connection that deals in bytes: what they mean was settled before anything is measured. */
import { connect } from "node:net";

/** All connections read into the same memory: what arrives is looked at before the next read. */
const readBuffer = Buffer.allocUnsafeSlow(256 * 1024);

/** @typedef {(length: number, bytes: Buffer, connection: RawConnection) => void} OnBytes */

export class RawConnection {
  /** @type {OnBytes} Called with what arrived; `bytes` is valid during the call only. */
  onBytes = () => {};
  /** @type {(error: Error) => void} Called when the connection ends though nobody asked for it. */
  onLost = () => {};
  /** Bytes that the workload has not made a message of yet. */
  pending = 0;
  #closing = false;
  /** @type {import("node:net").Socket} */
  #socket;

  /** @param {number} port */
  constructor(port) {
    this.#socket = connect({
      port,
      host: "127.0.0.1",
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (length) => {
          this.onBytes(length, readBuffer, this);
          return true;
        },
      },
    });
    this.#socket.on("error", (error) => this.lose(error));
    this.#socket.on("close", () => this.lose(new Error("the server closed a connection")));
  }

  /** @param {Buffer | string} bytes A string has one byte per character. */
  write(bytes) {
    this.#socket.write(bytes, "latin1");
  }

  /** Ends it by a reset, which leaves no port waiting behind. */
  destroy() {
    this.#closing = true;
    this.#socket.resetAndDestroy();
  }

  /**
   * Gives up, because of what happened or of what came.
   *
   * @param {Error} error
   */
  lose(error) {
    if (!this.#closing) {
      this.#closing = true;
      this.#socket.destroy();
      this.onLost(error);
    }
  }
}
