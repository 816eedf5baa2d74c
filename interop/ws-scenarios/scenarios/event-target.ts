import type WebSocket from "ws";
import type { Scenario } from "../harness/scenario.ts";
import { closed, times } from "../harness/world.ts";

type Handlers = Record<"onopen" | "onmessage" | "onerror" | "onclose", unknown>;

function handlers(socket: WebSocket): Handlers {
  return socket;
}

export const eventTargetScenarios: readonly Scenario[] = [
  {
    name: "event target: on… properties are null, then the function",
    async run(world) {
      const { client } = await world.pair();
      for (const name of ["onopen", "onmessage", "onerror", "onclose"] as const) {
        const listener = (): void => undefined;
        world.log("client", `${name} ${handlers(client)[name]}`);
        handlers(client)[name] = listener;
        world.log("client", `${name} same ${handlers(client)[name] === listener}`);
        handlers(client)[name] = null;
        world.log("client", `${name} ${handlers(client)[name]}`);
      }
    },
  },
  {
    name: "event target: what is not a function does not become a listener",
    async run(world) {
      const { client } = await world.pair();
      for (const value of [5, "x", {}, undefined, { handleEvent: () => undefined }]) {
        const before = client.listenerCount("message");
        handlers(client).onmessage = value;
        world.log(
          "client",
          `${typeof handlers(client).onmessage} ${client.listenerCount("message") - before}`,
        );
      }
    },
  },
  {
    name: "event target: a message event",
    async run(world) {
      const { client, accepted } = await world.pair();
      client.onmessage = function onmessage(this: unknown, event) {
        world.log("event", `${event.type} ${event.target === client} this ${this === client}`);
        world.log("event", `${typeof event.data} ${String(event.data)} ${Buffer.isBuffer(event.data)}`);
        world.log("event", `own keys ${Object.keys(event).join()}`);
      };
      accepted.send("text");
      accepted.send(Buffer.from("binary"));
      await times(client, "message", 2);
    },
  },
  {
    name: "event target: the data of a message event follows binaryType",
    async run(world) {
      const { client, accepted } = await world.pair();
      client.binaryType = "arraybuffer";
      client.onmessage = ({ data }) => world.log("event", `${typeof data} ${data instanceof ArrayBuffer}`);
      accepted.send(Buffer.from("binary"));
      accepted.send("text");
      await times(client, "message", 2);
    },
  },
  {
    name: "event target: open and clean close events",
    async run(world) {
      const server = await world.server();
      server.on("connection", (socket) => socket.close(1000, "bye"));
      const client = world.dial(server);
      client.onopen = (event) => world.log("event", `${event.type} ${event.target === client}`);
      client.onclose = (event) => {
        world.log("event", `${event.type} ${event.code} ${JSON.stringify(event.reason)} ${event.wasClean}`);
        world.log("event", `target ${event.target === client}`);
      };
      await closed(client);
    },
  },
  {
    name: "event target: an unclean close event",
    async run(world) {
      const { client, accepted } = await world.pair();
      for (const socket of [client, accepted]) {
        const actor = socket === client ? "client event" : "accepted event";
        socket.onclose = ({ code, reason, wasClean }) =>
          world.log(actor, `${code} ${JSON.stringify(reason)} ${wasClean}`);
      }
      const over = closed(client, accepted);
      accepted.terminate();
      await over;
    },
  },
  {
    name: "event target: clean means that both close frames were there",
    async run(world) {
      for (const closer of ["client", "accepted"] as const) {
        const pair = await world.pair();
        for (const [actor, socket] of Object.entries({ client: pair.client, accepted: pair.accepted })) {
          socket.onclose = ({ code, wasClean }) =>
            world.log(`${closer} closes, ${actor}`, `${code} ${wasClean}`);
        }
        const over = closed(pair.client, pair.accepted);
        pair[closer].close(4000);
        await over;
      }
    },
  },
  {
    name: "event target: an error event",
    async run(world) {
      const client = new world.api.WebSocket("ws://127.0.0.1:1");
      client.onerror = (event) => {
        world.log("event", `${event.type} ${event.message} ${event.error instanceof Error}`);
        world.log(
          "event",
          `${event.target === client} ${String((event.error as NodeJS.ErrnoException).code)}`,
        );
      };
      client.onclose = ({ code, reason, wasClean }) => world.log("event", `${code} ${reason} ${wasClean}`);
      await closed(client);
    },
  },
];
