import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";

import { launchChromium } from "../../interop/peers/chromium.ts";
import { findChromium } from "../../interop/peers/find-programs.ts";
import { parseName, parseText, type ClientToServer, type ServerToClient } from "./protocol.ts";
import { startRooms, type Rooms } from "./rooms.ts";

type Client = Socket<ServerToClient, ClientToServer>;

const executable = findChromium();
const note = executable === undefined ? " (skipped: no chromium here; Debian package: chromium)" : "";

describe("rooms", () => {
  let rooms: Rooms;
  beforeEach(async () => {
    rooms = await startRooms(0, { seenWithin: 500 });
  });
  afterEach(() => rooms.close());

  async function enter(name: unknown): Promise<Client> {
    const client: Client = io(rooms.url, { auth: { name }, forceNew: true, reconnection: false });
    onTestFinished(() => {
      client.disconnect();
    });
    await new Promise<void>((resolve, reject) => {
      client.on("connect", resolve);
      client.on("connect_error", reject);
    });
    return client;
  }
  const hear = (client: Client, event: keyof ServerToClient): Promise<unknown[]> =>
    new Promise((resolve) => client.once(event, (...args: unknown[]) => resolve(args)));

  it("lets people join, hear each other, and leave", async () => {
    const ada = await enter("Ada");
    const bob = await enter("Bob");
    expect(await ada.emitWithAck("join", "Salmon")).toEqual({ ok: true, people: ["Ada"] });
    const joined = hear(ada, "joined");
    expect(await bob.emitWithAck("join", "Salmon")).toEqual({ ok: true, people: ["Ada", "Bob"] });
    expect(await joined).toEqual(["Salmon", "Bob"]);
    const heard: unknown[] = [];
    ada.on("said", (room, name, text, answer) => {
      heard.push([room, name, text]);
      answer(true);
    });
    expect(await bob.emitWithAck("say", "Salmon", "upstream!")).toEqual({ ok: true, seen: 1 });
    expect(heard).toEqual([["Salmon", "Bob", "upstream!"]]);
    const left = [hear(bob, "left"), hear(ada, "left")] as const;
    expect(await ada.emitWithAck("leave", "Salmon")).toEqual({ ok: true });
    expect(await left[0]).toEqual(["Salmon", "Ada"]);
    expect(await ada.emitWithAck("join", "Salmon")).toMatchObject({ ok: true });
    bob.disconnect();
    expect(await left[1]).toEqual(["Salmon", "Bob"]);
  });

  it("counts those who have seen a text, and does not wait for the others", async () => {
    const [ada, bob, eve] = [await enter("Ada"), await enter("Bob"), await enter("Eve")];
    for (const client of [ada, bob, eve]) await client.emitWithAck("join", "Salmon");
    bob.on("said", (_room, _name, _text, answer) => answer(true));
    expect(await ada.emitWithAck("say", "Salmon", "anybody?")).toEqual({ ok: true, seen: 1 });
  });

  it("says why a request is refused", async () => {
    await expect(enter("")).rejects.toThrow("a name has 1 to 30 letters and digits");
    await expect(enter({ length: 3 })).rejects.toThrow("a name has 1 to 30 letters and digits");
    const ada = await enter("Ada");
    const refused = (why: string) => ({ ok: false, why });
    expect(await ada.emitWithAck("join", "")).toEqual(
      refused("a room has a name of 1 to 30 letters and digits"),
    );
    expect(await ada.emitWithAck("say", "Salmon", "hello")).toEqual(refused("join the room first"));
    expect(await ada.emitWithAck("leave", "Salmon")).toEqual(refused("join the room first"));
    expect(await ada.emitWithAck("say", "Salmon", " ")).toEqual(refused("a text has 1 to 1,000 characters"));
    for (let number = 0; number < 10; number++) await ada.emitWithAck("join", `Room ${number}`);
    expect(await ada.emitWithAck("join", "Salmon")).toEqual(refused("leave another room first"));
  });

  it("keeps the rooms of sockets to themselves", async () => {
    // Not every id could be the name of a room.
    let ada = await enter("Ada");
    while (parseName(ada.id) === undefined) ada = await enter("Ada");
    const bob = await enter("Bob");
    expect(await bob.emitWithAck("join", ada.id ?? "")).toEqual({ ok: true, people: ["Bob"] });
  });

  it("survives requests without a way to answer", async () => {
    const error = vi.spyOn(console, "error").mockReturnValue();
    const reported = new Promise<void>((resolve) => error.mockImplementation(() => resolve()));
    const ada = await enter("Ada");
    (ada as Socket).emit("join", "Salmon");
    await reported;
    error.mockRestore();
    expect(await ada.emitWithAck("join", "Salmon")).toEqual({ ok: true, people: ["Ada"] });
  });

  it.skipIf(executable === undefined)(`has a page that speaks the protocol${note}`, async () => {
    const browser = await launchChromium(executable ?? "");
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (problem) => problems.push(String(problem)));
    await page.goto(rooms.url);
    const log = page.locator("pre");
    const submit = async (form: string, text: string) => {
      await page.locator(`#${form} input`).fill(text);
      await page.locator(`#${form} button`).click();
    };
    await submit("enter", "Ada");
    await log.getByText("welcome, Ada").waitFor();
    const bob = await enter("Bob");
    await bob.emitWithAck("join", "Salmon");
    await submit("join", "Salmon");
    await log.getByText("in Salmon: Bob, Ada").waitFor();
    expect(await bob.emitWithAck("say", "Salmon", "aé€🐟 <b>")).toEqual({ ok: true, seen: 1 });
    await log.getByText("Salmon, Bob: aé€🐟 <b>").waitFor();
    bob.on("said", (_room, _name, _text, answer) => answer(true));
    const said = hear(bob, "said");
    await submit("say", "hello");
    expect((await said).slice(0, 3)).toEqual(["Salmon", "Ada", "hello"]);
    await log.getByText("seen by 1").waitFor();
    expect(problems).toEqual([]);
  });

  it("has nothing else", async () => {
    expect((await fetch(`${rooms.url}/other`)).status).toBe(404);
  });
});

describe("what clients send", () => {
  it.each([
    [" Ada ", "Ada"],
    ["Åsa-Lena 2", "Åsa-Lena 2"],
    ["a".repeat(30), "a".repeat(30)],
    ["a".repeat(31), undefined],
    ["", undefined],
    ["-", undefined],
    ["<b>", undefined],
    [7, undefined],
  ])("is a name: %j -> %j", (given, name) => {
    expect(parseName(given)).toBe(name);
  });

  it.each([
    [" hi ", "hi"],
    ["", undefined],
    ["x".repeat(1_001), undefined],
    [null, undefined],
  ])("is a text: %j", (given, text) => {
    expect(parseText(given)).toBe(text);
  });
});
