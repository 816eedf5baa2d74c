import http from "node:http";
import type { ServerOptions } from "../harness/api.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed, next, portOf, turns, urlOf } from "../harness/world.ts";

function wrongOptions(name: string, options: () => ServerOptions | undefined): Scenario {
  return {
    name: `server construction: ${name}`,
    async run(world) {
      world.attempt("server", "new", () => world.own(new world.api.WebSocketServer(options())));
    },
  };
}

export const serverConstructionScenarios: readonly Scenario[] = [
  wrongOptions("no options", () => undefined),
  wrongOptions("empty options", () => ({})),
  wrongOptions("port and server", () => ({ port: 0, server: http.createServer() })),
  wrongOptions("port and noServer", () => ({ port: 0, noServer: true })),
  wrongOptions("server and noServer", () => ({ server: http.createServer(), noServer: true })),
  wrongOptions("port, server and noServer", () => ({ port: 0, server: http.createServer(), noServer: true })),
  wrongOptions("port null counts as absent", () => ({ port: null as unknown as number })),
  wrongOptions("noServer false counts as absent", () => ({ noServer: false })),
  {
    name: "server construction: documented options and their defaults are readable",
    async run(world) {
      const { options } = world.own(new world.api.WebSocketServer({ noServer: true }));
      const names = [
        "allowSynchronousEvents",
        "autoPong",
        "backlog",
        "clientTracking",
        "closeTimeout",
        "handleProtocols",
        "host",
        "maxBufferedChunks",
        "maxFragments",
        "maxPayload",
        "noServer",
        "path",
        "perMessageDeflate",
        "port",
        "server",
        "skipUTF8Validation",
        "verifyClient",
      ] as const;
      for (const name of names)
        world.log("options", name, String((options as Record<string, unknown>)[name]));
    },
  },
  {
    name: "server construction: the callback is a listener of listening",
    async run(world) {
      const order: string[] = [];
      const server = world.own(
        new world.api.WebSocketServer({ port: 0, host: "127.0.0.1" }, () => order.push("callback")),
      );
      server.on("listening", () => order.push("event"));
      order.push("constructed");
      await next(server, "listening");
      await turns(1);
      world.log("server", order.join(", "));
    },
  },
  {
    name: "server construction: address of a listening server",
    async run(world) {
      const server = await world.server();
      world.log("server", JSON.stringify(server.address()));
      const done = next(server, "close");
      server.close();
      world.log("server", "while closing", JSON.stringify(server.address()));
      await done;
      world.log("server", "closed", JSON.stringify(server.address()));
    },
  },
  {
    name: "server construction: address of an existing HTTP server",
    async run(world) {
      const httpServer = await world.listen(http.createServer());
      const server = world.own(new world.api.WebSocketServer({ server: httpServer }));
      world.log("server", JSON.stringify(server.address()));
    },
  },
  {
    name: "server construction: no address without a server",
    async run(world) {
      const server = world.own(new world.api.WebSocketServer({ noServer: true }));
      world.attempt("server", "address", () => server.address());
    },
  },
  {
    name: "server construction: the port is taken",
    async run(world) {
      const first = await world.server();
      const second = new world.api.WebSocketServer({ port: portOf(first), host: "127.0.0.1" });
      const [error] = await next(second, "error");
      world.log("second", String((error as NodeJS.ErrnoException).code));
      await new Promise<void>((resolve) => {
        second.close((closeError) => {
          world.log("second", `closed ${closeError?.message}`);
          resolve();
        });
      });
    },
  },
  {
    name: "server construction: events of an existing HTTP server are forwarded",
    async run(world) {
      const httpServer = http.createServer();
      const server = world.own(new world.api.WebSocketServer({ server: httpServer }));
      server.on("listening", () => world.log("server", "listening"));
      server.on("error", (error) => world.log("server", `error ${error.message}`));
      await world.listen(httpServer);
      httpServer.emit("error", new Error("from http"));
    },
  },
  {
    name: "server construction: an existing HTTP server that listens already",
    async run(world) {
      const httpServer = await world.listen(http.createServer());
      const server = world.own(new world.api.WebSocketServer({ server: httpServer }));
      server.on("listening", () => world.log("server", "listening"));
      const connection = next(server, "connection");
      const client = world.dial(portOf(httpServer));
      await Promise.all([connection, next(client, "open")]);
      client.close();
      await closed(client);
    },
  },
  {
    name: "server construction: clients and path",
    async run(world) {
      const tracking = await world.server({ path: "/chat" });
      const none = await world.server({ clientTracking: false });
      world.log("tracking", `${tracking.clients instanceof Set} ${tracking.clients.size}`);
      world.log("tracking", JSON.stringify(tracking.options.path));
      world.log("none", `${none.clients as unknown}`);
    },
  },
  {
    name: "server construction: an own port answers plain HTTP with 426",
    async run(world) {
      const server = await world.server();
      const peer = await world.rawClient(server, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      await peer.untilClosed();
      world.log("peer", JSON.stringify(peer.received.toString("latin1")));
    },
  },
  {
    name: "server construction: the constructor of the sockets can be replaced",
    async run(world) {
      class Custom extends world.api.WebSocket {
        get greeting(): string {
          return "custom";
        }
      }
      const server = await world.server({ WebSocket: Custom });
      const connection = next(server, "connection");
      const client = world.dial(urlOf(server));
      const [accepted] = (await connection) as [Custom];
      world.log(
        "server",
        `${accepted.greeting} ${accepted instanceof Custom} ${server.clients.has(accepted)}`,
      );
      const over = closed(client, accepted);
      accepted.close(1000);
      await over;
    },
  },
];
