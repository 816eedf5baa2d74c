import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Sees the requests of an HTTP server before the listeners that it has by now; they get those that are not taken.
 *
 * @param take - answers a request, or returns false
 * @returns puts everything back as it was
 */
export function putInFront(
  server: HttpServer,
  take: (request: IncomingMessage, response: ServerResponse) => boolean,
): () => void {
  // Raw ones: those that were added by `once` go on being called once.
  const others = server.rawListeners("request") as RequestListener[];
  let isInFront = true;
  const dispatch: RequestListener = (request, response) => {
    if (isInFront && take(request, response)) return;
    for (const listener of others) listener.call(server, request, response);
  };
  replaceListeners(server, [dispatch]);
  return () => {
    // Somebody else may have come in front meanwhile, and hold on to it.
    isInFront = false;
    const listeners = server.rawListeners("request") as RequestListener[];
    replaceListeners(
      server,
      listeners.flatMap((listener) => (listener === dispatch ? others : [listener])),
    );
  };
}

function replaceListeners(server: HttpServer, listeners: readonly RequestListener[]): void {
  server.removeAllListeners("request");
  for (const listener of listeners) server.on("request", listener);
}
