import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";

import { WebSocketServer } from "@sockeye/websocket";

import { ChatRoom, defaultChatLimits } from "./chat-room.ts";
import type { ChatLimits } from "./chat-room.ts";
import { serveChat, serveEcho } from "./endpoints.ts";
import { Heartbeat } from "./heartbeat.ts";
import { listenOnFreePort } from "./listen.ts";
import { shutDown } from "./shut-down.ts";
import { createStaticFiles, findPublicFolder, pathOf } from "./static-files.ts";

export interface ChatOptions {
  /** The address to listen on. @default "127.0.0.1" */
  readonly host?: string;
  /** The first port to try; 0 lets the system choose. @default 3000 */
  readonly port?: number;
  /** How many ports to try when they are taken. @default 20 */
  readonly portAttempts?: number;
  /** The folder with the page. @default `public`, near this module */
  readonly publicFolder?: string;
  /** The `Cache-Control` of the page's files. @default "no-store" */
  readonly cacheControl?: string;
  /** Limits of the chat. */
  readonly limits?: Partial<ChatLimits>;
  /** Connections at the same time, over both addresses; more are refused with 503. @default 1000 */
  readonly maxConnections?: number;
  /** Bytes of a message to `/chat`. @default 16384 */
  readonly maxChatBytes?: number;
  /** Bytes of a message to `/echo`. @default 16777216 */
  readonly maxEchoBytes?: number;
  /** How often each connection is pinged. @default 30000 */
  readonly heartbeatMs?: number;
  /** How long `close` waits for the peers before it cuts them off. @default 1500 */
  readonly closeDeadlineMs?: number;
}

const defaults = Object.freeze({
  host: "127.0.0.1",
  port: 3000,
  portAttempts: 20,
  cacheControl: "no-store",
  maxConnections: 1000,
  maxChatBytes: 16 * 1024,
  maxEchoBytes: 16 * 1024 * 1024,
  heartbeatMs: 30_000,
  closeDeadlineMs: 1500,
});

export interface RunningChat {
  /** Where the page is: `http://127.0.0.1:3000/`. */
  readonly url: string;
  readonly port: number;
  /** Says goodbye to every connection (1001), waits for them until the deadline, and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts the chat and echo page and its two WebSocket addresses, `/chat` and `/echo`.
 *
 * @example
 * const chat = await startChat({ port: 0 });
 * console.log(chat.url);
 * await chat.close();
 */
export async function startChat(options: ChatOptions = {}): Promise<RunningChat> {
  const resolved = { ...defaults, ...options };
  const folder = resolved.publicFolder ?? findPublicFolder(fileURLToPath(new URL(".", import.meta.url)));
  const answerFile = createStaticFiles({ folder, cacheControl: resolved.cacheControl });
  const server = createServer((request, response) => void answerFile(request, response));
  const room = new ChatRoom({
    limits: { ...defaultChatLimits, ...options.limits },
    now: Date.now,
    createId: () => randomBytes(9).toString("base64url"),
  });
  const heartbeat = new Heartbeat(resolved.heartbeatMs);
  const chat = new WebSocketServer({ noServer: true, maxPayload: resolved.maxChatBytes });
  const echo = new WebSocketServer({
    noServer: true,
    maxPayload: resolved.maxEchoBytes,
    perMessageDeflate: true,
  });
  chat.on("connection", (socket) => {
    heartbeat.watch(socket);
    serveChat(room, socket);
  });
  echo.on("connection", (socket) => {
    heartbeat.watch(socket);
    serveEcho(socket);
  });
  const endpoints = new Map([
    ["/chat", chat],
    ["/echo", echo],
  ]);
  routeUpgrades(server, endpoints, resolved.maxConnections);

  const port = await listenOnFreePort(server, {
    host: resolved.host,
    port: resolved.port,
    attempts: resolved.portAttempts,
  }).catch((error: unknown) => {
    heartbeat.stop();
    throw error;
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    heartbeat.stop();
    closing ??= shutDown(server, [...endpoints.values()], resolved.closeDeadlineMs);
    return closing;
  };
  return { url: `http://${displayHost(resolved.host)}:${port}/`, port, close };
}

function routeUpgrades(
  server: Server,
  endpoints: ReadonlyMap<string, WebSocketServer>,
  maxConnections: number,
): void {
  server.on("upgrade", (request, socket, head) => {
    const endpoint = endpoints.get(pathOf(request.url));
    if (endpoint === undefined) return refuse(socket, "404 Not Found");
    // Browsers let any page open a WebSocket to any server, so a foreign page is recognised by its Origin only.
    if (!isSameOrigin(request)) return refuse(socket, "403 Forbidden");
    let open = 0;
    for (const { clients } of endpoints.values()) open += clients.size;
    if (open >= maxConnections) return refuse(socket, "503 Service Unavailable");
    endpoint.handleUpgrade(request, socket, head, (webSocket) => {
      endpoint.emit("connection", webSocket, request);
    });
  });
}

function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  // Programs send no Origin; only browsers do, and they cannot leave it out.
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function refuse(socket: Duplex, status: string): void {
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

function displayHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
