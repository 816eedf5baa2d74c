import type { Server as HttpServer } from "node:http";
import type { Namespace, Server } from "@sockeye/server";
import { BaseServer as Engine } from "@sockeye/server/engine";
import type { PageEvents, ServerEvents } from "../contract/index.ts";
import { attendTo, type ConsoleDesk } from "./console-page.ts";
import { Gate } from "./gate.ts";
import { LiveServer } from "./live-server.ts";
import { resolveOptions, type ConsoleOptions, type ResolvedOptions } from "./options.ts";
import { OwnConnections } from "./own-connections.ts";
import { PageSite } from "./page-site.ts";
import { PracticeDesk } from "./practice-desk.ts";
import { ProcessMeter } from "./process-meter.ts";
import { putInFront } from "./request-front.ts";
import { Sampler } from "./sampler.ts";
import { readTotals } from "./totals.ts";
import { Watch } from "./watch.ts";

/** A console that is attached to a server. */
export interface Console {
  /** Where its page is: `/console/`. */
  readonly path: string;
  /** Takes the page and its namespace away; the server goes on. */
  close(): Promise<void>;
}

// oxlint-disable-next-line typescript/no-explicit-any -- an application's server, whatever its events are
type AnyServer = Server<any, any, any>;
type PageNamespace = Namespace<PageEvents, ServerEvents>;

/** From `src` and from `dist` alike. */
const PAGE_FOLDER = new URL("../../page/", import.meta.url);

const attached = new WeakSet<AnyServer>();

/**
 * Serves the console of a server beside it: a page to try servers, to see what goes over the wire, and to watch this one
 * live. Nothing is measured while nobody watches.
 *
 * @throws TypeError when `auth` is missing or an option is not what it should be
 * @throws Error when the server has no HTTP server yet, or has a console
 *
 * @example
 * ```ts
 * const io = new Server(3000);
 * attachConsole(io, { auth: { token: process.env.CONSOLE_TOKEN } });
 * // http://localhost:3000/console/
 * ```
 */
export function attachConsole(io: AnyServer, options: ConsoleOptions): Console {
  const resolved = resolveOptions(options);
  const httpServer = findHttpServer(io, options);
  if (attached.has(io)) throw new Error("this server has a console: close it before another one is attached");
  const namespace = takeNamespace(io, resolved);
  attached.add(io);
  const site = new PageSite({
    folder: PAGE_FOLDER,
    path: resolved.path,
    config: { path: io.path(), namespace: resolved.namespace, open: resolved.auth === "open" },
  });
  const takePageAway = putInFront(httpServer, (request, response) => site.take(request, response));
  openNamespace(namespace, { io, options: resolved });
  return {
    path: `${resolved.path}/`,
    async close() {
      if (!attached.delete(io)) return;
      takePageAway();
      await closeNamespace(namespace);
    },
  };
}

function findHttpServer(
  io: AnyServer,
  { httpServer = io.httpServer as HttpServer }: ConsoleOptions,
): HttpServer {
  if (io.engine === undefined || httpServer === undefined) {
    throw new Error(
      "attachConsole needs a server that is attached: call io.attach(httpServer) or io.listen(port) before it; " +
        "on another host, pass an httpServer to serve the page",
    );
  }
  if (!(io.engine instanceof Engine)) {
    throw new Error(
      "attachConsole needs an engine of @sockeye/server: another one does not count what is shown",
    );
  }
  return httpServer;
}

/** What is in a namespace already, or comes from the parent of a dynamic one, would see the pages, or keep them out. */
function takeNamespace(io: AnyServer, { namespace: name }: ResolvedOptions): PageNamespace {
  const isTaken = io._nsps.has(name);
  const namespace = io.of(name);
  if (!isTaken && namespace._middlewares.length === 0 && namespace.listenerCount("connection") === 0) {
    return namespace;
  }
  throw new Error(`the namespace ${name} is the application's own: pass another one as \`namespace\``);
}

function openNamespace(
  namespace: PageNamespace,
  { io, options }: { readonly io: AnyServer; readonly options: ResolvedOptions },
): void {
  const server = new LiveServer(io, options.namespace);
  const own = new OwnConnections();
  const desk: ConsoleDesk = {
    server,
    options,
    watch: new Watch(() => startSampling(server, own)),
    practice: new PracticeDesk(options.practice),
  };
  const gate = new Gate({
    auth: options.auth,
    now: () => performance.now(),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref()),
  });
  namespace.use((socket, next): unknown => gate.judge(socket.handshake).then(next));
  namespace.on("connection", (socket) => {
    own.add(socket.conn);
    attendTo(socket, desk);
  });
  desk.practice.onChange((practice) => {
    for (const socket of namespace.sockets.values()) socket.emit("practice", practice);
  });
}

function startSampling(server: LiveServer, own: OwnConnections): { take: Sampler["take"]; stop(): void } {
  const meter = new ProcessMeter();
  const sampler = new Sampler({
    now: () => Date.now(),
    totals: () => own.takeFrom(readTotals(server)),
    process: () => meter.read(),
  });
  return {
    take: () => sampler.take(),
    stop: () => meter.stop(),
  };
}

/** Pages that come now are told that there is no such namespace. */
async function closeNamespace(namespace: PageNamespace): Promise<void> {
  namespace.server._nsps.delete(namespace.name);
  for (const socket of [...namespace.sockets.values()]) socket.disconnect(true);
  await namespace.adapter.close();
}
