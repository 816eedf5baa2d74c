import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { attachConsole, type ConsoleOptions } from "@sockeye/console";
import { Server, type ServerOptions } from "@sockeye/server";
import { listenOnFreePort, urlOf } from "../../../examples/demo/site/listen.ts";

/** A console, and the server that it is attached to. Everything is allowed, unless the options say otherwise. */
export interface ConsoleSetting extends Partial<ConsoleOptions> {
  /** Options of the server. */
  readonly server?: Partial<ServerOptions>;
}

export interface ServedConsole {
  readonly io: Server;
  /** Of the server: `http://127.0.0.1:3000`. */
  readonly origin: string;
  /** Of the page. */
  readonly url: string;
  close(): Promise<void>;
}

const PAGE = new URL("../../../packages/console/page/index.html", import.meta.url);

/** Serves a console on a free port, from the sources of the server and the page as it was built. */
export async function serveConsole({ server, ...options }: ConsoleSetting): Promise<ServedConsole> {
  if (!existsSync(PAGE))
    throw new Error("The page of the console is not built yet: run `npm run build` first.");
  const httpServer = createServer((_request, response) => response.writeHead(404).end());
  const io = new Server(httpServer, server);
  const origin = urlOf(
    "127.0.0.1",
    await listenOnFreePort(httpServer, { host: "127.0.0.1", port: 0, attempts: 1 }),
  );
  const { path } = attachConsole(io, {
    auth: "open",
    allow: ["emit", "join", "leave", "disconnect", "follow"],
    diagnose: true,
    ...options,
  });
  return { io, origin, url: new URL(path, origin).href, close: () => io.close() };
}
