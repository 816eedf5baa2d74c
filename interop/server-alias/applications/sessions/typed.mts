// A Fastify server whose sessions are those of its sockets, too.
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import fastifyCookie from "@fastify/cookie";
import fastifySession from "@fastify/session";
import Fastify, { type FastifyRequest } from "fastify";
import { Server } from "socket.io";

declare module "fastify" {
  interface Session {
    user?: string;
    visits?: number;
  }
}

type WithSession = IncomingMessage & Pick<FastifyRequest, "session">;

async function start(): Promise<void> {
  const fastify = Fastify();
  await fastify.register(fastifyCookie);
  await fastify.register(fastifySession, {
    secret: "a secret of at least thirty-two letters",
    cookie: { secure: false },
  });

  fastify.post<{ Body: { user: string } }>("/login", async (request) => {
    request.session.user = request.body.user;
    request.session.visits = 0;
    return { user: request.body.user };
  });
  fastify.get("/me", async (request) => ({
    user: request.session.user ?? "nobody",
    visits: request.session.visits ?? 0,
  }));

  const io = new Server(fastify.server, { path: "/live/" });

  io.engine.use((request: IncomingMessage, _response: unknown, next: (error?: Error) => void) => {
    const { sessionId = "" } = fastify.parseCookie(request.headers.cookie ?? "");
    fastify.decryptSession(sessionId, request, {}, next);
  });

  io.of("/account").use((socket, next) => {
    const { session } = socket.request as WithSession;
    if (session.user === undefined) next(new Error("nobody"));
    else next();
  });

  io.of("/account").on("connection", (socket) => {
    const request = socket.request as WithSession;
    const user = request.session.user ?? "nobody";
    socket.join(`user:${user}`);

    socket.on("visit", async (done: (visits: number) => void) => {
      // Another connection may have changed it in the meantime.
      await request.session.reload();
      const visits = (request.session.visits ?? 0) + 1;
      request.session.visits = visits;
      await request.session.save();
      io.of("/account").to(`user:${user}`).emit("visits", visits);
      done(visits);
    });
  });

  await fastify.listen({ port: Number(process.env.PORT ?? 3000), host: "127.0.0.1" });
  console.log(`listening on ${(fastify.server.address() as AddressInfo).port}`);

  process.on("SIGTERM", async () => {
    await io.close();
    await fastify.close();
    console.log("closed");
  });
}

void start();
