import http from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type WebSocket from "ws";
import type { Scenario } from "../harness/scenario.ts";
import { type World, closed, next } from "../harness/world.ts";

async function unixServer(world: World): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "sockeye-"));
  const path = join(folder, "s");
  const server = http.createServer();
  world.cleanup(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const sockets = world.own(new world.api.WebSocketServer({ server }));
  sockets.on("connection", (socket: WebSocket, request) => {
    world.watch(socket, "accepted");
    world.log("server", `path ${request.url} host ${request.headers.host}`);
    socket.close(1000);
  });
  server.listen(path);
  await next(server, "listening");
  return path;
}

export const transportScenarios: readonly Scenario[] = [
  {
    name: "unix socket: without a path",
    async run(world) {
      const path = await unixServer(world);
      await closed(world.dial(`ws+unix:${path}`));
    },
  },
  {
    name: "unix socket: with a path and a query",
    async run(world) {
      const path = await unixServer(world);
      await closed(world.dial(`ws+unix:${path}:/chat?room=1`));
    },
  },
];
