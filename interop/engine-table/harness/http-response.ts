import { Buffer } from "node:buffer";
import type { Wire } from "./wire.ts";

/** A response as it came over the wire. */
export interface HttpResponse {
  /** 0 when the peer has gone without an answer. */
  readonly status: number;
  /** In their order and spelling. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Without its chunks, inflated if it is compressed. */
  readonly body: Buffer;
  readonly isWhole: boolean;
}

type Content = Pick<HttpResponse, "body" | "isWhole">;

interface Head {
  readonly status: number;
  readonly headers: HttpResponse["headers"];
}

/** Reads one response; a reader of the tests' own, so that nothing is tidied up on the way. */
export async function readResponse(peer: Wire, method = "GET"): Promise<HttpResponse> {
  const head = parseHead(await peer.head());
  if (head.status === 0) return { ...head, body: Buffer.alloc(0), isWhole: false };
  // An interim answer says nothing yet.
  if (head.status === 100) return readResponse(peer, method);
  const content = hasNoBody(head.status, method) ? NOTHING : await readBody(peer, head.headers);
  return { ...head, ...content };
}

const NOTHING: Content = { body: Buffer.alloc(0), isWhole: true };

function hasNoBody(status: number, method: string): boolean {
  return method === "HEAD" || status === 101 || status === 204 || status === 304;
}

function parseHead(text: string): Head {
  const [first = "", ...lines] = text.split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? 0);
  const headers = lines
    .filter((line) => line !== "")
    .map((line): readonly [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
  return { status, headers };
}

export function headerOf(headers: HttpResponse["headers"], name: string): string | undefined {
  return headers.find(([other]) => other.toLowerCase() === name)?.[1];
}

async function readBody(peer: Wire, headers: HttpResponse["headers"]): Promise<Content> {
  if (headerOf(headers, "transfer-encoding") === "chunked") return readChunks(peer);
  const length = headerOf(headers, "content-length");
  if (length !== undefined) return readExactly(peer, Number(length));
  return { body: await peer.rest(), isWhole: true };
}

async function readExactly(peer: Wire, length: number): Promise<Content> {
  const body = await peer.bytes(length);
  return { body, isWhole: body.length === length };
}

async function readChunks(peer: Wire): Promise<Content> {
  const chunks: Buffer[] = [];
  for (;;) {
    const line = await peer.upTo("\r\n");
    const size = Number.parseInt(line, 16);
    if (!line.endsWith("\r\n") || Number.isNaN(size)) return { body: Buffer.concat(chunks), isWhole: false };
    const { body, isWhole } = await readExactly(peer, size);
    chunks.push(body);
    await peer.upTo("\r\n");
    if (size === 0 || !isWhole) return { body: Buffer.concat(chunks), isWhole };
  }
}
