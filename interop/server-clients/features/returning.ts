import type { Socket } from "socket.io";
import { expect } from "vitest";
import { modes } from "../../engine-clients/test-client.ts";
import { startApplication, type Application } from "../application.ts";
import { implementation } from "../implementation.ts";
import type { Connected, Scene } from "../scene.ts";
import { publishedSocket } from "../scene.ts";
import type { Feature } from "./feature.ts";

/** A server learns of a cut only by an open request. */
async function readyToLose(scene: Scene, application: Application, server: Socket): Promise<void> {
  await scene.settle(server);
  await scene.becomeWritable(application, server);
}

/** Cuts the connections of a client that comes back by itself. */
async function lose(scene: Scene, application: Application, { server, socket }: Connected): Promise<void> {
  await readyToLose(scene, application, server);
  application.cut();
  const seen = await socket.take();
  const isPolling = modes[scene.mode].at(-1) === "polling";
  expect(seen).toEqual(scene.disconnected(isPolling ? "transport error" : "transport close"));
  expect((await application.ending(server)).reason).toMatch(/^transport (close|error)$/u);
}

const recovering = {
  connectionStateRecovery: { maxDisconnectionDuration: 60_000, skipMiddlewares: true },
};

/** Where the published server gives up, because the client cannot name the last event of the log. */
async function comeBack(
  scene: Scene,
  before: (application: Application, connected: Connected) => unknown,
): Promise<void> {
  const application = await startApplication(recovering);
  const connected = await scene.connect(application, { reconnects: true });
  await before(application, connected);
  await lose(scene, application, connected);
  expect(await connected.socket.take()).toEqual(["connect"]);
  const { recovered, id } = await application.accept();
  expect({ recovered, isSame: id === connected.server.id }).toEqual(
    implementation.name === "sockeye"
      ? { recovered: true, isSame: true }
      : { recovered: false, isSame: false },
  );
}

export const returning: readonly Feature[] = [
  {
    title: "comes back when its connection is lost, as somebody new",
    play: async (scene) => {
      const application = await startApplication();
      const connected = await scene.connect(application, { reconnects: true });
      await connected.server.join("a room");
      await lose(scene, application, connected);
      expect(await connected.socket.take()).toEqual(["connect"]);
      const server = await application.accept();
      expect(await connected.socket.id()).toBe(server.id);
      expect(server.id).not.toBe(connected.server.id);
      expect([server.recovered, server.rooms]).toEqual([false, new Set([server.id])]);
      expect(await connected.socket.call("echo", "back")).toEqual(["back"]);
    },
  },
  {
    title: "sends what it has kept once it is back",
    needs: ["buffering"],
    play: async (scene) => {
      const application = await startApplication();
      const connected = await scene.connect(application, { reconnects: true });
      await lose(scene, application, connected);
      connected.socket.emit("echo", "kept", Buffer.from("bytes"));
      const answer = connected.socket.call("echo", "asked");
      expect(await connected.socket.take()).toEqual(["connect"]);
      expect(await connected.socket.take()).toEqual(["echo", "kept", Buffer.from("bytes")]);
      expect(await answer).toEqual(["asked"]);
    },
  },
  {
    title: "comes back as the one that it was, and gets what it has missed",
    needs: ["recovery"],
    play: async (scene) => {
      const application = await startApplication(recovering);
      const { io } = application;
      const connected = await scene.connect(application, { reconnects: true });
      const { server, socket } = connected;
      await server.join(["a", "b"]);
      server.data = { name: "somebody" };
      io.emit("news", "before");
      // The place in the log comes behind the parameters.
      expect(await socket.take()).toEqual(["news", "before", expect.any(String)]);
      const id = await socket.id();
      await readyToLose(scene, application, server);
      application.cut();
      await application.ending(server);
      io.emit("news", "to all");
      io.to("a").emit("news", "to a", Buffer.from("bytes"));
      io.to("elsewhere").emit("news", "to others");
      io.to("b").except("a").emit("news", "not to a");
      io.volatile.emit("news", "volatile");
      expect((await socket.take())[0]).toBe("disconnect");
      expect(await socket.take()).toEqual(["news", "to all", expect.any(String)]);
      expect(await socket.take()).toEqual(["news", "to a", Buffer.from("bytes"), expect.any(String)]);
      expect(await socket.take()).toEqual(["connect"]);
      expect([await socket.id(), publishedSocket(socket).recovered]).toEqual([id, true]);
      const back = await application.accept();
      expect([back.id, back.recovered, back.data]).toEqual([id, true, { name: "somebody" }]);
      expect(back.rooms).toEqual(new Set([id, "a", "b"]));
      io.to("b").emit("news", "afterwards");
      expect(await socket.take()).toEqual(["news", "afterwards", expect.any(String)]);
    },
  },
  {
    title: "comes back as the one that it was, although it was never sent anything",
    needs: ["recovery"],
    play: (scene) => comeBack(scene, () => undefined),
  },
  {
    title: "comes back as the one that it was, although the last event was volatile and ends in a text",
    needs: ["recovery"],
    play: (scene) =>
      comeBack(scene, async (application, { server, socket }) => {
        server.emit("news", "to keep");
        expect(await socket.take()).toEqual(["news", "to keep", expect.any(String)]);
        await readyToLose(scene, application, server);
        server.volatile.emit("news", "a text");
        expect(await socket.take()).toEqual(["news", "a text"]);
      }),
  },
  {
    title: "is new after it has left by itself, although the server would recover it",
    needs: ["recovery"],
    play: async (scene) => {
      const application = await startApplication(recovering);
      const { server, socket } = await scene.connect(application);
      server.emit("news", "before");
      expect(await socket.take()).toEqual(["news", "before", expect.any(String)]);
      const published = publishedSocket(socket);
      published.disconnect();
      expect(await socket.take()).toEqual(["disconnect", "io client disconnect"]);
      await application.ending(server);
      published.connect();
      expect(await socket.take()).toEqual(["connect"]);
      expect(published.recovered).toBe(false);
      expect((await application.accept()).id).not.toBe(server.id);
    },
  },
  {
    title: "gets on with a server that recovers connections",
    play: async (scene) => {
      const application = await startApplication(recovering);
      const connected = await scene.connect(application, { reconnects: true });
      const { server, socket } = connected;
      await server.join("a");
      expect(await socket.call("echo", 1)).toEqual([1]);
      expect(await server.emitWithAck("question", 1)).toBe("answer");
      expect(await socket.take()).toEqual(["question", 1]);
      await lose(scene, application, connected);
      expect((await socket.take()).at(-1)).toBe("connect");
      await application.accept();
      application.io.emit("news", "to all", Buffer.from("bytes"));
      expect(await socket.take()).toEqual(["news", "to all", Buffer.from("bytes"), expect.any(String)]);
    },
  },
];
