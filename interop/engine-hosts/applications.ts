import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import express from "express";
import fastify from "fastify";
import Koa from "koa";
import { expect } from "vitest";
import { ask, certificate, openHost, type Host } from "./host.ts";

/** What all the little applications do: two routes, and 404 for the rest. */
const greeting = "hello from the application";
const shout = (text: string) => text.toUpperCase();

async function readText(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}

/** The application without a framework. */
export function answerPlainly(request: IncomingMessage, response: ServerResponse): void {
  const answer = (status: number, body: string) => {
    response.writeHead(status, { "Content-Type": "text/plain", "X-Answered-By": "application" }).end(body);
  };
  if (request.url === "/hello") answer(200, greeting);
  else if (request.url === "/shout") {
    void readText(request).then((text) => answer(201, shout(text)));
  } else answer(404, "no such page");
}

/** Does the application answer all that it should, as if there were no engine? */
export async function expectApplication(host: Host): Promise<void> {
  const asked = [
    ask(host, "/hello"),
    ask(host, "/shout", { method: "POST", headers: { "Content-Type": "text/plain" }, body: "louder" }),
    ask(host, "/engine.iox/"),
  ];
  const [hello, louder, missing] = (await Promise.all(asked)).map(({ status, body }) => ({ status, body }));
  expect(hello).toEqual({ status: 200, body: greeting });
  expect(louder).toEqual({ status: 201, body: "LOUDER" });
  expect(missing?.status).toBe(404);
}

/** A server with an application, before it listens. */
export interface Application {
  readonly server: HttpServer;
  open(): Promise<Host>;
}

const plainly = (server: HttpServer, isSecure = false): Application => ({
  server,
  open: () => openHost(server, { isSecure }),
});

/** Express 5, as its users set it up beside an engine. */
function createExpress(): Application {
  const application = express();
  application.get("/hello", (_request, response) => response.status(200).send(greeting));
  application.post("/shout", express.text(), (request, response) =>
    response.status(201).send(shout(String(request.body))),
  );
  return plainly(createServer(application));
}

function createKoa(): Application {
  const application = new Koa();
  application.use(async (context, next) => {
    if (context.path === "/hello") context.body = greeting;
    else if (context.path === "/shout") {
      context.status = 201;
      context.body = shout(await readText(context.req));
    } else await next();
  });
  return plainly(createServer(application.callback()));
}

/** Fastify makes its server by itself. */
function createFastify(): Application {
  const application = fastify();
  application.get("/hello", () => greeting);
  application.post("/shout", (request, reply) => reply.code(201).send(shout(String(request.body))));
  const listen = () => application.listen({ port: 0, host: "127.0.0.1" });
  return { server: application.server, open: () => openHost(application.server, { listen }) };
}

/** Each kind of server, with the same application. */
export const applications: readonly (readonly [string, () => Application])[] = [
  ["node:http", () => plainly(createServer(answerPlainly))],
  ["node:https", () => plainly(createHttpsServer(certificate, answerPlainly), true)],
  ["node:http2 with allowHTTP1", () => plainly(createHttp2(), true)],
  ["Express", createExpress],
  ["Koa", createKoa],
  ["Fastify", createFastify],
];

/** HTTP/2 with HTTP/1.1 for those who ask for it. The types know it apart from the others; engines do not. */
export function createHttp2(): HttpServer {
  const server = createSecureServer({ ...certificate, allowHTTP1: true });
  server.on("request", (request, response) => {
    answerPlainly(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
  return server as unknown as HttpServer;
}

/** The plain application, on a server that listens. */
export async function openPlain(prepare: (server: HttpServer) => void): Promise<Host> {
  const { server, open } = plainly(createServer(answerPlainly));
  prepare(server);
  return open();
}
