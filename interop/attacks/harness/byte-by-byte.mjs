// A socket whose bytes arrive one at a time, as no sender can force the system to deliver them.
import { Duplex } from "node:stream";

export class ByteByByte extends Duplex {
  #socket;
  #rest = Buffer.alloc(0);
  #wantsMore = false;

  /** @param {import("node:stream").Duplex} socket */
  constructor(socket) {
    super({ readableHighWaterMark: 1, allowHalfOpen: true });
    this.#socket = socket;
    socket.on("readable", () => this.#take());
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
  }

  /** @override */
  _read() {
    this.#wantsMore = true;
    this.#take();
  }

  #take() {
    while (this.#wantsMore) {
      if (this.#rest.length === 0) this.#rest = this.#socket.read() ?? this.#rest;
      if (this.#rest.length === 0) return;
      const byte = Buffer.of(this.#rest[0] ?? 0);
      this.#rest = this.#rest.subarray(1);
      this.#wantsMore = this.push(byte);
    }
  }

  /** @override @param {Buffer} chunk @param {BufferEncoding} _encoding @param {(error?: Error | null) => void} done */
  _write(chunk, _encoding, done) {
    this.#socket.write(chunk, done);
  }

  /** @override @param {() => void} done */
  _final(done) {
    this.#socket.end(done);
  }

  /** @override @param {Error | null} error @param {(error: Error | null) => void} done */
  _destroy(error, done) {
    this.#socket.destroy();
    done(error);
  }
}
