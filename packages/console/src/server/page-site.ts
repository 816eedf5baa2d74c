import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isPageFile, PageFile, securityHeaders } from "./page-file.ts";

/** What the page is told about the server that it comes from. */
export interface PageConfig {
  /** The path of Socket.IO. */
  readonly path: string;
  /** The namespace to talk in. */
  readonly namespace: string;
  /** Does it take no token? */
  readonly open: boolean;
}

export interface PageSiteParts {
  /** Where the files are; it ends with a slash. */
  readonly folder: URL;
  /** Below which path they are served, without a slash at its end. */
  readonly path: string;
  readonly config: PageConfig;
}

const INDEX = "index.html";
const PLACE = "<!-- sockeye-console -->";

/** The page of the console: the files of one folder, read when the page is first asked for. */
export class PageSite {
  readonly #parts: PageSiteParts;
  #files: ReadonlyMap<string, PageFile> | undefined;

  constructor(parts: PageSiteParts) {
    this.#parts = parts;
  }

  /** Answers a request, if it is for the page. */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    const { path } = this.#parts;
    const [target = ""] = (request.url ?? "").split("?", 1);
    if (target !== path && !target.startsWith(`${path}/`)) return false;
    // A listener that the application put before ours may have answered.
    if (response.headersSent) return true;
    if (request.method !== "GET" && request.method !== "HEAD") {
      answer(response, 405, { Allow: "GET, HEAD" }, "The console answers GET and HEAD only.\n");
    } else if (target === path) {
      // Relative, for a proxy may have put it below another path.
      const folder = `${path.slice(path.lastIndexOf("/") + 1)}/`;
      answer(response, 308, { Location: folder }, "The console is here, with a slash behind it.\n");
    } else {
      this.#serve(target.slice(path.length + 1) || INDEX, request, response);
    }
    return true;
  }

  /** The target is compared as it came with the names of the files, so none can lead out of the folder. */
  #serve(name: string, request: IncomingMessage, response: ServerResponse): void {
    this.#files ??= this.#read();
    const file = this.#files?.get(name);
    if (file !== undefined) file.serve(request, response);
    else if (this.#files === undefined)
      answer(response, 503, {}, "The page of the console has not been built.\n");
    else answer(response, 404, {}, "The console has no such file.\n");
  }

  #read(): ReadonlyMap<string, PageFile> | undefined {
    const { folder, config } = this.#parts;
    try {
      const index = readFileSync(new URL(INDEX, folder), "utf8").replace(PLACE, () => toMeta(config));
      const others = readdirSync(folder).filter((name) => name !== INDEX && isPageFile(name));
      return new Map([
        [INDEX, new PageFile(INDEX, Buffer.from(index))],
        ...others.map((name) => [name, new PageFile(name, readFileSync(new URL(name, folder)))] as const),
      ]);
    } catch {
      // Not built, or not yet: it is looked for again with the next request.
      return undefined;
    }
  }
}

function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
): void {
  response.writeHead(status, { ...securityHeaders, "Content-Type": "text/plain; charset=utf-8", ...headers });
  response.end(text);
}

function toMeta(config: PageConfig): string {
  return `<meta name="sockeye-console" content="${escapeHtml(JSON.stringify(config))}">`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
