import { expect } from "vitest";
import { password, startApplication } from "../application.ts";
import { publishedSocket } from "../scene.ts";
import type { Feature } from "./feature.ts";

const several = ["/", "/static", "/dynamic-one", "/dynamic-two"];

export const namespaces: readonly Feature[] = [
  {
    title: "uses several namespaces over one connection, each with its own events",
    play: async (scene) => {
      const application = await startApplication();
      const client = await scene.open(application, { namespaces: several });
      const sockets = several.map((name) => client.socket(name));
      for (const socket of sockets) expect(await socket.take()).toEqual(["connect"]);
      const servers = await Promise.all(several.map((name) => application.accept(name)));
      expect(new Set(servers.map(({ id }) => id)).size).toBe(several.length);
      expect(new Set(servers.map(({ conn }) => conn)).size).toBe(1);
      expect(application.io.engine.clientsCount).toBe(1);
      for (const socket of sockets) socket.emit("echo", socket.namespace, Buffer.from("bytes"));
      for (const socket of sockets) {
        expect(await socket.take()).toEqual(["echo", socket.namespace, Buffer.from("bytes")]);
      }
      const answers = await Promise.all(sockets.map((socket) => socket.call("echo", socket.namespace)));
      expect(answers).toEqual(several.map((name) => [name]));
    },
  },
  {
    title: "creates one namespace of a pattern for two clients",
    play: async (scene) => {
      const application = await startApplication();
      const created: string[] = [];
      application.io.on("new_namespace", ({ name }) => void created.push(name));
      const [first, second] = await Promise.all(
        [1, 2].map((_number) => scene.open(application, { namespaces: ["/dynamic-x"] })),
      );
      for (const client of [first, second]) {
        expect(await client?.socket("/dynamic-x").take()).toEqual(["connect"]);
      }
      expect(created).toEqual(["/dynamic-x"]);
      application.io.of("/dynamic-x").emit("news", "to both");
      for (const client of [first, second]) {
        expect(await client?.socket("/dynamic-x").take()).toEqual(["news", "to both"]);
      }
    },
  },
  {
    title: "creates a namespace for which a function decides",
    needs: ["auth"],
    play: async (scene) => {
      const application = await startApplication();
      const name = "/by-function";
      const stranger = await scene.open(application, { namespaces: [name], auth: { token: "guess" } });
      expect(await stranger.socket(name).take()).toEqual(scene.refused("Invalid namespace"));
      const auth = { token: password };
      const { socket, server } = await scene.connect(application, { namespace: name, auth });
      expect(server.nsp.name).toBe(name);
      expect(await socket.call("echo", 1)).toEqual([1]);
    },
  },
  {
    title: "hears what is said to all namespaces of a pattern, and to one",
    play: async (scene) => {
      const application = await startApplication();
      const parent = application.io.of(/^\/late-\w+$/u);
      const names = ["/late-a", "/late-b"];
      const client = await scene.open(application, { namespaces: ["/", ...names] });
      const sockets = ["/", ...names].map((name) => client.socket(name));
      for (const socket of sockets) expect(await socket.take()).toEqual(["connect"]);
      parent.emit("news", "to all children");
      application.io.of("/late-b").emit("news", "to one");
      application.io.emit("news", "to the main one");
      application.io._nsps.forEach((namespace) => namespace.emit("fence"));
      const [main, a, b] = await Promise.all(
        sockets.map(async (socket) => {
          const seen = [];
          for (let event = await socket.take(); event[0] !== "fence"; event = await socket.take()) {
            seen.push(event[1]);
          }
          return seen;
        }),
      );
      expect({ main, a, b }).toEqual({
        main: ["to the main one"],
        a: ["to all children"],
        b: ["to all children", "to one"],
      });
    },
  },
  {
    title: "leaves one namespace and stays in the other",
    needs: ["leaving one namespace"],
    play: async (scene) => {
      const application = await startApplication({ cleanupEmptyChildNamespaces: true });
      const client = await scene.open(application, { namespaces: ["/static", "/dynamic-y"] });
      const [stays, leaves] = [client.socket("/static"), client.socket("/dynamic-y")];
      expect([await stays.take(), await leaves.take()]).toEqual([["connect"], ["connect"]]);
      const server = await application.accept("/dynamic-y");
      publishedSocket(leaves).disconnect();
      expect(await leaves.take()).toEqual(["disconnect", "io client disconnect"]);
      expect((await application.ending(server)).reason).toBe("client namespace disconnect");
      expect(await stays.call("echo", "still here")).toEqual(["still here"]);
      expect(application.io._nsps.has("/dynamic-y")).toBe(false);
      publishedSocket(leaves).connect();
      expect(await leaves.take()).toEqual(["connect"]);
      expect(await application.accept("/dynamic-y")).not.toBe(server);
    },
  },
];
