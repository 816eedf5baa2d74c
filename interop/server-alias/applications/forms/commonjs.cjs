"use strict";
// Every way in which a CommonJS module makes a server. Each server greets its clients with its own name.
const http = require("http");
const assert = require("assert");

const socketIo = require("socket.io");
const { Server, Namespace, Socket } = require("socket.io");

const web = () => http.createServer((request, response) => response.end());

const attached = new Server();
const bare = web();
attached.attach(bare);

const servers = {
  "the function, a port": [require("socket.io")(0)],
  "the function, a port as text": [require("socket.io")("0")],
  "the function, a port and options": [socketIo(0, { path: "/own" }), undefined, "/own"],
  "the function, nothing": [socketIo().listen(0)],
  "the function, options": [socketIo({ path: "/own" }).listen(0), undefined, "/own"],
  "the class as a property": [new (require("socket.io").Server)(0)],
  "the class, taken out": [new Server(0, { serveClient: false })],
  "the class, attached": [attached, bare],
};
for (const [name, options] of [
  ["the function, a server", undefined],
  ["the function, a server and options", { path: "/own" }],
]) {
  const server = web();
  servers[name] = [require("socket.io")(server, options), server, options?.path];
}

for (const [name, [io, server]] of Object.entries(servers)) {
  assert.ok(io instanceof Server, name);
  assert.ok(io instanceof socketIo.Server, name);
  assert.ok(io.of("/") instanceof Namespace, name);
  io.on("connection", (socket) => {
    assert.ok(socket instanceof Socket, name);
    socket.emit("form", name);
  });
  server?.listen(0);
}

async function start() {
  const imported = await import("socket.io");
  assert.equal(imported.Server, Server);
  const later = new imported.Server(0);
  later.on("connection", (socket) => socket.emit("form", "the class, from import()"));
  servers["the class, from import()"] = [later];

  const forms = await Promise.all(
    Object.entries(servers).map(async ([name, [io, own, path = "/socket.io"]]) => {
      const server = own ?? io.httpServer;
      if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
      return { name, port: server.address().port, path };
    }),
  );
  console.log(`forms ${JSON.stringify(forms)}`);
  process.on("SIGTERM", async () => {
    await Promise.all(Object.values(servers).map(([io]) => io.close()));
    console.log("closed");
  });
}

start();
