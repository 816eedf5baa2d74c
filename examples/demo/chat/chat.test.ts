import type { Socket } from "@sockeye/client";
import type { ServerOptions } from "@sockeye/server";
import { afterEach, describe, expect, it } from "vitest";

import { granted, heard, Stage } from "../testing/clients.ts";
import type { TestServer } from "../testing/clients.ts";
import { serveChat } from "./chat.ts";
import type { Message, RoomView } from "./events.ts";

const stage = new Stage();
afterEach(() => stage.end());

async function start(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const server = await stage.serve(options);
  serveChat(server.io.of("/chat"));
  return server;
}

/** Somebody in a room. */
async function enter(server: TestServer, name: string, room = "#lobby"): Promise<Socket> {
  const socket = await stage.connect(`${server.url}/chat`, { auth: { name } });
  // As the page does: whoever is asked has got it.
  socket.on("arrived", (_id: string, answer: (yes: true) => void) => answer(true));
  await socket.emitWithAck("enter", room);
  return socket;
}

let count = 0;
function draft(to: string, text: string) {
  count += 1;
  return { id: `message-${count}`, to, text, isPicture: false };
}

/** Cuts the connection as a network does, and waits until it is back. */
async function interrupt(
  server: TestServer,
  socket: Socket,
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  const lost = heard(socket, "disconnect");
  socket.io.reconnection(false);
  server.io
    .of("/chat")
    .sockets.get(socket.id ?? "")
    ?.conn.close();
  await lost;
  await meanwhile();
  socket.io.reconnection(true);
  const back = heard(socket, "connect");
  socket.connect();
  await back;
}

describe("rooms", () => {
  it("tell who is there, who comes and who goes", async () => {
    const server = await start();
    const ada = await enter(server, "Ada");
    const came = heard(ada, "came");
    const bob = await enter(server, "Bob");
    const bobsId = bob.id;
    expect(await came).toEqual([{ id: bobsId, name: "Bob" }]);
    const { visitors } = await granted<RoomView>(bob, "enter", "#lobby");
    expect(visitors).toEqual([
      { id: ada.id, name: "Ada" },
      { id: bobsId, name: "Bob" },
    ]);
    const moved = heard(ada, "went");
    await bob.emitWithAck("enter", "#kitchen");
    expect(await moved).toEqual([bobsId]);
    const cameBack = heard(ada, "came");
    await bob.emitWithAck("enter", "#lobby");
    await cameBack;
    const left = heard(ada, "went");
    bob.disconnect();
    expect(await left).toEqual([bobsId]);
  });

  it("give late comers the last fifty messages of the room", async () => {
    const server = await start();
    // Each of them may say only so much at a time.
    for (let speaker = 0; speaker < 9; speaker += 1) {
      const socket = await enter(server, `Speaker ${speaker}`);
      for (let turn = 0; turn < 6; turn += 1) {
        await socket.emitWithAck("say", draft("#lobby", `${speaker * 6 + turn}`));
      }
    }
    const late = await stage.connect(`${server.url}/chat`, { auth: { name: "Late" } });
    const { history } = await granted<RoomView>(late, "enter", "#lobby");
    const texts = history.map(({ text }) => text);
    expect(texts).toEqual(Array.from({ length: 50 }, (_, index) => String(index + 4)));
    expect((await granted<RoomView>(late, "enter", "#kitchen")).history).toEqual([]);
  });

  it("refuse what is no room, and nobody comes in without a name", async () => {
    const server = await start();
    const ada = await enter(server, "Ada");
    expect(await ada.emitWithAck("enter", "#cellar")).toEqual({ error: "There is no such room." });
    const [error] = await heard(stage.open(`${server.url}/chat`), "connect_error");
    expect((error as Error).message).toBe("A name has 1 to 24 characters.");
  });
});

