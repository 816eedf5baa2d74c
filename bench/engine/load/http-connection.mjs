/** A client that asks one thing at a time and knows just enough of HTTP to find the answer's end. */
import { RawConnection } from "../../lib/load/raw-connection.mjs";

const HEAD_END = "\r\n\r\n";
const LENGTH = /\r\ncontent-length: *(\d+)/i;

export class HttpConnection extends RawConnection {
  /** @type {(body: string, head: string) => void} Called with each answer. */
  onAnswer = () => {};
  /** What came of an answer that is not complete. */
  #partial = "";

  /** @param {number} port */
  constructor(port) {
    super(port);
    this.onBytes = (/** @type {number} */ length, /** @type {Buffer} */ bytes) =>
      this.#read(this.#partial + bytes.toString("latin1", 0, length));
  }

  /** @param {string} text */
  #read(text) {
    const end = text.indexOf(HEAD_END);
    if (end < 0) {
      this.#partial = text;
      return;
    }
    const length = LENGTH.exec(text)?.[1];
    if (length === undefined || !text.startsWith("HTTP/1.1 200 ")) {
      this.lose(new Error(`200 with a Content-Length expected, the server answers: ${text.slice(0, 500)}`));
      return;
    }
    const begin = end + HEAD_END.length;
    const missing = begin + Number(length) - text.length;
    if (missing > 0) {
      this.#partial = text;
    } else if (missing < 0) {
      this.lose(new Error("the server answers more than it was asked"));
    } else {
      this.#partial = "";
      this.onAnswer(text.slice(begin), text);
    }
  }
}
