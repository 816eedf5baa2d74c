"use strict";
// An Express chat as a CommonJS module, with the oldest way to make a server: by calling what `require` gives.
const express = require("express");
const http = require("http");
const session = require("express-session");

const app = express();
const server = http.createServer(app);
const io = require("socket.io")(server, { maxHttpBufferSize: 1e5 });

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
  const { name } = socket.request.session;
  if (!name) {
    const error = new Error("log in first");
    error.data = { path: "/login" };
    return next(error);
  }
  socket.data.name = name;
  next();
});

io.on("connection", (socket) => {
  const name = socket.data.name;

  socket.on("join", async (room, done) => {
    await socket.join(room);
    socket.to(room).emit("joined", name);
    const members = await io.in(room).fetchSockets();
    done(members.map((member) => member.data.name));
  });

  socket.on("say", (room, text, done) => {
    io.to(room).emit("said", { name, text });
    done({ receivers: io.of("/").adapter.rooms.get(room).size });
  });

  socket.on("show", (room, picture) => {
    socket.to(room).emit("picture", name, picture);
  });

  socket.on("poll", async (room, question, done) => {
    const answers = await socket.to(room).timeout(5000).emitWithAck("question", question);
    done(answers);
  });

  socket.on("disconnecting", (reason) => {
    for (const room of socket.rooms) {
      if (room !== socket.id) socket.to(room).emit("left", name, reason);
    }
  });
});

server.listen(process.env.PORT || 3000, "127.0.0.1", () =>
  console.log(`listening on ${server.address().port}`),
);
process.on("SIGTERM", () => io.close(() => console.log("closed")));
