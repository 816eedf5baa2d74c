/** A client that knows just enough of WebSocket to be let in; afterwards it deals in bytes. */
import { connect } from "node:net";

const HEAD_END = "\r\n\r\n";
const MAX_HEAD = 4096;
const HANDSHAKE_TIMEOUT = 15_000;

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
  /** @type {string | undefined} The head of the answer, as long as it is not complete. */
  #head = "";
  #closing = false;
  /** @type {() => void} */
  #onOpen;
  /** @type {import("node:net").Socket} */
  #socket;

  /**
   * @param {number} port
   * @param {() => void} onOpen
   */
  constructor(port, onOpen) {
    this.#onOpen = onOpen;
    this.#socket = connect({
      port,
      host: "127.0.0.1",
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (length) => {
          if (this.#head === undefined) {
            this.onBytes(length, readBuffer, this);
          } else {
            this.#readHead(length);
          }
          return true;
        },
      },
    });
    this.#socket.on("error", (error) => this.#lose(error));
    this.#socket.on("close", () => this.#lose(new Error("the server closed a connection")));
    this.#socket.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    );
  }

  /** @param {Buffer} frames */
  write(frames) {
    this.#socket.write(frames);
  }

  /** Ends it by a reset, which leaves no port waiting behind. */
  destroy() {
    this.#closing = true;
    this.#socket.resetAndDestroy();
  }

  /** @param {number} length */
  #readHead(length) {
    const head = this.#head + readBuffer.toString("latin1", 0, length);
    const end = head.indexOf(HEAD_END);
    if (end < 0 && head.length < MAX_HEAD) {
      this.#head = head;
      return;
    }
    if (end < 0 || !head.startsWith("HTTP/1.1 101 ")) {
      this.#lose(new Error(`the server refused the handshake: ${head.split("\r\n", 1)[0]}`));
      return;
    }
    if (end + HEAD_END.length < head.length) {
      this.#lose(new Error("the server speaks before it is asked"));
      return;
    }
    this.#head = undefined;
    this.#onOpen();
  }

  /** @param {Error} error */
  #lose(error) {
    if (!this.#closing) {
      this.#closing = true;
      this.#socket.destroy();
      this.onLost(error);
    }
  }
}

/**
 * Opens connections, at most `concurrency` at a time.
 *
 * @param {number} port
 * @param {number} count
 * @param {number} concurrency
 * @returns {Promise<RawConnection[]>}
 */
export function openConnections(port, count, concurrency) {
  return new Promise((resolve, reject) => {
    /** @type {RawConnection[]} */
    const opened = [];
    let started = 0;
    const timer = setTimeout(
      () =>
        fail(new Error(`only ${opened.length} of ${count} connections opened in ${HANDSHAKE_TIMEOUT} ms`)),
      HANDSHAKE_TIMEOUT,
    );
    const fail = (/** @type {Error} */ error) => {
      clearTimeout(timer);
      reject(error);
    };
    const startOne = () => {
      started += 1;
      const connection = new RawConnection(port, () => {
        opened.push(connection);
        connection.onLost = () => {};
        if (opened.length === count) {
          clearTimeout(timer);
          resolve(opened);
        } else if (started < count) {
          startOne();
        }
      });
      connection.onLost = fail;
    };
    while (started < Math.min(count, concurrency)) {
      startOne();
    }
  });
}
