import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { brotliCompress, constants, gzip, type CompressCallback } from "node:zlib";
import { extname } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml; charset=utf-8",
  ".woff2": "font/woff2",
};

/** Nothing but the page's own files runs; it connects wherever its user says, for that is what it is for. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src *",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Of every answer that the page's part of the server gives. */
export const securityHeaders: Readonly<Record<string, string>> = Object.freeze({
  "Content-Security-Policy": POLICY,
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
});

type Compress = (body: Uint8Array, callback: CompressCallback) => void;

/** What files are compressed with, the smallest first. Once each, so it may take its time. */
const compressors = {
  br: (body, callback) =>
    brotliCompress(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }, callback),
  gzip: (body, callback) => gzip(body, { level: 9 }, callback),
} as const satisfies Record<string, Compress>;

type Encoding = keyof typeof compressors;
const ENCODINGS = Object.keys(compressors) as Encoding[];

/** Is it a kind of file that a page consists of? */
export function isPageFile(name: string): boolean {
  return Object.hasOwn(TYPES, extname(name));
}

/** A file of the page, in memory; compressed when it is first asked for in that form. */
export class PageFile {
  readonly #body: Uint8Array;
  readonly #type: string;
  readonly #etag: string;
  readonly #compressed = new Map<Encoding, Promise<Uint8Array>>();

  constructor(name: string, body: Uint8Array) {
    this.#body = body;
    this.#type = TYPES[extname(name)]!;
    this.#etag = `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  }

  /** Answers GET and HEAD. The head is written before this returns: nobody else can answer any more. */
  serve({ method, headers }: IncomingMessage, response: ServerResponse): void {
    const common = {
      ...securityHeaders,
      "Cache-Control": "no-cache",
      ETag: this.#etag,
      Vary: "Accept-Encoding",
    };
    if (headers["if-none-match"]?.includes(this.#etag)) {
      response.writeHead(304, common).end();
      return;
    }
    const encoding = chooseEncoding(headers["accept-encoding"]);
    const head = { ...common, "Content-Type": this.#type };
    if (encoding === undefined) {
      response.writeHead(200, { ...head, "Content-Length": this.#body.byteLength });
      response.end(method === "HEAD" ? undefined : this.#body);
      return;
    }
    response.writeHead(200, { ...head, "Content-Encoding": encoding });
    if (method === "HEAD") {
      response.end();
      return;
    }
    this.#compress(encoding).then(
      (body) => response.end(body),
      () => response.destroy(),
    );
  }

  #compress(encoding: Encoding): Promise<Uint8Array> {
    let compressed = this.#compressed.get(encoding);
    if (compressed === undefined) {
      compressed = new Promise((resolve, reject) => {
        compressors[encoding](this.#body, (error, body) => (error === null ? resolve(body) : reject(error)));
      });
      this.#compressed.set(encoding, compressed);
    }
    return compressed;
  }
}

/** Browsers send a plain list; whoever sends weights gets ours where the weight is not 0. */
function chooseEncoding(accepted = ""): Encoding | undefined {
  const names = accepted
    .split(",")
    .filter((one) => !/;\s*q=0(\.0*)?\s*$/.test(one))
    .map((one) => one.split(";", 1)[0]?.trim());
  return ENCODINGS.find((encoding) => names.includes(encoding));
}
