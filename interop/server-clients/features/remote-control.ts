import { expect } from "vitest";
import { startApplication } from "../application.ts";
import { expectEnd } from "../scene.ts";
import type { Feature } from "./feature.ts";

export const remoteControl: readonly Feature[] = [
  {
    title: "is found by fetchSockets",
    play: async (scene) => {
      const application = await startApplication();
      const first = await scene.connect(application, { headers: { "x-name": "first" } });
      const second = await scene.connect(application);
      first.server.data = { name: "first" };
      await first.server.join(["a", "b"]);
      await second.server.join("b");
      const found = await application.io.in("a").fetchSockets();
      expect(found.map(({ id, data, rooms }) => ({ id, data: data as unknown, rooms }))).toEqual([
        { id: first.server.id, data: { name: "first" }, rooms: new Set([first.server.id, "a", "b"]) },
      ]);
      expect(found[0]?.handshake.headers["x-name"]).toBe("first");
      const ids = (await application.io.fetchSockets()).map(({ id }) => id).toSorted();
      expect(ids).toEqual([first.server.id, second.server.id].toSorted());
      expect(await application.io.in("b").except("a").fetchSockets()).toHaveLength(1);
      found[0]?.emit("news", "for the one that was found");
      expect(await first.socket.take()).toEqual(["news", "for the one that was found"]);
    },
  },
  {
    title: "is moved from room to room",
    play: async (scene) => {
      const application = await startApplication();
      const { io } = application;
      const first = await scene.connect(application);
      const second = await scene.connect(application);
      io.socketsJoin(["x", "y"]);
      io.in(first.server.id).socketsLeave("x");
      io.in("x").socketsJoin("z");
      expect(first.server.rooms).toEqual(new Set([first.server.id, "y"]));
      expect(second.server.rooms).toEqual(new Set([second.server.id, "x", "y", "z"]));
      io.to("z").emit("news", "to z");
      io.to("y").emit("news", "to y");
      expect(await first.socket.take()).toEqual(["news", "to y"]);
      expect(await second.socket.take()).toEqual(["news", "to z"]);
      expect(await second.socket.take()).toEqual(["news", "to y"]);
    },
  },
  {
    title: "is disconnected by room",
    play: async (scene) => {
      const application = await startApplication();
      const gone = await scene.connect(application);
      const stays = await scene.connect(application);
      await scene.settle(gone.server);
      await gone.server.join("a");
      application.io.in("a").disconnectSockets();
      await expectEnd(
        { scene, application, connected: gone },
        { client: "io server disconnect", server: "server namespace disconnect" },
      );
      expect(await stays.socket.call("echo", "still here")).toEqual(["still here"]);
      expect(await application.io.fetchSockets()).toHaveLength(1);
    },
  },
];
