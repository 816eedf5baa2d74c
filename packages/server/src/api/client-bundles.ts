import { readFileSync } from "node:fs";
import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { ServerOptions as EngineOptions, uServer as UwsEngine } from "../engine/index.ts";
import { ClientFile, clientFileAt, clientFileNames } from "../http/client-files.ts";
import { createCors } from "../http/cors.ts";
import { runMiddlewares } from "../http/middleware.ts";

/** Not written out where it is used: a bundler would take that for a file to bundle. Without modules it may be missing. */
const self: string | undefined = import.meta.url;

/**
 * The bundles of the client, in the folder `client-dist` of a package. Each is read once, when it is first asked for, and
 * so is what is not there: a server that was bundled without them is one that serves none.
 */
export class ClientBundles {
  readonly #locate: () => URL;
  readonly #files = new Map<string, ClientFile | undefined>();

  /** @param locate - where the package is; may throw when it is nowhere */
  constructor(locate: () => URL) {
    this.#locate = locate;
  }

  /** A file by its name, one of `clientFileNames`. */
  find(name: string): ClientFile | undefined {
    if (!this.#files.has(name)) this.#files.set(name, this.#read(name));
    return this.#files.get(name);
  }

  /** At once, as the engine has to answer in the same turn what is not there: a fraction of a millisecond, once. */
  #read(name: string): ClientFile | undefined {
    try {
      const home = this.#locate();
      const body = readFileSync(new URL(`client-dist/${name}`, home));
      const manifest = JSON.parse(readFileSync(new URL("package.json", home), "utf8")) as { version: string };
      return new ClientFile({ name, body, version: manifest.version });
    } catch {
      return undefined;
    }
  }
}

/** Those of this package, for all servers of the process. */
export const clientBundles: ClientBundles = new ClientBundles(() => new URL("../../", self));

/** What is served, and to whom. */
export interface BundleService {
  readonly bundles: ClientBundles;
  /** Below which path, without a slash at its end. It may change. */
  readonly path: () => string;
  readonly cors: EngineOptions["cors"] | undefined;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Puts itself in front of the `request` listeners that are there, the engine's among them: they get every request that asks
 * for none of the files. Of the middlewares only CORS is applied, and no file is kept from anybody by it: what it has
 * against an origin is for browsers to act upon.
 */
export function serveBundles(server: HttpServer, { bundles, path, cors }: BundleService): void {
  const middlewares = cors ? [createCors(cors)] : [];
  const others = server.listeners("request").slice() as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    const name = clientFileAt(request.url, path());
    const file = name === undefined ? undefined : bundles.find(name);
    if (file === undefined) {
      for (const listener of others) listener.call(server, request, response);
      return;
    }
    runMiddlewares(middlewares, request, response, () => {
      file.serve(request, response);
    });
  });
}

/** On an app of `uWebSockets.js`, as they are: just as the original, without CORS and without compression. */
export function serveBundlesOnApp(
  app: Parameters<UwsEngine["attach"]>[0],
  { bundles, path }: Pick<BundleService, "bundles" | "path">,
): void {
  for (const name of clientFileNames) {
    const file = bundles.find(name);
    if (file === undefined) continue;
    app.any(`${path()}/${name}`, (response, request) => {
      const { status, headers, body } = file.answer(request.getHeader("if-none-match"));
      if (status === 304) response.writeStatus("304 Not Modified");
      for (const [header, value] of Object.entries(headers)) response.writeHeader(header, value);
      response.end(request.getMethod() === "head" ? "" : body);
    });
  }
}
