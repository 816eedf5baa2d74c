// Every way in which an ES module gets the class. Each server greets its clients with its own name.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createRequire } from "node:module";
import * as everything from "socket.io";
import { Namespace, Server, Socket } from "socket.io";

const required = createRequire(import.meta.url)("socket.io");
const later = await import("socket.io");

const servers = {
  "import { Server }": new Server(0),
  "import * as": new everything.Server(0),
  "import()": new later.Server(0),
  "require in a module": required(0),
};

for (const [name, io] of Object.entries(servers)) {
  assert.ok(io instanceof Server, name);
  assert.ok(io.of("/") instanceof Namespace, name);
  io.on("connection", (socket) => {
    assert.ok(socket instanceof Socket, name);
    socket.emit("form", name);
  });
}

const forms = [];
for (const [name, { httpServer }] of Object.entries(servers)) {
  if (!httpServer.listening) await once(httpServer, "listening");
  forms.push({ name, port: httpServer.address().port, path: "/socket.io" });
}
console.log(`forms ${JSON.stringify(forms)}`);
process.on("SIGTERM", async () => {
  await Promise.all(Object.values(servers).map((io) => io.close()));
  console.log("closed");
});
