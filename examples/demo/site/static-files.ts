import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname, join } from "node:path";

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ["css", "text/css; charset=utf-8"],
  ["html", "text/html; charset=utf-8"],
  ["js", "text/javascript; charset=utf-8"],
  ["svg", "image/svg+xml"],
]);

/** Everything comes from this server, and nothing is inline: injected markup could neither run nor load anything. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // The pictures of the chat come as bytes, not by an address.
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Flat folders: a name without a slash and with one dot cannot lead out of them. */
const FILE_PATH = /^\/([a-z0-9-]+\.([a-z]+))$/;

/** The folder `public` beside the module or up to two folders above it, for the module also runs from a `dist` folder. */
export function findPublicFolder(moduleFolder: string): string {
  let folder = moduleFolder;
  for (let up = 0; up <= 2; up += 1) {
    const candidate = join(folder, "public");
    if (existsSync(join(candidate, "index.html"))) return candidate;
    folder = dirname(folder);
  }
  throw new Error(`There is no folder "public" with an index.html beside or above ${moduleFolder}.`);
}

/** The path of a request target without its query. */
function pathOf(target: string | undefined): string {
  const [path = "/"] = (target ?? "/").split(/[?#]/, 1);
  return path;
}

export interface StaticFilesOptions {
  /** Where to look, in this order. */
  readonly folders: readonly string[];
  readonly cacheControl: string;
}

/** Answers GET and HEAD for the files of these folders. Never rejects. */
export function createStaticFiles(options: StaticFilesOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    response.setHeader("cache-control", "no-store");
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD");
      return answer(response, 405, "Only GET and HEAD are answered here.\n");
    }
    const path = pathOf(request.url);
    const match = FILE_PATH.exec(path === "/" ? "/index.html" : path);
    const type = CONTENT_TYPES.get(match?.[2] ?? "");
    const body = type === undefined ? undefined : await readFirst(options.folders, match?.[1] ?? "");
    if (type === undefined || body === undefined) return answer(response, 404, "There is no such page.\n");
    response.setHeader("cache-control", options.cacheControl);
    response.setHeader("content-type", type);
    answer(response, 200, body);
  };
}

async function readFirst(folders: readonly string[], name: string): Promise<Buffer | undefined> {
  for (const folder of folders) {
    const body = await readFile(join(folder, name)).catch(() => undefined);
    if (body !== undefined) return body;
  }
  return undefined;
}

/** For HEAD, node:http leaves the body out and keeps its length. */
function answer(response: ServerResponse, status: number, body: string | Buffer): void {
  response.statusCode = status;
  if (typeof body === "string") response.setHeader("content-type", "text/plain; charset=utf-8");
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(body);
}
