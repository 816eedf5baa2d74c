import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerOptions } from "engine.io";
import type { EngineOptions, EngineSocket } from "../implementation.ts";
import { requestBytes } from "../harness/call.ts";
import { describeResponse } from "../harness/describe.ts";
import { readResponse } from "../harness/http-response.ts";
import { upgradeBytes } from "../harness/socket-wire.ts";
import type { World } from "../harness/world.ts";
import type { Row } from "../harness/row.ts";

const QUERY = "?EIO=4&transport=polling";

/** Which targets are the engine's, and which the application's. */
const targets: readonly (readonly [string, EngineOptions?])[] = [
  ["/engine.io/"],
  ["/engine.io"],
  ["/engine.io/anything/at/all"],
  ["/engine.iox/"],
  ["/Engine.IO/"],
  ["/"],
  ["//engine.io/"],
  ["/engine.io//"],
  ["/engine.io/../secret"],
  ["/x/engine.io/"],
  ["/mine/", { path: "/mine" }],
  ["/mine", { path: "/mine/" }],
  ["/mine/", { path: "/mine/" }],
  ["/minefield/", { path: "/mine" }],
  ["/mine", { path: "/mine", addTrailingSlash: false }],
  ["/mine/", { path: "/mine", addTrailingSlash: false }],
  ["/minefield", { path: "/mine", addTrailingSlash: false }],
  ["/anything", { path: "/" }],
  ["/anything", { path: "" }],
  ["/%65ngine.io/"],
];

const served: readonly Row[] = targets.map(([target, options = {}]) => ({
  name: `the target ${target} with ${JSON.stringify(options)}`,
  options: { ...options, destroyUpgradeTimeout: 20 },
  script: async (world) => {
    await world.ask("get", { target: `${target}${QUERY}` });
    const upgrade = QUERY.replace("polling", "websocket");
    await (await world.upgrade("ws", { target: `${target}${upgrade}` })).head();
  },
}));

const ugly: readonly (readonly [string, string])[] = [
  ["absolute form", `http://localhost/engine.io/${QUERY}`],
  ["absolute form of another host", `http://other.example/engine.io/${QUERY}`],
  ["an asterisk", "*"],
  ["a lone percent", `/engine.io/${QUERY}&x=%`],
  ["a broken escape", `/engine.io/${QUERY}&x=%zz`],
  ["an escape that is not UTF-8", `/engine.io/${QUERY}&x=%ff`],
  ["a backslash", `/engine.io\\${QUERY}`],
  ["a fragment", `/engine.io/${QUERY}#fragment`],
  ["two question marks", `/engine.io/?${QUERY}`],
  ["a semicolon", "/engine.io/?EIO=4;transport=polling"],
  ["a query of ampersands", `/engine.io/?&&${QUERY.slice(1)}&&`],
  ["keys without a value", `/engine.io/${QUERY}&&=&a&=b`],
  ["brackets", "/engine.io/?EIO[]=4&transport[]=polling"],
  ["no query", "/engine.io/"],
  ["1,200 keys in front", `/engine.io/?${"a=1&".repeat(1200)}EIO=4&transport=polling`],
];

const shaped: readonly Row[] = ugly.map(([name, target]) => ({
  name: `a target with ${name}`,
  script: (world) => world.ask("get", { target }),
}));

/** A request to a server of the row's own. */
async function ask(world: World, http: HttpServer): Promise<void> {
  const wire = world.wire((http.address() as AddressInfo).port);
  wire.send(requestBytes({ target: "/elsewhere" }));
  world.note(describeResponse(await readResponse(wire)));
}

const hosts: readonly Row[] = [
  {
    name: "listen serves upgrades only",
    script: async (world) => {
      const http = await new Promise<HttpServer>((resolve) => {
        const engine = world.implementation.module.listen(0, {}, () => resolve(engine.httpServer!));
      });
      await ask(world, http);
      const wire = world.wire((http.address() as AddressInfo).port);
      wire.send(upgradeBytes({}));
      world.note(describeResponse(await readResponse(wire)));
      wire.socket.destroy();
      http.close();
    },
  },
  {
    name: "a path for the constructor and another one for attach",
    script: async (world) => {
      const options = { path: "/constructor", pingInterval: 1 } as ServerOptions;
      const engine = new world.implementation.module.Server(options);
      engine.on("connection", (socket: EngineSocket) =>
        world.note(`connection ${socket.request.url?.split("?")[0]}`),
      );
      engine.attach(world.http, { path: "/attach" });
      for (const path of ["/constructor/", "/attach/"]) await (await world.send("get", { path })).read();
      engine.close();
    },
  },
  {
    name: "an application that hands requests and upgrades over itself",
    script: async (world) => {
      const engine = new world.implementation.module.Server();
      world.http.removeAllListeners("request").removeAllListeners("upgrade");
      world.http.on("request", (request, response) => engine.handleRequest(request, response));
      world.http.on("upgrade", (request, socket, head) => engine.handleUpgrade(request, socket, head));
      engine.on("connection", (socket: EngineSocket) => world.note(`connection ${socket.transport.name}`));
      await (await world.send("get", { target: "/any/path?EIO=4&transport=polling" })).read();
      await (await world.upgrade("ws", { target: "/any/path?EIO=4&transport=websocket" })).head();
      engine.close();
    },
  },
  {
    name: "the listeners of the application get the rest",
    script: async (world) => {
      await world.ask("get", { target: "/elsewhere" });
      await world.ask("post", { method: "POST", target: "/elsewhere", body: "hello" });
    },
  },
  {
    name: "two engines on one server, by their paths",
    script: async (world) => {
      const other = new world.implementation.module.Server();
      other.attach(world.http, { path: "/other" });
      await world.ask("one", {});
      other.on("connection", (socket: EngineSocket) => world.note(`the other: ${socket.transport.name}`));
      await (await world.send("two", { path: "/other/" })).read();
      await world.ask("wrong", { path: "/other/", sid: world.sid });
      other.close();
    },
  },
];

/** Where a request has to go to. */
export const paths: readonly Row[] = [...served, ...shaped, ...hosts];
