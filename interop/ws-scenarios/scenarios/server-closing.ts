import http from "node:http";
import type { WebSocketServer } from "ws";
import type { Scenario } from "../harness/scenario.ts";
import { type World, closed, next, portOf } from "../harness/world.ts";

/** Closes, and records the callback and the event in order. */
function close(world: World, server: WebSocketServer, label = "callback"): Promise<void> {
  return new Promise((resolve) => {
    world.attempt("server", "close", () =>
      server.close((error) => {
        world.log("server", `${label} ${error?.message}`);
        resolve();
      }),
    );
  });
}

function watchClose(world: World, server: WebSocketServer): void {
  server.on("close", () => world.log("server", "event close"));
}

export const serverClosingScenarios: readonly Scenario[] = [
  {
    name: "server close: without a server",
    async run(world) {
      const server = new world.api.WebSocketServer({ noServer: true });
      watchClose(world, server);
      const done = close(world, server);
      world.log("server", "after the call");
      await done;
    },
  },
  {
    name: "server close: twice in a row",
    async run(world) {
      const server = await world.server();
      watchClose(world, server);
      await Promise.all([close(world, server, "first"), close(world, server, "second")]);
    },
  },
  {
    name: "server close: when it is closed already",
    async run(world) {
      const server = await world.server();
      watchClose(world, server);
      await close(world, server);
      const again = close(world, server, "again");
      world.log("server", "after the call");
      await again;
    },
  },
  {
    name: "server close: without a callback",
    async run(world) {
      const server = await world.server();
      watchClose(world, server);
      const done = next(server, "close");
      world.attempt("server", "close", () => server.close());
      await done;
    },
  },
  {
    name: "server close: waits for the clients and leaves them alone",
    async run(world) {
      const { server, client, accepted } = await world.pair();
      watchClose(world, server);
      const done = close(world, server);
      client.ping();
      await next(client, "pong");
      world.log("server", `clients=${server.clients.size} state=${accepted.readyState}`);
      const over = closed(client, accepted);
      client.close(1000);
      await Promise.all([done, over]);
      world.log("server", `clients=${server.clients.size}`);
    },
  },
  {
    name: "server close: with an existing HTTP server waits for the clients, and leaves the server running",
    async run(world) {
      const httpServer = await world.listen(http.createServer());
      const server = new world.api.WebSocketServer({ server: httpServer });
      watchClose(world, server);
      const connection = next(server, "connection");
      const client = world.dial(portOf(httpServer));
      await Promise.all([connection, next(client, "open")]);
      const done = close(world, server);
      client.ping();
      await next(client, "pong");
      world.log("server", `clients=${server.clients.size}`);
      const over = closed(client);
      client.close();
      await Promise.all([done, over]);
      world.log("http", `listening=${httpServer.listening} upgrade=${httpServer.listenerCount("upgrade")}`);
    },
  },
  {
    name: "server close: without tracking, an existing server is not waited for",
    async run(world) {
      const httpServer = await world.listen(http.createServer());
      const server = new world.api.WebSocketServer({ server: httpServer, clientTracking: false });
      watchClose(world, server);
      const connection = next(server, "connection");
      const client = world.dial(portOf(httpServer));
      await Promise.all([connection, next(client, "open")]);
      await close(world, server);
      world.log("client", `state ${client.readyState}`);
      const over = closed(client);
      client.close(1000);
      await over;
    },
  },
  {
    name: "server close: a handshake that arrives while closing is refused with 503",
    async run(world) {
      const httpServer = await world.listen(http.createServer());
      const server = new world.api.WebSocketServer({ noServer: true });
      httpServer.on("upgrade", (request, socket, head) => {
        server.handleUpgrade(request, socket, head, () => world.log("server", "upgraded"));
      });
      const client = world.dial(portOf(httpServer));
      await next(client, "open");
      const done = close(world, server);
      const peer = await world.rawClient(httpServer);
      await peer.untilClosed();
      world.log("peer", JSON.stringify(peer.received.toString("latin1")));
      const over = closed(client);
      client.close();
      await Promise.all([done, over]);
    },
  },
  {
    name: "server close: when the HTTP server was closed by its owner",
    async run(world) {
      const httpServer = await world.listen(http.createServer());
      const server = new world.api.WebSocketServer({ server: httpServer });
      watchClose(world, server);
      const gone = next(httpServer, "close");
      httpServer.close();
      await gone;
      await close(world, server);
    },
  },
  {
    name: "server close: terminating all clients, as documented, lets it close",
    async run(world) {
      const { server, client, accepted } = await world.pair();
      watchClose(world, server);
      const over = closed(client, accepted);
      const done = close(world, server);
      for (const socket of server.clients) socket.terminate();
      await Promise.all([done, over]);
    },
  },
  {
    name: "server close: listeners on an existing HTTP server come and go",
    async run(world) {
      const httpServer = await world.listen(http.createServer());
      const count = (): string => ["upgrade"].map((event) => httpServer.listenerCount(event)).join();
      const before = count();
      const server = new world.api.WebSocketServer({ server: httpServer });
      world.log("http", `before ${before} with ${count()}`);
      await close(world, server);
      world.log("http", `after ${count()}`);
    },
  },
];
