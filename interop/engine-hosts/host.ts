import { once } from "node:events";
import { request as requestHttp, type IncomingHttpHeaders, type Server as HttpServer } from "node:http";
import { request as requestHttps } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";
import { createValidCertificate } from "../peers/certificate.ts";

/** For all servers of these tests that speak TLS. */
export const certificate = createValidCertificate();

/** A server that an engine is attached to, and that has an application of its own. */
export interface Host {
  readonly server: HttpServer;
  readonly port: number;
  readonly url: string;
  /** What requests have to know of the server's certificate. */
  readonly trust: { readonly ca?: string };
  /** Cuts all TCP connections. */
  cut(): void;
  /** Without effect when it does not listen. */
  stop(): Promise<void>;
}

export interface HostOptions {
  readonly isSecure?: boolean;
  /** How the framework starts to listen. @default server.listen(0, "127.0.0.1") */
  readonly listen?: () => Promise<unknown>;
}

/** Starts to listen; the server is stopped when the test is over. */
export async function openHost(server: HttpServer, options: HostOptions = {}): Promise<Host> {
  const { isSecure = false, listen } = options;
  const connections = new Set<Socket>();
  server.on("connection", (connection: Socket) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  const cut = () => {
    for (const connection of connections) connection.destroy();
  };
  if (listen === undefined) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  } else await listen();
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    cut();
    await closed;
  };
  onTestFinished(stop);
  return {
    server,
    port,
    url: `${isSecure ? "https" : "http"}://127.0.0.1:${port}`,
    trust: isSecure ? { ca: certificate.cert } : {},
    cut,
    stop,
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One HTTP/1.1 request on a connection of its own. */
export function ask(host: Host, path: string, question: Question = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body } = question;
  const request = host.trust.ca === undefined ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers }, agent: false as const, ...host.trust };
    const outgoing = request(`${host.url}${path}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0, headers: seen } = response;
        // As Latin-1, so that compressed bodies survive.
        resolve({ status: statusCode, headers: seen, body: Buffer.concat(chunks).toString("latin1") });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