describe("messages", () => {
  it("have two ticks: the server has it, another window has it", async () => {
    const server = await start();
    const [ada, bob] = [await enter(server, "Ada"), await enter(server, "Bob")];
    await enter(server, "Ada");
    const said = heard(bob, "said");
    const delivered = heard(ada, "delivered");
    const sent = draft("#lobby", " Hello, Bob ");
    const message = await granted<Message>(ada, "say", sent);
    expect(message).toMatchObject({ ...sent, text: "Hello, Bob", from: "Ada" });
    expect(await said).toEqual([message]);
    // Ada's own second window does not count.
    expect(await delivered).toEqual([sent.id, 1]);
  });

  it("of the private kind reach all windows of the two, and nobody else", async () => {
    const server = await start();
    const ada = await enter(server, "Ada");
    const adasOther = await enter(server, "Ada", "#kitchen");
    const bob = await enter(server, "Bob", "#engine room");
    const cy = await enter(server, "Cy");
    const overheard: unknown[] = [];
    cy.onAny((event: string) => overheard.push(event));
    const windows = [heard(adasOther, "said"), heard(bob, "said")];
    const message = await granted<Message>(ada, "say", draft("@Bob", "between us"));
    for (const window of windows) expect(await window).toEqual([message]);
    await cy.emitWithAck("enter", "#lobby");
    expect(overheard).toEqual([]);
    expect((await granted<RoomView>(cy, "enter", "#lobby")).history).toEqual([]);
  });

  it("say who is writing", async () => {
    const server = await start();
    const [ada, bob] = [await enter(server, "Ada"), await enter(server, "Bob")];
    const inRoom = heard(bob, "typing");
    ada.emit("typing", "#lobby");
    expect(await inRoom).toEqual(["Ada", "#lobby"]);
    const privately = heard(bob, "typing");
    ada.emit("typing", "@Bob");
    expect(await privately).toEqual(["Ada", "@Bob"]);
  });

  it("are said once, however often they come", async () => {
    const server = await start();
    const [ada, bob] = [await enter(server, "Ada"), await enter(server, "Bob")];
    const texts: string[] = [];
    bob.on("said", ({ text }: { text: string }) => texts.push(text));
    const sent = draft("#lobby", "once");
    const first = await granted<Message>(ada, "say", sent);
    expect(await granted<Message>(ada, "say", sent)).toEqual(first);
    const last = heard(bob, "said");
    await ada.emitWithAck("say", draft("#lobby", "twice"));
    await last;
    expect(texts).toEqual(["once", "twice"]);
  });

  it.each([
    ["nothing", undefined],
    ["no text", { id: "message-0", to: "#lobby", text: "  " }],
    ["too much text", { id: "message-0", to: "#lobby", text: "x".repeat(2_001) }],
    ["no place", { id: "message-0", to: "lobby", text: "x" }],
    ["a name that is none", { id: "message-0", to: "@", text: "x" }],
    ["an id that is none", { id: "<b>", to: "#lobby", text: "x" }],
  ])("are refused when they are %s", async (_what, given) => {
    const server = await start();
    const ada = await enter(server, "Ada");
    expect(await ada.emitWithAck("say", given)).toEqual({ error: "A message has 1 to 2,000 characters." });
  });

  it("are limited in their rate", async () => {
    const server = await start();
    const ada = await enter(server, "Ada");
    const answers = await Promise.all(
      Array.from({ length: 30 }, (): Promise<object> => ada.emitWithAck("say", draft("#lobby", "fast"))),
    );
    expect(answers.at(-1)).toEqual({ error: "Slow down a little: wait 1 s." });
    expect(answers.filter((answer) => "ok" in answer).length).toBeGreaterThanOrEqual(8);
  });
});

describe("a lost connection", () => {
  it("loses nothing: who comes back is in the room, and hears what was said and who came", async () => {
    const server = await start({ connectionStateRecovery: {} });
    const [ada, bob] = [await enter(server, "Ada"), await enter(server, "Bob")];
    const id = ada.id;
    const missed: unknown[] = [];
    ada.onAny((event: string, first: { text?: string; name?: string }) => {
      missed.push([event, first.text ?? first.name]);
    });
    const gone = heard(bob, "went");
    const returned = new Promise((resolve) => {
      bob.on("came", ({ id: who }: { id: string }) => who === id && resolve(who));
    });
    await interrupt(server, ada, async () => {
      expect((await gone)[0]).toBe(id);
      await bob.emitWithAck("say", draft("#lobby", "while Ada was away"));
      await enter(server, "Cy");
      await bob.emitWithAck("say", draft("@Ada", "in private"));
    });
    expect(ada.recovered).toBe(true);
    expect(await returned).toBe(id);
    expect(missed).toEqual([
      ["said", "while Ada was away"],
      ["came", "Cy"],
      ["said", "in private"],
    ]);
    const said = heard(ada, "said");
    await bob.emitWithAck("say", draft("#lobby", "and now"));
    expect((await said)[0]).toMatchObject({ text: "and now" });
  });
});
