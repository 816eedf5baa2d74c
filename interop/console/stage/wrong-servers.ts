import { createServer, request, type RequestListener, type Server as HttpServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { Server, type ServerOptions } from "@sockeye/server";
import { listenOnFreePort, urlOf } from "../../../examples/demo/site/listen.ts";
import type { Certificate } from "../../peers/certificate.ts";
import type { TalkingServer } from "./talking-servers.ts";

const EVERYBODY = { "access-control-allow-origin": "*" };

async function start(server: HttpServer): Promise<TalkingServer> {
  const port = await listenOnFreePort(server, { host: "127.0.0.1", port: 0, attempts: 1 });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: urlOf("127.0.0.1", port), close };
}

/** A web server like any other, whose answers pages may read or may not. */
export function startWebServer({ isReadable }: { readonly isReadable: boolean }): Promise<TalkingServer> {
  return start(
    createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/html", ...(isReadable ? EVERYBODY : {}) });
      response.end("<!doctype html><title>Salmon</title>");
    }),
  );
}

/** Answers the first request as a server of Socket.IO 2 does: with lengths before the packets. */
export function startOldServer({ isReadable }: { readonly isReadable: boolean }): Promise<TalkingServer> {
  const open =
    '0{"sid":"aaaaaaaaaaaaaaaaaaaa","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}';
  return start(
    createServer((_request, response) => {
      response.writeHead(200, {
        "content-type": "text/plain; charset=UTF-8",
        ...(isReadable ? EVERYBODY : {}),
      });
      response.end(`${open.length}:${open}2:40`);
    }),
  );
}

/** A server that has nothing but Socket.IO. */
export async function startServer(options: Partial<ServerOptions>): Promise<TalkingServer> {
  const httpServer = createServer((_request, response) => response.writeHead(404).end("nothing here"));
  const io = new Server(httpServer, options);
  const { url } = await start(httpServer);
  return { url, close: () => io.close() };
}

/** A proxy that passes requests on, and takes an upgrade for a request like any other, as many do by default. */
export async function startPlainProxy(): Promise<TalkingServer> {
  const server = await startServer({ cors: { origin: "*" } });
  const passOn: RequestListener = (incoming, response) => {
    const headers = { ...incoming.headers };
    delete headers.connection;
    delete headers.upgrade;
    const outgoing = request(new URL(incoming.url ?? "/", server.url), { method: incoming.method, headers });
    outgoing.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    response.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  };
  const proxy = await start(createServer(passOn));
  const close = async (): Promise<void> => {
    await proxy.close();
    await server.close();
  };
  return { url: proxy.url, close };
}

/** A server with a certificate. */
export async function startTlsServer(certificate: Certificate): Promise<TalkingServer> {
  const httpServer = createTlsServer(certificate);
  const io = new Server(httpServer, { cors: { origin: "*" } });
  const port = await listenOnFreePort(httpServer, { host: "127.0.0.1", port: 0, attempts: 1 });
  return { url: `https://localhost:${port}`, close: () => io.close() };
}

/** Where nobody listens any more. */
export async function startNothing(): Promise<TalkingServer> {
  const server = await start(createServer());
  await server.close();
  return { url: server.url, close: () => Promise.resolve() };
}
