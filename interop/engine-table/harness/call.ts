import { Buffer } from "node:buffer";
import { describeResponse } from "./describe.ts";
import { type HttpResponse, readResponse } from "./http-response.ts";
import type { Tracks } from "./tracks.ts";
import type { Wire } from "./wire.ts";

export interface RequestParts {
  /** @default "GET" */
  readonly method?: string;
  /** The whole target; then `query` and `sid` do not count. */
  readonly target?: string;
  /** Before the question mark. @default "/engine.io/" */
  readonly path?: string;
  /** Behind `EIO=4&transport=polling`, without an ampersand. */
  readonly query?: string;
  readonly sid?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** @default true */
  readonly hasLength?: boolean;
  /** @default "HTTP/1.1" */
  readonly version?: string;
}

/** What stands behind the path when nothing else is said. */
export function targetOf(
  { target, path = "/engine.io/", query = "", sid }: Pick<RequestParts, "target" | "path" | "query" | "sid">,
  transport: string,
): string {
  if (target !== undefined) return target;
  const parts = ["EIO=4", `transport=${transport}`, query, sid === undefined ? "" : `sid=${sid}`];
  return `${path}?${parts.filter((part) => part !== "").join("&")}`;
}

export function requestBytes(parts: RequestParts): Buffer {
  const { method = "GET", headers = {}, body, hasLength = true, version = "HTTP/1.1" } = parts;
  const content = Buffer.from((body ?? "") as string);
  const length = body !== undefined && hasLength ? { "Content-Length": String(content.length) } : {};
  const fields = Object.entries({ Host: "localhost", ...length, ...headers });
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${targetOf(parts, "polling")} ${version}\r\n${lines.join("")}\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), content]);
}

/** One HTTP request that was sent, on a connection of its own. */
export class Call {
  readonly wire: Wire;
  readonly #tracks: Tracks;
  readonly #name: string;
  readonly #method: string;

  constructor(tracks: Tracks, { name, method, wire }: { name: string; method: string; wire: Wire }) {
    this.wire = wire;
    this.#tracks = tracks;
    this.#name = name;
    this.#method = method;
  }

  read(): Promise<HttpResponse> {
    return readResponse(this.wire, this.#method);
  }

  /** Waits for the answer and notes it. */
  async answer(): Promise<HttpResponse> {
    const response = await this.read();
    this.#tracks.client(`${this.#name}: ${describeResponse(response)}`);
    return response;
  }

  /** Leaves without waiting. */
  abort(): void {
    this.wire.reset();
  }
}
