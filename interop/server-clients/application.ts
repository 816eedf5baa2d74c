import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo, Socket as TcpSocket } from "node:net";
import type { DisconnectReason, Namespace, Server, ServerOptions, Socket } from "socket.io";
import { onTestFinished } from "vitest";
import { createQueue, type Queue } from "../peers/queue.ts";
import { implementation } from "./implementation.ts";

/** How the server was told that a socket has gone. */
export interface Ending {
  readonly reason: DisconnectReason;
  /** The rooms that it was in when `disconnecting` came. */
  readonly rooms: readonly string[];
}

/** The one application that all features use, on a port of its own. */
export interface Application {
  readonly io: Server;
  readonly httpServer: HttpServer;
  readonly port: number;
  readonly url: string;
  /** The oldest socket of the namespace that was not taken yet. */
  accept(namespace?: string): Promise<Socket>;
  /** Resolves when the socket, which accept() gave, has gone. */
  ending(socket: Socket): Promise<Ending>;
  /** Cuts all TCP connections. */
  cut(): void;
}

export type ApplicationOptions = Partial<ServerOptions>;

type Done = (...answer: unknown[]) => void;

/** What the doorkeeper of `/guarded` tells those whom it turns away. */
export const refusal = { message: "not without a token", data: { code: 401, needs: ["token"] } } as const;

export const password = "let me in";

/** What clients may ask for. */
function serve(socket: Socket): void {
  socket.on("echo", (...parameters: unknown[]) => {
    const done = parameters.at(-1);
    if (typeof done === "function") (done as Done)(...parameters.slice(0, -1));
    else socket.emit("echo", ...parameters);
  });
  socket.on("message", (...parameters: unknown[]) => socket.send(...parameters));
  socket.on("join", (room: string | string[], done: Done) => {
    void socket.join(room);
    done([...socket.rooms].toSorted());
  });
  socket.on("leave", (room: string, done: Done) => {
    void socket.leave(room);
    done([...socket.rooms].toSorted());
  });
  socket.on("say to", (room: string | string[], ...parameters: unknown[]) => {
    socket.to(room).emit("news", ...parameters);
  });
  socket.on("say to others", (...parameters: unknown[]) => {
    socket.broadcast.emit("news", ...parameters);
  });
  const waiting: (() => void)[] = [];
  socket.on("three backwards", (parameter: unknown, done: Done) => {
    waiting.push(() => done(parameter));
    if (waiting.length < 3) return;
    for (const answer of waiting.splice(0).toReversed()) answer();
  });
  socket.on("twice", (done: Done) => {
    done("first");
    done("second");
  });
}

const isWelcome = (socket: Socket) => socket.handshake.auth["token"] === password;

/** A middleware that takes its time, and one that wants a token. */
function guard(namespace: Namespace): void {
  namespace.use((socket, next) => {
    setImmediate(() => {
      socket.data = { steps: ["looked up"] };
      next();
    });
  });
  namespace.use((socket, next) => {
    if (!isWelcome(socket)) {
      next(Object.assign(new Error(refusal.message), { data: refusal.data }));
      return;
    }
    (socket.data as { steps: string[] }).steps.push("let in");
    next();
  });
}

/** All namespaces of the application. */
function openNamespaces(io: Server): readonly Namespace[] {
  const guarded = io.of("/guarded");
  guard(guarded);
  const plain = io.of("/plainly-closed");
  plain.use((_socket, next) => next(new Error("closed")));
  const busy = io.of("/busy-middleware");
  busy.use(async (socket, next) => {
    await socket.join("early");
    socket.emit("news", "from the middleware");
    next();
  });
  return [
    io.of("/"),
    io.of("/static"),
    guarded,
    plain,
    busy,
    io.of(/^\/dynamic-\w+$/u),
    io.of((name, auth, next) => next(null, name === "/by-function" && auth["token"] === password)),
  ];
}

/** Notes who comes and who goes. */
function createVisitors(namespaces: readonly Namespace[]) {
  const arrivals = new Map<string, Queue<Socket>>();
  const endings = new WeakMap<Socket, Promise<Ending>>();
  const arrivalsAt = (name: string) => {
    const queue = arrivals.get(name) ?? createQueue<Socket>();
    arrivals.set(name, queue);
    return queue;
  };
  for (const namespace of namespaces) {
    namespace.on("connection", (socket) => {
      const ending = new Promise<Ending>((resolve) => {
        let rooms: readonly string[] = [];
        socket.on("disconnecting", () => {
          rooms = [...socket.rooms].toSorted();
        });
        socket.on("disconnect", (reason) => resolve({ reason, rooms }));
      });
      endings.set(socket, ending);
      serve(socket);
      arrivalsAt(socket.nsp.name).push(socket);
    });
  }
  return {
    accept: (name: string) => arrivalsAt(name).take(),
    ending: (socket: Socket) =>
      endings.get(socket) ?? Promise.reject(new Error("this socket never connected")),
  };
}

/** An application that is stopped when the test is over. */
export async function startApplication(options: ApplicationOptions = {}): Promise<Application> {
  const httpServer = createServer();
  const connections = new Set<TcpSocket>();
  httpServer.on("connection", (connection) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  const io = new implementation.Server(httpServer, { allowEIO3: true, ...options });
  const visitors = createVisitors(openNamespaces(io));
  httpServer.listen(0, "127.0.0.1");
  await once(httpServer, "listening");
  const { port } = httpServer.address() as AddressInfo;
  const cut = () => {
    for (const connection of connections) connection.destroy();
  };
  onTestFinished(async () => {
    const closed = httpServer.listening ? once(httpServer, "close") : undefined;
    const gone = io.close();
    cut();
    await Promise.all([gone, closed]);
  });
  return {
    io,
    httpServer,
    port,
    url: `http://127.0.0.1:${port}`,
    accept: (namespace = "/") => visitors.accept(namespace),
    ending: (socket) => visitors.ending(socket),
    cut,
  };
}
