// The chat as an ES module.
import { createServer } from "node:http";
import express from "express";
import session from "express-session";
import { Server } from "socket.io";

const app = express();
const httpServer = createServer(app);
const io = new Server(httpServer, { maxHttpBufferSize: 1e5 });

const sessions = session({ secret: "only for tests", resave: false, saveUninitialized: false });

app.use(sessions, express.json());
app.post("/login", (req, res) => {
  req.session.name = req.body.name;
  res.json({ name: req.body.name });
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
  socket.data.name = socket.request.session.name;
  if (socket.data.name) return next();
  next(Object.assign(new Error("log in first"), { data: { path: "/login" } }));
});

io.on("connection", (socket) => {
  const { name } = socket.data;

  socket.on("join", async (room, done) => {
    await socket.join(room);
    socket.to(room).emit("joined", name);
    const members = await io.in(room).fetchSockets();
    done(members.map((member) => member.data.name));
  });

  socket.on("say", (room, text, done) => {
    io.to(room).emit("said", { name, text });
    done({ receivers: io.sockets.adapter.rooms.get(room).size });
  });

  socket.on("show", (room, picture) => {
    socket.to(room).emit("picture", name, picture);
  });

  socket.on("poll", async (room, question, done) => {
    done(await socket.to(room).timeout(5000).emitWithAck("question", question));
  });

  socket.on("disconnecting", (reason) => {
    for (const room of socket.rooms) {
      if (room !== socket.id) socket.to(room).emit("left", name, reason);
    }
  });
});

httpServer.listen(process.env.PORT ?? 3000, "127.0.0.1", () =>
  console.log(`listening on ${httpServer.address().port}`),
);
process.on("SIGTERM", () => io.close(() => console.log("closed")));
