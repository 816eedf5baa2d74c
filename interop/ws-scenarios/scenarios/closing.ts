import type WebSocket from "ws";
import type { Scenario } from "../harness/scenario.ts";
import { type Pair, type World, closed, next, turns } from "../harness/world.ts";

const NOWHERE = "ws://127.0.0.1:1";

/** An open pair, which the action must close. */
export function withPair(name: string, act: (pair: Pair, world: World) => void | Promise<void>): Scenario {
  return {
    name: `closing: ${name}`,
    async run(world) {
      const pair = await world.pair();
      const over = closed(pair.client, pair.accepted);
      await act(pair, world);
      await over;
    },
  };
}

function beforeOpen(name: string, act: (client: WebSocket, world: World) => void): Scenario {
  return {
    name: `closing: ${name} before open`,
    async run(world) {
      const server = await world.server();
      server.on("connection", (socket) => socket.on("error", () => undefined));
      const client = world.dial(server);
      act(client, world);
      world.log("client", `state ${client.readyState}`);
      await closed(client);
    },
  };
}

export const closingScenarios: readonly Scenario[] = [
  withPair("twice", ({ client }, world) => {
    world.attempt("client", "first", () => client.close(1000, "first"));
    world.attempt("client", "second", () => client.close(3333, "second"));
    world.attempt("client", "bad", () => client.close(1));
  }),
  withPair("both at once", ({ client, accepted }) => {
    client.close(1000, "from the client");
    accepted.close(1001, "from the server");
  }),
  withPair("by the server", ({ accepted }) => accepted.close(4000, "server")),
  withPair("in a message listener", ({ client, accepted }) => {
    accepted.on("message", () => accepted.close(4001));
    client.send("a");
  }),
  withPair("after sending", ({ client }) => {
    client.send("one");
    client.send(Buffer.from("two"));
    client.ping("three");
    client.close(1000);
  }),
  withPair("messages still arrive while closing", ({ client, accepted }) => {
    client.close(1000);
    accepted.send("late");
  }),
  withPair("terminate by the client", ({ client }, world) => {
    world.attempt("client", "terminate", () => client.terminate());
    world.log("client", `state ${client.readyState}`);
  }),
  withPair("terminate by the server", ({ accepted }) => accepted.terminate()),
  withPair("terminate twice", ({ client }) => {
    client.terminate();
    client.terminate();
  }),
  withPair("close then terminate", async ({ client, accepted }, world) => {
    accepted.pause();
    client.close(1000);
    client.terminate();
    world.log("client", `state ${client.readyState}`);
    accepted.resume();
  }),
  withPair("terminate then close", ({ client }, world) => {
    client.terminate();
    world.attempt("client", "close", () => client.close(1000));
  }),
  {
    name: "closing: after it is closed, nothing throws",
    async run(world) {
      const { client, accepted } = await world.pair();
      const over = closed(client, accepted);
      client.close(1000);
      await over;
      world.attempt("client", "close()", () => client.close());
      world.attempt("client", "close(1)", () => client.close(1));
      world.attempt("client", "terminate()", () => client.terminate());
      world.attempt("client", "pause()", () => client.pause());
      world.attempt("client", "resume()", () => client.resume());
      await turns(2);
    },
  },
  beforeOpen("close", (client, world) => world.attempt("client", "close", () => client.close())),
  beforeOpen("close with bad arguments", (client, world) => {
    world.attempt("client", "close", () => client.close(1, "x".repeat(200)));
  }),
  beforeOpen("terminate", (client, world) => world.attempt("client", "terminate", () => client.terminate())),
  beforeOpen("close twice and terminate", (client) => {
    client.close();
    client.close();
    client.terminate();
  }),
  {
    name: "closing: close in the upgrade listener",
    async run(world) {
      const server = await world.server();
      server.on("connection", (socket) => socket.on("error", () => undefined));
      const client = world.dial(server);
      client.on("upgrade", () => {
        client.close(1000);
        world.log("client", `state ${client.readyState}`);
      });
      await closed(client);
    },
  },
  {
    name: "closing: an error before open and no listener of close",
    async run(world) {
      const client = new world.api.WebSocket(NOWHERE);
      client.on("error", (error) => world.log("client", error.message, `${client.readyState}`));
      await next(client, "close");
    },
  },
  {
    name: "closing: an error that nobody listens to is uncaught",
    async run(world) {
      void new world.api.WebSocket(NOWHERE);
      await next(process, "uncaughtException");
    },
  },
];
