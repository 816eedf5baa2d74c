import { expect } from "vitest";
import { startApplication } from "../../server-clients/application.ts";
import type { Feature } from "../../server-clients/features/feature.ts";
import { publishedSocket } from "../../server-clients/scene.ts";
import { closePort, loseConnection, openPort } from "./connection.ts";

const disconnected = "socket has been disconnected";

export const offline: readonly Feature[] = [
  {
    title: "keeps what is emitted before it is connected, in its order, answers included",
    play: async (scene) => {
      const application = await startApplication();
      const socket = (await scene.open(application)).socket("/");
      socket.emit("echo", 1, Buffer.from("bytes"));
      const answer = socket.call("echo", 2);
      socket.emit("echo", 3);
      expect(await socket.take()).toEqual(["connect"]);
      expect(await socket.take()).toEqual(["echo", 1, Buffer.from("bytes")]);
      expect(await answer).toEqual([2]);
      expect(await socket.take()).toEqual(["echo", 3]);
    },
  },
  {
    title: "tells those who wait for an answer with a time limit that the connection is lost",
    play: async (scene) => {
      const application = await startApplication();
      const connected = await scene.connect(application);
      const published = publishedSocket(connected.socket);
      await scene.settle(connected.server);
      const failure = new Promise<unknown[]>((resolve) => {
        published.timeout(20_000).emit("nobody listens", (...given: unknown[]) => resolve(given));
      });
      const rejection = published.emitWithAck("nobody listens").catch((error: unknown) => error);
      // Behind them, so they have been sent.
      expect(await connected.socket.call("echo", 1)).toEqual([1]);
      await loseConnection(scene, application, connected);
      expect(await failure).toMatchObject([{ message: disconnected }]);
      expect(await rejection).toMatchObject({ message: disconnected });
    },
  },
  {
    title: "forgets what it could not send in time",
    play: async (scene) => {
      const application = await startApplication();
      const connected = await scene.connect(application, { reconnects: true });
      const { socket } = connected;
      const published = publishedSocket(socket);
      await scene.settle(connected.server);
      await closePort(application);
      expect((await socket.take())[0]).toBe("disconnect");
      const failure = new Promise<unknown[]>((resolve) => {
        published.timeout(10).emit("echo", "too late", (...given: unknown[]) => resolve(given));
      });
      socket.emit("echo", "kept");
      expect(await failure).toMatchObject([{ message: "operation has timed out" }]);
      await openPort(application);
      let seen = await socket.take();
      while (seen[0] === "connect_error") seen = await socket.take();
      expect(seen).toEqual(["connect"]);
      expect(await socket.take()).toEqual(["echo", "kept"]);
    },
  },
  {
    title: "sends again after a loss what was not acknowledged, and in order",
    play: async (scene) => {
      const application = await startApplication();
      const options = { reconnects: true, retries: 20, ackTimeout: 5_000 };
      const connected = await scene.connect(application, options);
      const published = publishedSocket(connected.socket);
      await scene.settle(connected.server);
      const arrived = new Promise<void>((resolve) => {
        connected.server.on("precious", () => resolve());
      });
      const answers = ["one", "two", "three"].map(
        (value) =>
          new Promise<unknown[]>((resolve) => {
            published.emit("precious", value, (...given: unknown[]) => resolve(given));
          }),
      );
      await arrived;
      await loseConnection(scene, application, connected);
      const server = await application.accept();
      const seen: unknown[] = [];
      server.on("precious", (value: unknown, done: (value: unknown) => void) => {
        seen.push(value);
        done(value);
      });
      expect(await Promise.all(answers)).toEqual([
        [null, "one"],
        [null, "two"],
        [null, "three"],
      ]);
      expect(seen).toEqual(["one", "two", "three"]);
    },
  },
];
