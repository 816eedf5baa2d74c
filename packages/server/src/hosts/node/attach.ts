import type { Buffer } from "node:buffer";
import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { matchesPath } from "../../http/request-target.ts";

/** What is attached to an HTTP server, and how. */
export interface Attachment {
  /** Requests whose target begins with this are ours. */
  readonly path: string;
  readonly takesUpgrades: boolean;
  /** After how many milliseconds an upgrade that nobody has taken is ended; `undefined` for never. */
  readonly destroyUpgradeTimeout: number | undefined;
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The HTTP server has closed. */
  onClose(): void;
  /** The HTTP server listens, perhaps again. */
  onListening(): void;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Puts a dispatcher in front of the `request` listeners that are there: it calls them for every request that is not
 * ours. Listeners that are added later see all requests, as they do beside the original.
 */
export function attachTo(server: HttpServer, attachment: Attachment): void {
  const others = server.listeners("request").slice() as RequestListener[];
  server.removeAllListeners("request");
  server.on("close", () => {
    attachment.onClose();
  });
  server.on("listening", () => {
    attachment.onListening();
  });
  server.on("request", (request, response) => {
    if (matchesPath(request.url, attachment.path)) attachment.handleRequest(request, response);
    else for (const listener of others) listener.call(server, request, response);
  });
  if (!attachment.takesUpgrades) return;
  server.on("upgrade", (request, socket, head) => {
    if (matchesPath(request.url, attachment.path)) attachment.handleUpgrade(request, socket, head);
    else if (attachment.destroyUpgradeTimeout !== undefined)
      endUnlessTaken(socket, attachment.destroyUpgradeTimeout);
  });
}

/** Somebody else may take the upgrade; if nobody has written to it in time, nobody will. */
function endUnlessTaken(socket: Duplex & { bytesWritten?: number }, timeout: number): void {
  const isTaken = (): boolean => (socket.bytesWritten ?? 0) > 0;
  const timer = setTimeout(() => {
    socket.off("close", cancel);
    if (!socket.writable || isTaken()) return;
    socket.on("error", ignore);
    socket.end();
  }, timeout);
  const cancel = (): void => {
    clearTimeout(timer);
  };
  socket.once("close", cancel);
}

function ignore(): void {
  // The other end may leave while we say goodbye.
}
