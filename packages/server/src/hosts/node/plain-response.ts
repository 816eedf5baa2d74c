import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
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

/** Node's own mark on a request of which nothing needs to be read any more. */
interface DumpableRequest extends IncomingMessage {
  _dumped?: boolean;
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
  if (socket === null || server === undefined || !hasUsualNames(headers) || !isUsual(response)) return false;
  const length = headers["Content-Length"];
  const text = `${startOf(String(headers["Content-Type"]))}${String(length)}${middleOf(server)}${body}`;
  const isAscii = Number(length) === body.length;
  socket.write(text, isAscii ? "latin1" : "utf8");
  // A request that is not complete is still in the parser's hands, which does not expect to be done with it.
  if (response.req.complete) finish(response);
  else process.nextTick(finish, response);
  return true;
}

const USUAL_NAMES = ["Content-Type", "Content-Length", "cache-control"];

/** Are these the three headers that nearly all responses have, and no others? */
function hasUsualNames(headers: ResponseHeaders): boolean {
  let count = 0;
  for (const name in headers) if (name !== USUAL_NAMES[count++]) return false;
  return count === USUAL_NAMES.length && headers["cache-control"] === "no-store";
}

/** The server of a connection, if it neither counts requests nor closes. */
function usualServer(socket: Socket): KeptAlive | undefined {
  const { server } = socket as Socket & { readonly server?: Partial<HttpServer> };
  const keepAliveTimeout = server?.keepAliveTimeout;
  if (typeof keepAliveTimeout !== "number" || socket.destroyed) return undefined;
  return server?.maxRequestsPerSocket || server?.listening !== true ? undefined : (server as KeptAlive);
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
  if (response.socket?.destroyed !== false) return;
  sparePumping(response.req);
  response.emit("finish");
}

/**
 * Node pumps whatever a request has not been read of through its stream, and be it nothing, to come to the stream's end.
 * A request that is there as a whole, and that nobody listens to or has been shown, may as well be dropped.
 */
function sparePumping(request: DumpableRequest): void {
  const isEmpty = request.complete && request.readableLength === 0;
  const isUnseen = !("_query" in request) && request.listenerCount("end") === 0;
  if (isEmpty && isUnseen && request.listenerCount("close") === 0) request._dumped = true;
}

/** What comes before the length, by the type of the content: a handful. */
const starts = new Map<string, string>();

function startOf(contentType: string): string {
  const known = starts.get(contentType);
  if (known !== undefined) return known;
  const start = `HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\nContent-Length: `;
  starts.set(contentType, start);
  return start;
}

let middleSecond = 0;
let middleTimeout = -1;
let middle = "";

/** What comes between the length and the body. Changes once in a second. */
function middleOf({ keepAliveTimeout }: KeptAlive): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== middleSecond || keepAliveTimeout !== middleTimeout) {
    middleSecond = second;
    middleTimeout = keepAliveTimeout;
    const date = new Date(second * 1000).toUTCString();
    middle = `\r\ncache-control: no-store\r\nDate: ${date}\r\n${keepAliveLines(keepAliveTimeout)}\r\n`;
  }
  return middle;
}

function keepAliveLines(keepAliveTimeout: number): string {
  const seconds = Math.floor(keepAliveTimeout / 1000);
  return keepAliveTimeout > 0
    ? `Connection: keep-alive\r\nKeep-Alive: timeout=${seconds}\r\n`
    : "Connection: keep-alive\r\n";
}
