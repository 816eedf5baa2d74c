import type { Server as HttpServer, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ResponseHeaders } from "../../ports/index.ts";

/*
 * The answer to a poll is 200, three headers and a short text, 20,000 times a second. To write that through Node's
 * `ServerResponse` costs a quarter of all that the server does for a message (measured by `npm run bench engine`, load
 * "polling-echo"): it checks each header, gathers head and body as pieces, and writes them through two streams.
 *
 * Here such a response is written to the connection as one text, the same bytes that Node would have written, and Node is
 * told by the event `finish`, which is how it hears of the end of every response, and what its keep-alive and its queue of
 * pipelined responses go by. Whatever is not as usual is left to Node: other versions of HTTP, connections that are to be
 * closed, headers or listeners that somebody has added, servers that count requests, runtimes that do it in another way.
 */

interface KeptAlive {
  readonly keepAliveTimeout: number;
}

/**
 * Writes a response with status 200 as one text.
 *
 * @param headers - of our own: they are not checked
 * @returns whether it could be done; if not, nothing was written
 */
export function writePlainResponse(
  response: ServerResponse,
  headers: ResponseHeaders,
  body: string,
): boolean {
  const { socket } = response;
  const server = socket === null ? undefined : usualServer(socket);
  const length = headers["Content-Length"];
  if (socket === null || server === undefined || length === undefined || !isUsual(response)) return false;
  let head = "HTTP/1.1 200 OK\r\n";
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "object") return false;
    head += `${name}: ${value}\r\n`;
  }
  const isAscii = Number(length) === body.length;
  socket.write(`${head}${dateLine()}${keepAliveLines(server)}\r\n${body}`, isAscii ? "latin1" : "utf8");
  // A request that is not complete is still in the parser's hands, which does not expect to be done with it.
  if (response.req.complete) finish(response);
  else process.nextTick(finish, response);
  return true;
}

/** The server of a connection, if it neither counts requests nor closes. */
function usualServer(socket: Socket): KeptAlive | undefined {
  const { server } = socket as Socket & { readonly server?: Partial<HttpServer> };
  const keepAliveTimeout = server?.keepAliveTimeout;
  if (typeof keepAliveTimeout !== "number" || socket.destroyed) return undefined;
  return server?.maxRequestsPerSocket || server?.listening !== true ? undefined : { keepAliveTimeout };
}

/** Is the response as Node has made it, for HTTP/1.1 with keep-alive? Node itself is the one that waits for its end. */
function isUsual(response: ServerResponse): boolean {
  return (
    response.req.httpVersionMajor === 1 &&
    response.req.httpVersionMinor === 1 &&
    response.shouldKeepAlive &&
    response.sendDate &&
    response.statusCode === 200 &&
    response.listenerCount("finish") === 1 &&
    response.getHeaderNames().length === 0
  );
}

function finish(response: ServerResponse): void {
  if (response.socket?.destroyed === false) response.emit("finish");
}

let dateSecond = 0;
let date = "";

/** Changes once in a second. */
function dateLine(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    date = `Date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
  return date;
}

function keepAliveLines({ keepAliveTimeout }: KeptAlive): string {
  const seconds = Math.floor(keepAliveTimeout / 1000);
  return keepAliveTimeout > 0
    ? `Connection: keep-alive\r\nKeep-Alive: timeout=${seconds}\r\n`
    : "Connection: keep-alive\r\n";
}
