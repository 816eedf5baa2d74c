import type WebSocket from "ws";
import type { Scenario } from "../harness/scenario.ts";
import { next, turns } from "../harness/world.ts";

type Handlers = Record<"onopen" | "onmessage" | "onerror" | "onclose", unknown>;

function handlers(socket: WebSocket): Handlers {
  return socket;
}

export const eventListenerScenarios: readonly Scenario[] = [
  {
    name: "event target: the same listener counts once, function or object",
    async run(world) {
      const { client, accepted } = await world.pair();
      const before = client.listenerCount("message");
      const listener = (): void => world.log("event", "function");
      const object = {
        handleEvent(this: unknown): void {
          world.log("event", `object, this ${this === object}`);
        },
      };
      for (const each of [listener, listener, object, object]) client.addEventListener("message", each);
      world.log("client", `listeners ${client.listenerCount("message") - before}`);
      accepted.send("x");
      await next(client, "message");
      client.removeEventListener("message", listener);
      client.removeEventListener("message", object);
      world.log("client", `listeners ${client.listenerCount("message") - before}`);
    },
  },
  {
    name: "event target: once",
    async run(world) {
      const { client, accepted } = await world.pair();
      client.addEventListener("message", ({ data }) => world.log("event", `once ${String(data)}`), {
        once: true,
      });
      client.addEventListener("message", ({ data }) => world.log("event", `always ${String(data)}`));
      accepted.send("1");
      accepted.send("2");
      accepted.ping();
      await next(client, "ping");
    },
  },
  {
    name: "event target: a once listener can be removed before",
    async run(world) {
      const { client, accepted } = await world.pair();
      const listener = (): void => world.log("event", "called");
      client.addEventListener("message", listener, { once: true });
      client.removeEventListener("message", listener);
      accepted.send("1");
      await next(client, "message");
    },
  },
  {
    name: "event target: replacing an on… property, and the order with other listeners",
    async run(world) {
      const { client, accepted } = await world.pair();
      client.onmessage = () => world.log("event", "first property");
      client.on("message", () => world.log("event", "emitter"));
      client.addEventListener("message", () => world.log("event", "listener"));
      client.onmessage = () => world.log("event", "second property");
      accepted.send("1");
      await next(client, "message");
    },
  },
  {
    name: "event target: an on… property and addEventListener with the same function",
    async run(world) {
      const { client, accepted } = await world.pair();
      const listener = (): void => world.log("event", "called");
      client.onmessage = listener;
      client.addEventListener("message", listener);
      accepted.send("1");
      await next(client, "message");
      client.removeEventListener("message", listener);
      world.log("client", `property ${client.onmessage === listener}`);
      accepted.send("2");
      await next(client, "message");
    },
  },
  {
    name: "event target: removing a listener that is not there, and one of the emitter",
    async run(world) {
      const { client, accepted } = await world.pair();
      const listener = (): void => world.log("event", "called");
      world.attempt("client", "remove", () => client.removeEventListener("message", listener));
      client.on("message", listener);
      client.removeEventListener("message", listener);
      accepted.send("1");
      await next(client, "message");
    },
  },
  {
    name: "event target: other types are ignored",
    async run(world) {
      const { client } = await world.pair();
      for (const type of ["ping", "upgrade", "foo"]) {
        const before = client.listenerCount(type);
        world.attempt("client", type, () => client.addEventListener(type as "open", () => undefined));
        world.log("client", `${type} ${client.listenerCount(type) - before}`);
      }
    },
  },
  {
    name: "event target: removeAllListeners removes them too",
    async run(world) {
      const { client, accepted } = await world.pair();
      client.onmessage = () => world.log("event", "called");
      client.removeAllListeners("message");
      world.log("client", `${handlers(client).onmessage}`);
      accepted.send("1");
      client.on("message", () => world.log("client", "new listener"));
      await next(client, "message");
      await turns(1);
    },
  },
];
