import http from "node:http";
import { OPCODE, frame } from "../harness/frames.ts";
import { requestText } from "../harness/raw-peer.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed, next, portOf, turns, urlOf } from "../harness/world.ts";

export const handleUpgradeScenarios: readonly Scenario[] = [
  {
    name: "clients: grows with a connection and shrinks before its close event",
    async run(world) {
      const { server, client, accepted } = await world.pair();
      world.log("server", `open ${server.clients.size} ${server.clients.has(accepted)}`);
      accepted.on("close", () => world.log("server", `in close ${server.clients.size}`));
      const over = closed(client, accepted);
      client.close();
      await over;
      await turns(1);
      world.log("server", `after ${server.clients.size}`);
    },
  },
  {
    name: "handleUpgrade: calls back, tracks the client and emits no connection",
    async run(world) {
      const httpServer = await world.listen(http.createServer());
      const server = world.own(new world.api.WebSocketServer({ noServer: true }));
      server.on("connection", () => world.log("server", "connection"));
      httpServer.on("upgrade", (request, socket, head) => {
        world.attempt("server", "handleUpgrade", () =>
          server.handleUpgrade(request, socket, head, (accepted, sameRequest) => {
            world.log("server", `state=${accepted.readyState} same=${sameRequest === request}`);
            world.log(
              "server",
              `clients=${server.clients.size} own=${accepted instanceof world.api.WebSocket}`,
            );
          }),
        );
      });
      const client = world.dial(portOf(httpServer));
      await next(client, "open");
    },
  },
  {
    name: "handleUpgrade: twice on the same socket",
    async run(world) {
      const httpServer = await world.listen(http.createServer());
      const server = world.own(new world.api.WebSocketServer({ noServer: true }));
      httpServer.on("upgrade", (request, socket, head) => {
        for (const label of ["first", "second"]) {
          world.attempt("server", label, () => server.handleUpgrade(request, socket, head, () => undefined));
        }
      });
      await next(world.dial(portOf(httpServer)), "open");
    },
  },
  {
    name: "handleUpgrade: a frame that arrived with the request is not lost",
    async run(world) {
      const server = await world.server();
      server.on("connection", (socket) => {
        socket.on("message", (data, isBinary) => {
          world.log("accepted", `${data.toString()} ${isBinary}`);
          socket.send("got it");
        });
      });
      const hello = frame(OPCODE.text, "hi", { masked: true });
      const peer = await world.rawClient(server, Buffer.concat([Buffer.from(requestText()), hello]));
      await peer.head();
      await peer.untilFrames(1);
      world.log("peer", peer.frameLines.join());
    },
  },
  {
    name: "two servers share one HTTP server by path and handleUpgrade",
    async run(world) {
      const httpServer = await world.listen(http.createServer());
      const servers = ["/a", "/b"].map((path) => {
        const server = world.own(new world.api.WebSocketServer({ noServer: true, path }));
        server.on("connection", (socket) => socket.send(path));
        return server;
      });
      httpServer.on("upgrade", (request, socket, head) => {
        const server = servers.find((candidate) => candidate.shouldHandle(request) === true);
        if (server === undefined) socket.destroy();
        else
          server.handleUpgrade(request, socket, head, (accepted) =>
            server.emit("connection", accepted, request),
          );
      });
      for (const path of ["/a", "/b", "/c"]) {
        const client = world.dial(urlOf(portOf(httpServer), path));
        await Promise.race([next(client, "message"), next(client, "close")]);
      }
    },
  },
];
