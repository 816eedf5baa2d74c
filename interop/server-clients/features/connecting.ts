import { once } from "node:events";
import { expect } from "vitest";
import { modes } from "../../engine-clients/test-client.ts";
import { password, refusal, startApplication } from "../application.ts";
import { publishedSocket } from "../scene.ts";
import type { Feature } from "./feature.ts";

const auth = { token: password };

export const connecting: readonly Feature[] = [
  {
    title: "connects over the transports that it may use",
    play: async (scene) => {
      const application = await startApplication();
      const { server } = await scene.connect(application);
      expect(server.handshake.query["transport"]).toBe(modes[scene.mode][0]);
      await scene.settle(server);
      expect(server.conn.transport.name).toBe(modes[scene.mode].at(-1));
      expect(server.conn.protocol).toBe(scene.kind.protocol - 1);
      expect(application.io.engine.clientsCount).toBe(1);
    },
  },
  {
    title: "hands over its query and headers",
    play: async (scene) => {
      const application = await startApplication();
      const { server } = await scene.connect(application, {
        query: { room: "a b&c", empty: "" },
        headers: { "x-sockeye": "fish" },
      });
      const { handshake } = server;
      expect(handshake.query).toMatchObject({ room: "a b&c", EIO: String(scene.kind.protocol - 1) });
      expect(handshake.headers["x-sockeye"]).toBe("fish");
      expect(handshake.headers.host).toBe(`127.0.0.1:${application.port}`);
      expect(handshake).toMatchObject({ secure: false, auth: {} });
      expect(handshake.xdomain).toBe(handshake.headers.origin !== undefined);
      expect(handshake.address).toMatch(/^(::ffff:)?127\.0\.0\.1$/u);
      expect(handshake.url).toMatch(/^\/socket\.io\/\?/u);
      expect([typeof handshake.issued, Number.isNaN(Date.parse(handshake.time))]).toEqual(["number", false]);
      expect(server.request.headers["x-sockeye"]).toBe("fish");
    },
  },
  {
    title: "hands over its auth payload",
    needs: ["auth"],
    play: async (scene) => {
      const application = await startApplication();
      const given = { token: "a€🐟", nested: { list: [1, null, "x"] } };
      const { server } = await scene.connect(application, { auth: given });
      expect(server.handshake.auth).toEqual(given);
    },
  },
  {
    title: "is let in by middlewares, in their order",
    play: async (scene) => {
      const application = await startApplication();
      const { server, socket } = await scene.connect(application, { namespace: "/guarded", auth });
      expect(server.data).toEqual({ steps: ["looked up", "let in"] });
      expect(server.handshake.auth).toMatchObject(auth);
      expect(await socket.call("echo", 1)).toEqual([1]);
    },
  },
  {
    title: "is told why it is refused, with data, and stays where it was let in",
    play: async (scene) => {
      const application = await startApplication();
      const client = await scene.open(application, {
        namespaces: ["/", "/guarded", "/plainly-closed", "/unknown"],
      });
      const [open, ...refused] = ["/", "/guarded", "/plainly-closed", "/unknown"].map((name) =>
        client.socket(name),
      );
      expect(await open?.take()).toEqual(["connect"]);
      expect(await Promise.all(refused.map((socket) => socket.take()))).toEqual([
        scene.refused(refusal.message, refusal.data),
        scene.refused("closed"),
        // In the older protocol only this refusal is an object without being data.
        scene.kind.protocol === 5
          ? scene.refused("Invalid namespace")
          : ["connect_error", { message: "Invalid namespace" }],
      ]);
      expect(await open?.call("echo", "still here")).toEqual(["still here"]);
      expect(application.io.of("/guarded").sockets.size).toBe(0);
      expect(application.io._nsps.has("/unknown")).toBe(false);
    },
  },
  {
    title: "may try again with other auth after a refusal",
    needs: ["auth", "retrying a refused namespace"],
    play: async (scene) => {
      const application = await startApplication();
      const client = await scene.open(application, { namespaces: ["/guarded"], auth: { token: "guess" } });
      const socket = client.socket("/guarded");
      expect(await socket.take()).toEqual(scene.refused(refusal.message, refusal.data));
      const published = publishedSocket(socket);
      expect(published.connected).toBe(false);
      published.auth = (use: (payload: object) => void) => use(auth);
      published.connect();
      expect(await socket.take()).toEqual(["connect"]);
      expect((await application.accept("/guarded")).id).toBe(published.id);
    },
  },
  {
    title: "gives a namespace a query of its own",
    needs: ["queries of namespaces"],
    play: async (scene) => {
      const application = await startApplication();
      const query = { token: password, more: "a&b=€" };
      const { server, socket } = await scene.connect(application, { namespace: "/guarded", auth: query });
      expect(server.nsp.name).toBe("/guarded");
      expect(server.handshake.auth).toEqual(query);
      expect(server.handshake.query).not.toHaveProperty("token");
      expect(await socket.call("echo", "in")).toEqual(["in"]);
    },
  },
  {
    title: "leaves while a middleware has not decided yet",
    play: async (scene) => {
      const application = await startApplication();
      const pondering = application.io.of("/pondering");
      let arrivals = 0;
      pondering.on("connection", () => {
        arrivals += 1;
      });
      const decision = new Promise<() => void>((resolve) => {
        pondering.use((_socket, next) => resolve(next));
      });
      const client = await scene.open(application, { namespaces: ["/", "/pondering"] });
      const server = await application.accept();
      const letIn = await decision;
      const gone = once(server.conn, "close");
      await client.close();
      await gone;
      letIn();
      await new Promise(setImmediate);
      expect([arrivals, pondering.sockets.size, pondering.adapter.sids.size]).toEqual([0, 0, 0]);
    },
  },
];
