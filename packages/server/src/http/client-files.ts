import type { IncomingMessage, ServerResponse } from "node:http";
import { brotliCompress, deflate, gzip } from "node:zlib";
import { selectEncoding } from "./accept-encoding.ts";

/** What browsers may ask for; each comes with a source map. */
const SCRIPTS = ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js"];

/** The names of all files that are served. */
export const clientFileNames: ReadonlySet<string> = new Set(SCRIPTS.flatMap((name) => [name, `${name}.map`]));

const LETTER_S = 0x73;

/**
 * The name of the file that a request target asks for, if it is one of ours below the path. The target is taken as it was
 * sent: nothing is decoded or resolved, so no target can lead to anything else.
 */
export function clientFileAt(url: string | undefined, path: string): string | undefined {
  const start = path.length + 1;
  // Nearly all targets go on with the query of a poll: for them this has to cost nothing.
  if (url?.charCodeAt(start) !== LETTER_S || !url.startsWith(`${path}/`)) return undefined;
  const mark = url.indexOf("?", start);
  const name = mark === -1 ? url.slice(start) : url.slice(start, mark);
  return clientFileNames.has(name) ? name : undefined;
}

/** How a file can be encoded (RFC 9110 8.4.1), the one that is smallest first. */
const compressors = Object.freeze({ br: brotliCompress, gzip, deflate });

type FileEncoding = keyof typeof compressors;

const ENCODINGS = Object.keys(compressors) as FileEncoding[];

/** A file and what it was made from. */
export interface ClientFileParts {
  readonly name: string;
  readonly body: Uint8Array;
  /** The version of the package, by which clients know whether they have the file already. */
  readonly version: string;
}

/** An answer that is there at once. */
export interface FileAnswer {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | "";
}

/** A file in memory. It is compressed once for each encoding, when somebody asks for that. */
export class ClientFile {
  readonly #body: Uint8Array;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #etag: string;
  readonly #compressed = new Map<FileEncoding, Promise<Uint8Array>>();

  constructor({ name, body, version }: ClientFileParts) {
    const type = name.endsWith(".map") ? "application/json" : "application/javascript";
    this.#body = body;
    this.#etag = `"${version}"`;
    this.#headers = Object.freeze({
      "Cache-Control": "public, max-age=0",
      "Content-Type": `${type}; charset=utf-8`,
      ETag: this.#etag,
    });
  }

  /** The answer for a client that has said so in `If-None-Match`: not one of the names of a list, just as the original. */
  answer(ifNoneMatch: string | undefined): FileAnswer {
    return ifNoneMatch === this.#etag || ifNoneMatch === `W/${this.#etag}`
      ? { status: 304, headers: {}, body: "" }
      : { status: 200, headers: this.#headers, body: this.#body };
  }

  /**
   * Answers a request, whatever its method. The head is settled before this returns: a listener that the application added
   * later sees that there is an answer, and cannot give another one.
   */
  serve({ headers, method }: IncomingMessage, response: ServerResponse): void {
    // By a listener that the application put before ours; or the client has left.
    if (response.headersSent || response.destroyed) return;
    const answer = this.answer(headers["if-none-match"]);
    const encoding =
      answer.status === 200 ? selectEncoding(headers["accept-encoding"], ENCODINGS) : undefined;
    if (encoding === undefined) {
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
      return;
    }
    response.writeHead(200, { ...answer.headers, "content-encoding": encoding });
    if (method === "HEAD") {
      response.end();
      return;
    }
    this.#compress(encoding).then(
      (body) => response.end(body),
      () => response.destroy(),
    );
  }

  #compress(encoding: FileEncoding): Promise<Uint8Array> {
    const known = this.#compressed.get(encoding);
    if (known !== undefined) return known;
    const compressed = new Promise<Uint8Array>((resolve, reject) => {
      compressors[encoding](this.#body, (error, result) => {
        if (error === null) return resolve(result);
        // zlib had no memory: it may have some for the next client.
        this.#compressed.delete(encoding);
        reject(error);
      });
    });
    this.#compressed.set(encoding, compressed);
    return compressed;
  }
}
