import { EventEmitter } from "node:events";
import type { Scenario } from "../harness/scenario.ts";

/** Where on the chain of prototypes a property lives makes no difference to who uses it. */
function findProperty(target: object | null, name: string): PropertyDescriptor | undefined {
  if (target === null) return undefined;
  const own = Object.getOwnPropertyDescriptor(target, name);
  return own ?? findProperty(Object.getPrototypeOf(target) as object | null, name);
}

const STATES = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"] as const;

export const exportScenarios: readonly Scenario[] = [
  {
    name: "exports: the documented names and the default",
    async run(world) {
      const { api } = world;
      for (const name of ["WebSocket", "WebSocketServer", "createWebSocketStream", "default"]) {
        world.log("exports", name, String(api.exportNames.includes(name)));
      }
      world.log("exports", `default is WebSocket: ${api.defaultExport === api.WebSocket}`);
      world.log("exports", `names: ${api.WebSocket.name} ${api.WebSocketServer.name}`);
    },
  },
  {
    name: "exports: both classes are event emitters",
    async run(world) {
      const server = new world.api.WebSocketServer({ noServer: true });
      world.log("server", `${server instanceof EventEmitter}`);
      world.log("socket", `${world.api.WebSocket.prototype instanceof EventEmitter}`);
      server.close();
    },
  },
  {
    name: "exports: ready states are read-only and enumerable, on the class and on its instances",
    async run(world) {
      const { WebSocket } = world.api;
      for (const name of STATES) {
        world.log("static", name, JSON.stringify(Object.getOwnPropertyDescriptor(WebSocket, name)));
        const { client } = await world.pair();
        world.log("instance", name, `${client[name]}`);
        world.attempt("instance", `${name} = 9`, () => Reflect.set(client, name, 9));
      }
    },
  },
  {
    name: "exports: properties of the WebSocket interface are enumerable accessors of the prototype",
    async run(world) {
      const { api } = world;
      const names = [
        "binaryType",
        "bufferedAmount",
        "extensions",
        "isPaused",
        "protocol",
        "readyState",
        "url",
      ];
      for (const name of [...names, "onopen", "onmessage", "onerror", "onclose"]) {
        const property = findProperty(api.WebSocket.prototype, name);
        world.log(
          "prototype",
          name,
          `get ${typeof property?.get} set ${typeof property?.set} ${property?.enumerable}`,
        );
      }
    },
  },
  {
    name: "exports: classes cannot be called without new",
    async run(world) {
      const { WebSocket, WebSocketServer } = world.api;
      for (const [name, target] of Object.entries({ WebSocket, WebSocketServer })) {
        world.attempt("call", name, (): unknown => Reflect.apply(target, undefined, ["ws://127.0.0.1:1"]));
      }
    },
  },
  {
    name: "exports: properties that only have a getter do not change",
    async run(world) {
      const { client } = await world.pair();
      for (const name of [
        "readyState",
        "bufferedAmount",
        "extensions",
        "protocol",
        "url",
        "isPaused",
      ] as const) {
        const before = client[name];
        world.log(
          "client",
          name,
          `set: ${Reflect.set(client, name, "other")} same: ${client[name] === before}`,
        );
      }
    },
  },
];
