import { expect } from "vitest";
import { startApplication } from "../application.ts";
import { publishedSocket } from "../scene.ts";
import type { Feature } from "./feature.ts";

const timedOut = "operation has timed out";

export const acknowledgements: readonly Feature[] = [
  {
    title: "matches answers with questions, in whatever order they come",
    play: async (scene) => {
      const { socket } = await scene.connect(await startApplication());
      const asked = ["a", "b", "c", "d", "e", "f"];
      const answers = await Promise.all(asked.map((value) => socket.call("three backwards", value)));
      expect(answers).toEqual(asked.map((value) => [value]));
    },
  },
  {
    title: "gets the first of two answers",
    play: async (scene) => {
      const { socket } = await scene.connect(await startApplication());
      expect(await socket.call("twice")).toEqual(["first"]);
      expect(await socket.call("echo", "afterwards")).toEqual(["afterwards"]);
    },
  },
  {
    title: "answers the server's emitWithAck, with and without a timeout",
    play: async (scene) => {
      const { server, socket } = await scene.connect(await startApplication());
      expect(await server.emitWithAck("question", 1)).toBe("answer");
      expect(await server.timeout(20_000).emitWithAck("question", 2)).toBe("answer");
      const answer = new Promise<unknown[]>((resolve) => {
        server.timeout(20_000).emit("question", 3, (...given: unknown[]) => resolve(given));
      });
      expect(await answer).toEqual([null, "answer", 3]);
      for (const parameter of [1, 2, 3]) expect(await socket.take()).toEqual(["question", parameter]);
    },
  },
  {
    title: "keeps many questions of the server apart",
    play: async (scene) => {
      const { server, socket } = await scene.connect(await startApplication());
      const numbers = Array.from({ length: 50 }, (_, index) => index);
      const answers = numbers.map(
        (number) =>
          new Promise<unknown[]>((resolve) => {
            server.emit("question", number, (...given: unknown[]) => resolve(given));
          }),
      );
      expect(await Promise.all(answers)).toEqual(numbers.map((number) => ["answer", number]));
      for (const number of numbers) expect(await socket.take()).toEqual(["question", number]);
    },
  },
  {
    title: "lets the server's patience end when it keeps silent",
    needs: ["silence"],
    play: async (scene) => {
      const { server, socket } = await scene.connect(await startApplication());
      await expect(server.timeout(30).emitWithAck("silence")).rejects.toThrow(timedOut);
      const failure = new Promise<Error>((resolve) => {
        server.timeout(30).emit("silence", resolve);
      });
      expect((await failure).message).toBe(timedOut);
      expect(await server.emitWithAck("question")).toBe("answer");
      const seen = [await socket.take(), await socket.take(), await socket.take()];
      expect(seen).toEqual([["silence"], ["silence"], ["question"]]);
    },
  },
  {
    title: "waits with emitWithAck",
    needs: ["emitWithAck"],
    play: async (scene) => {
      const { socket } = await scene.connect(await startApplication());
      const published = publishedSocket(socket);
      expect(await published.emitWithAck("echo", "first", "second")).toBe("first");
      expect(await published.timeout(20_000).emitWithAck("echo", Buffer.from("bytes"))).toEqual(
        Buffer.from("bytes"),
      );
    },
  },
  {
    title: "loses patience with a server that keeps silent",
    needs: ["timeouts"],
    play: async (scene) => {
      const { socket } = await scene.connect(await startApplication());
      const published = publishedSocket(socket);
      const failure = new Promise<Error>((resolve) => {
        published.timeout(30).emit("nobody listens", resolve);
      });
      expect((await failure).message).toBe(timedOut);
      expect(await socket.call("echo", "afterwards")).toEqual(["afterwards"]);
    },
  },
  {
    title: "sends again what was not acknowledged, one event at a time",
    needs: ["retries"],
    play: async (scene) => {
      const application = await startApplication();
      const { server, socket } = await scene.connect(application, { retries: 9, ackTimeout: 400 });
      const attempts: unknown[] = [];
      server.on("insistent", (value: unknown, done: (answer: string) => void) => {
        attempts.push(value);
        // The first attempt gets no answer.
        if (attempts.length > 1) done(`attempt ${attempts.length}`);
      });
      const published = publishedSocket(socket);
      const answers = ["one", "two"].map(
        (value) =>
          new Promise<unknown[]>((resolve) => {
            published.emit("insistent", value, (...given: unknown[]) => resolve(given));
          }),
      );
      const answered = [null, expect.stringMatching(/^attempt/u)];
      expect(await Promise.all(answers)).toEqual([answered, answered]);
      // A slow machine may need more of them.
      expect(attempts.slice(0, 2)).toEqual(["one", "one"]);
      expect(attempts.filter((value, index) => value !== attempts[index - 1])).toEqual(["one", "two"]);
    },
  },
];
