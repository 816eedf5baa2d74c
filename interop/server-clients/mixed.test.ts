import { describe, expect, it, onTestFinished } from "vitest";
import { binary } from "../engine-clients/messages.ts";
import { modeNames } from "../engine-clients/test-client.ts";
import { describePeer } from "../peers/describe-peer.ts";
import { startApplication } from "./application.ts";
import type { ClientKind } from "./client-kind.ts";
import { findPythonWith } from "./find-python.ts";
import { implementation } from "./implementation.ts";
import { client2, client40, client48 } from "./javascript-client.ts";
import { startPython } from "./python-client.ts";
import { createScene, type Connected } from "./scene.ts";

/** Every kind of client over every transport, in one room of one server. */
async function gather(kinds: readonly ClientKind[]) {
  const application = await startApplication();
  const guests: Connected[] = [];
  for (const kind of kinds) {
    for (const mode of modeNames) {
      const guest = await createScene(kind, mode).connect(application);
      await guest.server.join(["everybody", mode, kind.name]);
      guests.push(guest);
    }
  }
  return { application, guests };
}

const news: readonly (readonly unknown[])[] = [
  ["text", "aé€🐟"],
  [binary(300), { nested: [binary(70_000, 5), null] }],
  [],
  ["long ".repeat(30_000)],
  [{ plain: [1, 2, { a: true }] }],
];

/** One packet goes to sessions of both protocols, as text and as bytes, in frames and in payloads. */
async function broadcastToAll(kinds: readonly ClientKind[]): Promise<void> {
  const { application, guests } = await gather(kinds);
  for (const parameters of news) application.io.to("everybody").emit("news", ...parameters);
  const [host] = guests;
  host?.server.to("everybody").emit("news", "from the first to the others");
  application.io.emit("fence");
  for (const guest of guests) {
    for (const parameters of news) expect(await guest.socket.take()).toEqual(["news", ...parameters]);
    if (guest !== host) expect(await guest.socket.take()).toEqual(["news", "from the first to the others"]);
    expect(await guest.socket.take()).toEqual(["fence"]);
  }
}

async function askAll(kinds: readonly ClientKind[]): Promise<void> {
  const { application, guests } = await gather(kinds);
  const answers: unknown = await application.io.timeout(20_000).emitWithAck("question", binary(5), "?");
  expect(answers).toEqual(guests.map(() => "answer"));
  for (const { socket } of guests) expect(await socket.take()).toEqual(["question", binary(5), "?"]);
  expect(await application.io.in("everybody").except("polling").fetchSockets()).toHaveLength(
    guests.length - kinds.length,
  );
}

const meetings = [
  ["hear the same broadcasts", broadcastToAll],
  ["answer the same question", askAll],
] as const;

const javascript = [client48, client40, client2];

describe(`${implementation.name}: all clients in JavaScript at once`, () => {
  it.each(meetings)("%s", (_title, meet) => meet(javascript));
});

describePeer(
  `${implementation.name}: all clients at once`,
  { program: findPythonWith("socketio", "aiohttp"), install: "python3-socketio and python3-aiohttp" },
  (command) => {
    it.each(meetings)("%s", async (_title, meet) => {
      const python = startPython(command);
      onTestFinished(() => python.stop());
      await meet([...javascript, python]);
    });
  },
);
