import { createServer, type Server as HttpServer } from "node:http";
import type { AttachOptions, ServerOptions } from "./options.ts";
import { Server } from "./server.ts";

/**
 * Creates an engine on a port of its own, which does nothing else: other requests are answered with 501.
 *
 * @param callback - called when the port is open
 */
export function listen(port: number, callback?: () => void): Server;
export function listen(port: number, options?: AttachOptions & ServerOptions, callback?: () => void): Server;
export function listen(
  port: number,
  options?: (AttachOptions & ServerOptions) | (() => void),
  callback?: () => void,
): Server {
  if (typeof options === "function") return listen(port, {}, options);
  const httpServer = createServer(OWN_HTTP_OPTIONS, (_request, response) => {
    response.writeHead(501);
    response.end("Not Implemented");
  });
  const engine = attach(httpServer, options);
  httpServer.listen(port, callback);
  return engine;
}

/** A head has to come within 10 s, which Node looks after every second. */
export const OWN_HTTP_OPTIONS = Object.freeze({ headersTimeout: 10_000, connectionsCheckingInterval: 1_000 });

/** Creates an engine that is attached to an HTTP server. */
export function attach(server: HttpServer, options: AttachOptions & ServerOptions = {}): Server {
  const engine = new Server(options);
  engine.attach(server, options);
  return engine;
}
