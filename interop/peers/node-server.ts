import { readFileSync } from "node:fs";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { serveConnection, spokenProtocol } from "./behaviours.ts";
import type { Certificate } from "./certificate.ts";
import { WebSocketServer } from "./implementation.ts";
import { createQueue } from "./queue.ts";
import type { ServerPeer, ServerReport } from "./session.ts";

export interface NodeServerOptions {
  /** @default our WebSocketServer */
  readonly Implementation?: typeof WebSocketServer;
  readonly certificate?: Certificate;
  readonly perMessageDeflate?: NonNullable<
    ConstructorParameters<typeof WebSocketServer>[0]
  >["perMessageDeflate"];
}

/** A server of the suite in this process, on an HTTP server that also brings the browser its page and its program. */
export interface NodeServer extends ServerPeer {
  /** How many upgrade requests and how many TLS handshakes reached it. */
  readonly counts: { upgrades: number; connections: number };
  /** The next message that any of its connections received. */
  takeMessage(): Promise<string>;
}

const program = readFileSync(join(import.meta.dirname, "programs", "whatwg-session.mjs"));

function serveProgram(request: IncomingMessage, response: ServerResponse): void {
  const isProgram = request.url === "/whatwg-session.mjs";
  response.setHeader("Content-Type", isProgram ? "text/javascript" : "text/html");
  response.end(isProgram ? program : "<!doctype html><title>peer</title>");
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

export async function startNodeServer(options: NodeServerOptions = {}): Promise<NodeServer> {
  const { certificate, perMessageDeflate = false, Implementation = WebSocketServer } = options;
  const server =
    certificate === undefined ? createHttpServer(serveProgram) : createHttpsServer(certificate, serveProgram);
  const counts = { upgrades: 0, connections: 0 };
  server.on("upgrade", () => {
    counts.upgrades += 1;
  });
  server.on("connection", () => {
    counts.connections += 1;
  });
  const sockets = new Implementation({
    server,
    perMessageDeflate,
    handleProtocols: (offered: Set<string>) => (offered.has(spokenProtocol) ? spokenProtocol : false),
  });
  const reports = createQueue<ServerReport>();
  const messages = createQueue<string>();
  sockets.on("connection", (socket, request) => {
    serveConnection(socket, request, (report) => reports.push(report));
    socket.on("message", (data: Buffer) => messages.push(data.toString()));
  });
  const port = await listen(server);
  return {
    url: certificate === undefined ? `ws://127.0.0.1:${port}` : `wss://localhost:${port}`,
    counts,
    takeMessage: () => messages.take(),
    takeReport: () => reports.take(),
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
