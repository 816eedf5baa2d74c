import { createServer, type Server } from "node:http";

/** Node looks for overdue requests this often. */
const CHECK_INTERVAL = 1000;
/** Largest request line and headers, in bytes: Node answers 431 beyond. */
const MAX_HEADER_SIZE = 16_384;
const BODY = "Upgrade Required";

/**
 * An HTTP server that does nothing but upgrades: any other request is told so. A request that is not complete in time
 * is answered with 408 and closed.
 */
export function createUpgradeOnlyServer(handshakeTimeout: number): Server {
  // Node knows no Infinity: 0 switches its checks off.
  const timeout = Number.isFinite(handshakeTimeout) ? handshakeTimeout : 0;
  const server = createServer(
    {
      headersTimeout: timeout,
      requestTimeout: timeout,
      connectionsCheckingInterval: CHECK_INTERVAL,
      maxHeaderSize: MAX_HEADER_SIZE,
    },
    (_request, response) => {
      response.writeHead(426, {
        "Content-Length": BODY.length,
        "Content-Type": "text/plain",
        Connection: "close",
      });
      response.end(BODY);
    },
  );
  // By default Node drops what comes behind about 1,000 fields, and our checks would not see it. Their size is bounded.
  server.maxHeadersCount = 0;
  return server;
}
