import { once } from "node:events";
import { expect } from "vitest";
import { startStallingProxy } from "../../engine-clients/stalling-proxy.ts";
import { modes } from "../../engine-clients/test-client.ts";
import { implementation } from "../implementation.ts";
import { startApplication } from "../application.ts";
import { expectEnd, publishedSocket, type Scene } from "../scene.ts";
import type { Feature } from "./feature.ts";

/** The published server keeps an upgraded session of the older protocol for ever when its client has fallen silent. */
const neverTimesOut = ({ kind, mode }: Scene) =>
  implementation.name === "published" && kind.protocol === 4 && modes[mode].length > 1;

export const endings: readonly Feature[] = [
  {
    title: "leaves, and both sides say so",
    play: async (scene) => {
      const application = await startApplication();
      const connected = await scene.connect(application);
      await connected.server.join("a room");
      await connected.client.disconnect();
      expect(await connected.socket.take()).toEqual(scene.disconnected("io client disconnect"));
      const { reason, rooms } = await application.ending(connected.server);
      if (scene.can("saying goodbye")) expect(reason).toBe("client namespace disconnect");
      else expect(reason).toMatch(/^transport (close|error)$/u);
      expect(rooms).toEqual([connected.server.id, "a room"].toSorted());
      expect(connected.server.rooms.size).toBe(0);
      expect(application.io.of("/").adapter.rooms.size).toBe(0);
    },
  },
  {
    title: "is sent away from one namespace, and stays in the other",
    play: async (scene) => {
      const application = await startApplication();
      const client = await scene.open(application, { namespaces: ["/", "/static"] });
      const [stays, leaves] = [client.socket("/"), client.socket("/static")];
      expect([await stays.take(), await leaves.take()]).toEqual([["connect"], ["connect"]]);
      const server = await application.accept("/static");
      server.emit("news", "the last");
      server.disconnect();
      server.emit("news", "too late");
      expect(await leaves.take()).toEqual(["news", "the last"]);
      await expectEnd(
        { scene, application, connected: { client, socket: leaves, server } },
        { client: "io server disconnect", server: "server namespace disconnect" },
      );
      expect(await stays.call("echo", "still here")).toEqual(["still here"]);
    },
  },
  {
    title: "is sent away as soon as it comes",
    play: async (scene) => {
      const application = await startApplication();
      application.io.of("/static").on("connection", (socket) => {
        socket.emit("news", "go away");
        socket.disconnect();
      });
      const client = await scene.open(application, { namespaces: ["/static"] });
      const socket = client.socket("/static");
      expect(await socket.take()).toEqual(["connect"]);
      expect(await socket.take()).toEqual(["news", "go away"]);
      expect(await socket.take()).toEqual(scene.disconnected("io server disconnect"));
      expect(application.io.of("/static").sockets.size).toBe(0);
    },
  },
  {
    title: "is sent away with its connection",
    play: async (scene) => {
      const application = await startApplication();
      const client = await scene.open(application, { namespaces: ["/", "/static"] });
      const sockets = [client.socket("/"), client.socket("/static")];
      for (const socket of sockets) expect(await socket.take()).toEqual(["connect"]);
      const servers = [await application.accept("/"), await application.accept("/static")];
      await scene.settle(servers[0] as (typeof servers)[number]);
      const closed = new Promise((resolve) => {
        servers[0]?.conn.once("close", resolve);
      });
      servers[0]?.disconnect(true);
      for (const server of servers) {
        expect((await application.ending(server)).reason).toBe("server namespace disconnect");
      }
      for (const socket of sockets) {
        expect(await socket.take()).toEqual(scene.disconnected("io server disconnect"));
      }
      await closed;
      expect(application.io.engine.clientsCount).toBe(0);
    },
  },
  {
    title: "sees a connection that the server closed, and the server why",
    play: async (scene) => {
      const application = await startApplication();
      const connected = await scene.connect(application);
      await scene.settle(connected.server);
      await scene.becomeWritable(application, connected.server);
      connected.server.conn.close();
      await expectEnd(
        { scene, application, connected },
        { client: "transport close", server: "forced close" },
      );
    },
  },
  {
    title: "sees the server shut down",
    play: async (scene) => {
      const application = await startApplication();
      const connected = await scene.connect(application);
      await scene.settle(connected.server);
      await scene.becomeWritable(application, connected.server);
      const closed = once(application.httpServer, "close");
      const gone = application.io.close();
      await expectEnd(
        { scene, application, connected },
        { client: "transport close", server: "server shutting down" },
      );
      // Idle connections that a client keeps would hold up the end of the HTTP server.
      application.cut();
      await Promise.all([gone, closed]);
      expect(application.httpServer.listening).toBe(false);
    },
  },
  {
    title: "cuts its connection",
    needs: ["cutting its transport"],
    play: async (scene) => {
      const application = await startApplication();
      const connected = await scene.connect(application);
      await scene.settle(connected.server);
      publishedSocket(connected.socket).io.engine.close();
      await expectEnd(
        { scene, application, connected },
        { client: "forced close" as "transport close", server: "transport close" },
      );
    },
  },
  {
    title: "ends with a ping timeout on both sides when nothing gets through",
    play: async (scene) => {
      const application = await startApplication({ pingInterval: 150, pingTimeout: 700 });
      const proxy = await startStallingProxy(application.port);
      const connected = await scene.connect(application, { url: proxy.url });
      await scene.settle(connected.server);
      await once(connected.server.conn, "heartbeat");
      proxy.stall();
      const reason = "ping timeout";
      if (scene.can("ping timeouts"))
        expect(await connected.socket.take()).toEqual(scene.disconnected(reason));
      if (neverTimesOut(scene)) return;
      expect((await application.ending(connected.server)).reason).toBe(reason);
    },
  },
  {
    title: "lives on through many heartbeats",
    play: async (scene) => {
      const application = await startApplication({ pingInterval: 40, pingTimeout: 5_000 });
      const { server, socket } = await scene.connect(application);
      for (let beat = 0; beat < 6; beat += 1) await once(server.conn, "heartbeat");
      expect(await socket.call("echo", "still here")).toEqual(["still here"]);
      expect(server.connected).toBe(true);
    },
  },
];
