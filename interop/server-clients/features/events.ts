import { expect } from "vitest";
import { binary } from "../../engine-clients/messages.ts";
import { startApplication } from "../application.ts";
import { oddNames } from "../client-kind.ts";
import type { Scene } from "../scene.ts";
import type { Feature } from "./feature.ts";

/** What an event or an answer may carry. */
const cases: readonly (readonly [string, readonly unknown[]])[] = [
  ["nothing", []],
  ["text", ["hello", "", "aé€🐟", '"\\\n\u2028', "42[]", "\u001e"]],
  ["numbers and nothings", [0, -1.5, 1e21, null, true, false]],
  ["nested objects", [{ a: [1, { b: "c" }, []], "": {} }, [[[["deep"]]]]]],
  ["what looks like a placeholder", [{ _placeholder: false, num: 0 }]],
  ["bytes", [binary(300)]],
  ["no bytes", [binary(0)]],
  ["bytes among others", ["before", { picture: binary(70_000, 5), list: [binary(0), binary(1)] }, "after"]],
  ["ten attachments", Array.from({ length: 10 }, (_, index) => binary(index, index))],
  ["400 kilobytes of text", ["abcdé ".repeat(60_000)]],
  ["400 kilobytes of bytes", [{ large: binary(400_000, 7) }]],
];

async function carry(scene: Scene, parameters: readonly unknown[]): Promise<void> {
  const { server, socket } = await scene.connect(await startApplication());
  socket.emit("echo", ...parameters);
  expect(await socket.take()).toEqual(["echo", ...parameters]);
  expect(await socket.call("echo", ...parameters)).toEqual(parameters);
  const answer = new Promise<unknown[]>((resolve) => {
    server.emit("question", ...parameters, (...given: unknown[]) => resolve(given));
  });
  expect(await socket.take()).toEqual(["question", ...parameters]);
  expect(await answer).toEqual(["answer", ...parameters]);
}

const carrying: readonly Feature[] = cases.map(([name, parameters]) => ({
  title: `carries ${name}, in events and acknowledgements of both sides`,
  play: (scene) => carry(scene, parameters),
}));

const count = 200;

/** Some with bytes, so that there are packets of one and of two messages. */
const numbered = (index: number): readonly unknown[] =>
  index % 5 === 0 ? [index, binary(index)] : [index, "text"];

export const events: readonly Feature[] = [
  ...carrying,
  {
    title: `keeps the order of ${count} events, there and back`,
    play: async (scene) => {
      const { socket } = await scene.connect(await startApplication());
      for (let index = 0; index < count; index += 1) socket.emit("echo", ...numbered(index));
      for (let index = 0; index < count; index += 1) {
        expect(await socket.take()).toEqual(["echo", ...numbered(index)]);
      }
    },
  },
  {
    title: `keeps the order of ${count} events from the server across an upgrade`,
    play: async (scene) => {
      const { server, socket } = await scene.connect(await startApplication());
      const emit = (index: number) => {
        server.emit("news", ...numbered(index));
        if (index + 1 < count) setImmediate(emit, index + 1);
      };
      emit(0);
      for (let index = 0; index < count; index += 1) {
        expect(await socket.take()).toEqual(["news", ...numbered(index)]);
      }
      await scene.settle(server);
    },
  },
  {
    title: "takes any name for an event that is not reserved",
    play: async (scene) => {
      const { server, socket } = await scene.connect(await startApplication());
      // A refusal has the same name in the older protocol, and says so in another way.
      const names = oddNames.filter((name) => name !== "error" || scene.kind.protocol === 5);
      for (const name of names) server.on(name, (value: unknown) => server.emit(name, value, "back"));
      for (const name of names) {
        socket.emit(name, name);
        expect(await socket.take()).toEqual([name, name, "back"]);
      }
    },
  },
  {
    title: "sends messages without a name",
    play: async (scene) => {
      const { server, socket } = await scene.connect(await startApplication());
      socket.emit("message", "one", 2);
      expect(await socket.take()).toEqual(["message", "one", 2]);
      server.write("written");
      expect(await socket.take()).toEqual(["message", "written"]);
    },
  },
  {
    title: "gets events compressed, and others that should not be",
    play: async (scene) => {
      const application = await startApplication({
        perMessageDeflate: { threshold: 0 },
        httpCompression: { threshold: 0 },
      });
      const { server, socket } = await scene.connect(application);
      const text = "fish and chips ".repeat(5_000);
      server.emit("news", text);
      server.compress(false).emit("news", "plain", text);
      application.io.compress(true).emit("news", "to all", text);
      socket.emit("echo", text);
      expect(await socket.take()).toEqual(["news", text]);
      expect(await socket.take()).toEqual(["news", "plain", text]);
      expect(await socket.take()).toEqual(["news", "to all", text]);
      expect(await socket.take()).toEqual(["echo", text]);
    },
  },
];
