import { expect } from "vitest";
import msgpackParser from "socket.io-msgpack-parser";
import { binary } from "../../engine-clients/messages.ts";
import { refusal, startApplication, type Application } from "../application.ts";
import type { OpenOptions } from "../scene.ts";
import type { Feature } from "./feature.ts";

const start = (): Promise<Application> => startApplication({ parser: msgpackParser });

const speaking = { parser: msgpackParser } satisfies OpenOptions;

const parameters: readonly unknown[] = [
  "aé€🐟",
  1.5,
  null,
  { a: [binary(300), { b: false }] },
  binary(70_000),
];

export const parser: readonly Feature[] = [
  {
    title: "exchanges events and acknowledgements in MessagePack",
    needs: ["parsers"],
    play: async (scene) => {
      const { server, socket } = await scene.connect(await start(), speaking);
      socket.emit("echo", ...parameters);
      expect(await socket.take()).toEqual(["echo", ...parameters]);
      expect(await socket.call("echo", ...parameters)).toEqual(parameters);
      expect(await server.emitWithAck("question", ...parameters)).toBe("answer");
      expect(await socket.take()).toEqual(["question", ...parameters]);
    },
  },
  {
    title: "hears broadcasts in MessagePack",
    needs: ["parsers"],
    play: async (scene) => {
      const application = await start();
      const { server, socket } = await scene.connect(application, speaking);
      await server.join("a");
      application.io.to("a").emit("news", ...parameters);
      application.io.except("a").emit("news", "to others");
      expect(await socket.take()).toEqual(["news", ...parameters]);
      expect(await application.io.timeout(20_000).emitWithAck("question")).toEqual(["answer"]);
      expect(await socket.take()).toEqual(["question"]);
      server.disconnect();
      expect(await socket.take()).toEqual(["disconnect", "io server disconnect"]);
    },
  },
  {
    title: "uses namespaces and is refused in MessagePack",
    needs: ["parsers", "auth"],
    play: async (scene) => {
      const application = await start();
      const names = ["/static", "/guarded", "/unknown"];
      const client = await scene.open(application, { namespaces: names, ...speaking });
      const seen = await Promise.all(names.map((name) => client.socket(name).take()));
      expect(seen).toEqual([
        ["connect"],
        scene.refused(refusal.message, refusal.data),
        scene.refused("Invalid namespace"),
      ]);
      expect(await client.socket("/static").call("echo", binary(3))).toEqual([binary(3)]);
    },
  },
];
