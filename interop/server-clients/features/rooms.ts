import { expect } from "vitest";
import { binary } from "../../engine-clients/messages.ts";
import { startApplication, type Application } from "../application.ts";
import type { Connected, Scene } from "../scene.ts";
import type { Feature } from "./feature.ts";

/** Three clients: the first in room a, the second in a and b, the third in b. */
async function three(scene: Scene): Promise<{ application: Application; clients: readonly Connected[] }> {
  const application = await startApplication();
  const clients: Connected[] = [];
  for (const rooms of [["a"], ["a", "b"], ["b"]]) {
    const connected = await scene.connect(application);
    await connected.server.join(rooms);
    clients.push(connected);
  }
  return { application, clients };
}

/** What each of them sees until the broadcast to all that ends the play. */
async function heard(application: Application, clients: readonly Connected[]): Promise<unknown[][]> {
  application.io.emit("fence");
  return Promise.all(
    clients.map(async ({ socket }) => {
      const news: unknown[] = [];
      for (;;) {
        const [event, ...parameters] = await socket.take();
        if (event === "fence") return news;
        news.push(parameters.length === 1 ? parameters[0] : parameters);
      }
    }),
  );
}

type Say = (application: Application, clients: readonly Connected[]) => unknown;

/** What is said, and which of the three hear it. */
const broadcasts: readonly (readonly [string, Say, readonly boolean[]])[] = [
  ["to all", ({ io }) => io.emit("news", "x"), [true, true, true]],
  ["to a room", ({ io }) => io.to("a").emit("news", "x"), [true, true, false]],
  ["in a room, by in()", ({ io }) => io.in("b").emit("news", "x"), [false, true, true]],
  ["to two rooms, once for each", ({ io }) => io.to("a").to("b").emit("news", "x"), [true, true, true]],
  ["to a list of rooms", ({ io }) => io.to(["a", "nobody's"]).emit("news", "x"), [true, true, false]],
  ["to a room that is empty", ({ io }) => io.to("nobody's").emit("news", "x"), [false, false, false]],
  ["to all except a room", ({ io }) => io.except("a").emit("news", "x"), [false, false, true]],
  ["to a room except another", ({ io }) => io.to("a").except("b").emit("news", "x"), [true, false, false]],
  ["to all, by send()", ({ io }) => io.send("x"), [true, true, true]],
  ["to all of this node", ({ io }) => io.local.emit("news", "x"), [true, true, true]],
  [
    "to one, by its id",
    ({ io }, [, second]) => io.to(String(second?.server.id)).emit("news", "x"),
    [false, true, false],
  ],
  [
    "to all except one, by its id",
    ({ io }, [, second]) => io.except(String(second?.server.id)).emit("news", "x"),
    [true, false, true],
  ],
  ["from one to all others", (_, [first]) => first?.server.broadcast.emit("news", "x"), [false, true, true]],
  ["from one to its room", (_, [first]) => first?.server.to("a").emit("news", "x"), [false, true, false]],
  [
    "from one to others except a room",
    (_, [, second]) => second?.server.except("b").emit("news", "x"),
    [true, false, false],
  ],
  [
    "from one to another, by its id",
    (_, [first, , third]) => first?.server.to(String(third?.server.id)).emit("news", "x"),
    [false, false, true],
  ],
];

async function play(scene: Scene, say: Say, hearers: readonly boolean[]): Promise<void> {
  const { application, clients } = await three(scene);
  say(application, clients);
  expect(await heard(application, clients)).toEqual(hearers.map((hears) => (hears ? ["x"] : [])));
}

const broadcasting: readonly Feature[] = broadcasts.map(([name, say, hearers]) => ({
  title: `broadcasts ${name}`,
  play: (scene) => play(scene, say, hearers),
}));

export const rooms: readonly Feature[] = [
  ...broadcasting,
  {
    title: "broadcasts text and bytes of all sizes",
    play: async (scene) => {
      const { application, clients } = await three(scene);
      const all = ["€", "long ".repeat(20_000), binary(10), { nested: [binary(70_000, 3)] }, { plain: true }];
      for (const one of all) application.io.to(["a", "b"]).emit("news", one);
      expect(await heard(application, clients)).toEqual([all, all, all]);
    },
  },
  {
    title: "joins and leaves when clients ask for it, and talks among them",
    play: async (scene) => {
      const application = await startApplication();
      const [first, second] = [await scene.connect(application), await scene.connect(application)];
      const joined = await first.socket.call("join", ["x", "y"]);
      expect(joined).toEqual([[first.server.id, "x", "y"].toSorted()]);
      expect(await second.socket.call("join", "x")).toEqual([[second.server.id, "x"].toSorted()]);
      second.socket.emit("say to", "x", "in x");
      expect(await first.socket.take()).toEqual(["news", "in x"]);
      expect(await first.socket.call("leave", "x")).toEqual([[first.server.id, "y"].toSorted()]);
      second.socket.emit("say to", "x", "nobody hears this");
      second.socket.emit("say to others", "to others", binary(5));
      expect(await first.socket.take()).toEqual(["news", "to others", binary(5)]);
      expect(application.io.of("/").adapter.rooms.get("x")).toEqual(new Set([second.server.id]));
      application.io.emit("fence");
      expect(await second.socket.take()).toEqual(["fence"]);
    },
  },
  {
    title: "answers broadcasts, each client for itself",
    play: async (scene) => {
      const { application, clients } = await three(scene);
      expect(await application.io.timeout(20_000).emitWithAck("question", 1)).toEqual(
        Array(3).fill("answer"),
      );
      const result = new Promise<unknown[]>((resolve) => {
        const operator = application.io.to("a").timeout(20_000);
        operator.emit("question", binary(4), (...given: unknown[]) => resolve(given));
      });
      expect(await result).toEqual([null, ["answer", "answer"]]);
      expect(await application.io.to("nobody's").timeout(20_000).emitWithAck("question", 3)).toEqual([]);
      expect(await heard(application, clients)).toEqual([[1, binary(4)], [1, binary(4)], [1]]);
    },
  },
  {
    title: "gives the answers that came when some keep silent",
    needs: ["silence"],
    play: async (scene) => {
      const { application, clients } = await three(scene);
      const silent = clients[1]?.server.id;
      const failure = await application.io
        .timeout(600)
        .emitWithAck("silence", silent)
        .then(
          () => undefined,
          (error: unknown) => error as Error & { responses: unknown },
        );
      expect(failure?.message).toBe("operation has timed out");
      expect(failure?.responses).toEqual(["answer", "answer"]);
      expect(await heard(application, clients)).toEqual([[silent], [silent], [silent]]);
    },
  },
];
