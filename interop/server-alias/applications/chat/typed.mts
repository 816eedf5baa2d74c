// The chat in TypeScript, with the type of every event. The tests compile it as an ES module and, under the name
// typed.cts, as a CommonJS module.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import session, { type Session } from "express-session";
import { Server, type Socket } from "socket.io";

interface ClientToServerEvents {
  join: (room: string, done: (names: string[]) => void) => void;
  say: (room: string, text: string, done: (receipt: { receivers: number }) => void) => void;
  show: (room: string, picture: Buffer) => void;
  poll: (room: string, question: string, done: (answers: string[]) => void) => void;
}

interface ServerToClientEvents {
  joined: (name: string) => void;
  said: (message: { name: string; text: string }) => void;
  picture: (name: string, picture: Buffer) => void;
  question: (question: string, answer: (answer: string) => void) => void;
  left: (name: string, reason: string) => void;
}

interface InterServerEvents {
  restart: () => void;
}

interface SocketData {
  name: string;
}

type ChatServer = Server<ClientToServerEvents, ServerToClientEvents, InterServerEvents, SocketData>;
type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, InterServerEvents, SocketData>;

declare module "express-session" {
  interface SessionData {
    name: string;
  }
}

const app = express();
const httpServer = createServer(app);
const io: ChatServer = new Server(httpServer, { maxHttpBufferSize: 1e5 });

const sessions = session({ secret: "only for tests", resave: false, saveUninitialized: false });

app.use(sessions, express.json());
app.post("/login", (req, res) => {
  const { name } = req.body as { name: string };
  req.session.name = name;
  res.json({ name });
});
app.get("/rooms/:room", async (req, res) => {
  const members = await io.in(req.params.room).fetchSockets();
  res.json(members.map((member) => member.data.name));
});
app.delete("/rooms/:room", (req, res) => {
  io.in(req.params.room).disconnectSockets(true);
  res.sendStatus(204);
});

io.engine.use(sessions);
io.use((socket, next) => {
  const { session } = socket.request as IncomingMessage & { session: Partial<Session & { name: string }> };
  if (session.name === undefined) {
    next(Object.assign(new Error("log in first"), { data: { path: "/login" } }));
    return;
  }
  socket.data.name = session.name;
  next();
});

function serve(socket: ChatSocket): void {
  const { name } = socket.data;

  socket.on("join", async (room, done) => {
    await socket.join(room);
    socket.to(room).emit("joined", name);
    const members = await io.in(room).fetchSockets();
    done(members.map((member) => member.data.name));
  });

  socket.on("say", (room, text, done) => {
    io.to(room).emit("said", { name, text });
    done({ receivers: io.of("/").adapter.rooms.get(room)?.size ?? 0 });
  });

  socket.on("show", (room, picture) => {
    socket.to(room).emit("picture", name, picture);
  });

  socket.on("poll", async (room, question, done) => {
    const answers: string[] = await socket.to(room).timeout(5000).emitWithAck("question", question);
    done(answers);
  });

  socket.on("disconnecting", (reason) => {
    for (const room of socket.rooms) {
      if (room !== socket.id) socket.to(room).emit("left", name, reason);
    }
  });
}

io.on("connection", serve);

httpServer.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`listening on ${(httpServer.address() as AddressInfo).port}`);
});
process.on("SIGTERM", () => {
  void io.close(() => console.log("closed"));
});
