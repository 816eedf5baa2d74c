import { expect } from "vitest";
import { startApplication } from "../application.ts";
import { publishedSocket } from "../scene.ts";
import type { Feature } from "./feature.ts";

export const flags: readonly Feature[] = [
  {
    title: "gets volatile events when it is ready for them, and not otherwise",
    play: async (scene) => {
      const application = await startApplication();
      const { server, socket } = await scene.connect(application);
      await scene.settle(server);
      await scene.becomeWritable(application, server);
      server.volatile.emit("news", "in time");
      server.volatile.emit("news", "too early");
      expect(await socket.take()).toEqual(["news", "in time"]);
      await scene.becomeWritable(application, server);
      application.io.volatile.emit("news", "to all, in time");
      application.io.volatile.emit("news", "to all, too early", Buffer.from("bytes"));
      expect(await socket.take()).toEqual(["news", "to all, in time"]);
      await scene.becomeWritable(application, server);
      server.volatile.emit("news", Buffer.from("whole"), [Buffer.from("packet")]);
      expect(await socket.take()).toEqual(["news", Buffer.from("whole"), [Buffer.from("packet")]]);
      server.emit("fence");
      expect(await socket.take()).toEqual(["fence"]);
    },
  },
  {
    title: "sends volatile events",
    needs: ["volatile events"],
    play: async (scene) => {
      const application = await startApplication();
      const socket = (await scene.open(application)).socket("/");
      const published = publishedSocket(socket);
      published.volatile.emit("echo", "nobody is there yet");
      published.emit("echo", "kept");
      expect(await socket.take()).toEqual(["connect"]);
      expect(await socket.take()).toEqual(["echo", "kept"]);
      await scene.settle(await application.accept());
      while (!published.io.engine.transport.writable) await new Promise(setImmediate);
      published.volatile.emit("echo", "connected", Buffer.from("bytes"));
      expect(await socket.take()).toEqual(["echo", "connected", Buffer.from("bytes")]);
    },
  },
];
