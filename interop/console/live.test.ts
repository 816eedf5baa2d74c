/** The live view of a server with real clients. */
import { io as connect, type Socket } from "@sockeye/client";
import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { Crowd, heard } from "./stage/crowd.ts";
import { describeConsole } from "./stage/describe-console.ts";
import { eventually } from "./stage/eventually.ts";
import { countSamples } from "./stage/page-checks.ts";
import { goTo } from "./stage/playground.ts";
import type { ConsoleSetting } from "./stage/serve-console.ts";

/** Where page and server talk; nobody else does. */
const CONSOLE_NAMESPACE = "/sockeye-console";

/** A figure of the overview; its first part is the number. */
const figure = (page: Page, label: string): Locator =>
  page.locator("dl > div").filter({ has: page.locator("dt").getByText(label, { exact: true }) });

const showTab = (page: Page, name: string): Promise<void> =>
  page.getByRole("tab", { name, exact: true }).click();

const rows = (page: Page): Locator => page.getByRole("table").locator("tbody tr");

/** What narrows the list of sockets. */
const filters = (page: Page): Locator => page.getByRole("search", { name: "Sockets" });

const pager = (page: Page): Locator => page.getByRole("navigation", { name: "Pages of sockets" });

/** Looks into the socket of a client. */
async function lookInto(page: Page, client: Socket): Promise<void> {
  await showTab(page, "Sockets");
  await filters(page)
    .getByLabel("Search")
    .fill(client.id ?? "");
  await page.getByRole("button", { name: client.id ?? "" }).click();
  await page.getByRole("heading", { name: client.id ?? "" }).waitFor();
}

describeConsole("the live view", (stage) => {
  /** A server of which some clients are at the river, others at the lake, and some read the news. */
  async function openServer(setting: ConsoleSetting = {}) {
    const { page, console } = await stage.openConsole(setting);
    const { io, origin } = console;
    const crowd = new Crowd(origin);
    stage.atEnd(() => crowd.leave());
    io.on("connection", (socket) => socket.join(String(socket.handshake.query["room"] ?? "lake")));
    io.of("/news");
    await goTo(page, "Live server");
    return { page, io, origin, crowd };
  }

  it("shows figures that agree with the server", async () => {
    const { page, io, crowd } = await openServer();
    const polling = await crowd.gather(6, { transports: ["polling"] });
    await crowd.gather(14);
    await crowd.gather(4, { namespace: "/news" });
    const number = (label: string) => async (): Promise<number> =>
      Number(await figure(page, label).locator("dd").first().textContent());
    await eventually(number("Connections")).toBe(24);
    // The console's own connection is left out.
    expect(io.engine.clientsCount).toBe(25);
    expect(await number("Sockets")()).toBe(io.of("/").sockets.size + io.of("/news").sockets.size);
    await figure(page, "Connections").getByText("75 % by WebSocket").waitFor();
    await eventually(async () => {
      io.emit("tick");
      return number("Messages out")();
    }).toBeGreaterThan(0);
    for (const client of polling) client.disconnect();
    await eventually(number("Connections")).toBe(18);
    await figure(page, "Connections").getByText("100 % by WebSocket").waitFor();
    const closes = page.getByRole("row", { name: /transport close|client/ });
    await eventually(() => closes.locator("td").allTextContents()).toEqual(["6"]);
    await page
      .getByRole("figure")
      .getByText(/Connections by transport/)
      .first()
      .waitFor();
  });

  it("lists namespaces and rooms, and leads to the sockets in them", async () => {
    const { page, crowd } = await openServer();
    await crowd.gather(3, { query: { room: "<img src=x onerror=alert(1)>" } });
    await crowd.gather(2);
    await crowd.gather(4, { namespace: "/news" });
    await showTab(page, "Namespaces and rooms");
    const cells = (name: string | RegExp): Promise<string[]> =>
      page.getByRole("row", { name }).first().locator("td").allTextContents();
    await eventually(() => cells(/^\/ /)).toEqual(["/", "5", "2"]);
    expect(await cells(/^\/news/)).toEqual(["/news", "4", "0"]);
    // What clients call their rooms is text.
    await eventually(() => cells("<img")).toEqual(["<img src=x onerror=alert(1)>", "3"]);
    await page.getByLabel("Search rooms").fill("LAKE");
    await page.getByRole("button", { name: "<img" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "lake", exact: true }).click();
    await eventually(() => rows(page).count()).toBe(2);
    expect(await filters(page).getByLabel("Room").inputValue()).toBe("lake");
  });

  it("lists sockets: pages, order, search and filters are the server's work", async () => {
    const { page, crowd } = await openServer();
    const [oldest] = await crowd.gather(2, { transports: ["polling"], query: { room: "river" } });
    const inLake = await crowd.gather(50);
    await crowd.gather(3, { namespace: "/news" });
    await showTab(page, "Sockets");
    await pager(page).getByText("1 to 50 of 52 sockets").waitFor();
    expect(await rows(page).count()).toBe(50);
    await rows(page)
      .first()
      .getByText(inLake.at(-1)?.id ?? "")
      .waitFor();
    await pager(page).getByRole("button", { name: "Next" }).click();
    await pager(page).getByText("51 to 52 of 52 sockets").waitFor();
    await eventually(() => rows(page).count()).toBe(2);
    await filters(page).getByLabel("Order").selectOption("Oldest first");
    await rows(page)
      .first()
      .getByText(oldest?.id ?? "")
      .waitFor();
    await filters(page).getByLabel("Transport").selectOption("polling");
    await pager(page).getByText("2 sockets").waitFor();
    await filters(page).getByLabel("Search").fill("lake");
    await page.getByText("No socket fits.").waitFor();
    await filters(page).getByLabel("Transport").selectOption("");
    await pager(page).getByText("50 sockets").waitFor();
    await filters(page)
      .getByLabel("Search")
      .fill(inLake[7]?.id ?? "");
    await pager(page).getByText("1 socket").waitFor();
    await filters(page).getByLabel("Search").fill("");
    await filters(page).getByLabel("Room").fill("river");
    await pager(page).getByText("2 sockets").waitFor();
    await filters(page).getByLabel("Namespace").selectOption("/news");
    await pager(page).getByText("3 sockets").waitFor();
  });

  it("looks into a socket, and keeps its secrets", async () => {
    const { page, io, crowd } = await openServer();
    const client = await crowd.add({
      auth: { token: "hunter2" },
      query: { room: "river", city: "Bergen", token: "hunter3" },
      extraHeaders: { cookie: "session=hunter4", "x-boat": "red" },
    });
    const socket = io.of("/").sockets.get(client.id ?? "");
    Object.assign(socket?.data ?? {}, { name: "Ada", password: "hunter5" });
    await lookInto(page, client);
    const details = page.getByRole("tabpanel", { name: "Details" });
    for (const shown of ["Bergen", "red", '"name": "Ada"', "127.0.0.1"])
      await details.getByText(shown).first().waitFor();
    expect(await details.textContent()).toContain("hidden");
    expect(await page.locator("body").textContent()).not.toContain("hunter");
    await details.getByRole("button", { name: "river" }).click();
    await pager(page).getByText("1 socket").waitFor();
  });

  it("follows a socket while it is looked at", async () => {
    const { page, io, crowd } = await openServer();
    const client = await crowd.add();
    await lookInto(page, client);
    await showTab(page, "Packets");
    const packets = page.getByRole("treeitem");
    await eventually(async () => {
      client.emit("greet", "otter");
      return packets.getByText("EVENT greet").count();
    }).toBeGreaterThan(0);
    io.emit("answer", Buffer.from([1, 2, 3]));
    await packets.getByText("BINARY_EVENT answer").click();
    await page
      .getByRole("region", { name: "Bytes" })
      .getByRole("heading", { name: /BINARY_EVENT answer/ })
      .waitFor();
    const conn = io.of("/").sockets.get(client.id ?? "")?.conn;
    const listening = (): number => conn?.listenerCount("packet") ?? 0;
    const whileFollowed = listening();
    await page.getByRole("button", { name: "All sockets" }).click();
    await eventually(listening).toBeLessThan(whileFollowed);
  });

  it("acts on a socket: what it says is done", async () => {
    const { page, io, crowd } = await openServer();
    const client = await crowd.add();
    const roomsOfClient = (): string[] => [...(io.of("/").sockets.get(client.id ?? "")?.rooms ?? [])];
    await lookInto(page, client);
    await showTab(page, "Act");
    const emitForm = page.getByRole("form", { name: "Emit an event" });
    await emitForm.getByLabel("Event", { exact: true }).fill("notice");
    await emitForm.getByLabel("Arguments, a JSON list").fill('["high tide", {"metres": 3}');
    expect(await emitForm.getByRole("button").isDisabled()).toBe(true);
    await emitForm.getByLabel("Arguments, a JSON list").fill('["high tide", {"metres": 3}]');
    const notice = heard(client, "notice");
    await emitForm.getByRole("button").click();
    expect(await notice).toEqual(["high tide", { metres: 3 }]);
    const roomForm = page.getByRole("form", { name: "Rooms" });
    await roomForm.getByLabel("Room").fill("attic");
    await roomForm.getByRole("button", { name: "Join" }).click();
    await eventually(roomsOfClient).toContain("attic");
    await page.getByText("“attic” was joined by this socket.").waitFor();
    await roomForm.getByRole("button", { name: "Leave" }).click();
    await eventually(roomsOfClient).not.toContain("attic");
    const ended = heard(client, "disconnect");
    await page.getByRole("button", { name: "Disconnect…" }).click();
    expect(client.connected).toBe(true);
    await page.getByRole("button", { name: "Disconnect", exact: true }).click();
    expect((await ended)[0]).toBe("io server disconnect");
    await page.getByText("The server disconnected this socket.").waitFor();
  });

  it("acts on everybody in a room, and on nobody else", async () => {
    const { page, crowd } = await openServer();
    const atRiver = await crowd.gather(3, { query: { room: "river" } });
    const [atLake] = await crowd.gather(1);
    const overheard: unknown[] = [];
    atLake?.onAny((...event: unknown[]) => overheard.push(event));
    await showTab(page, "Sockets");
    await filters(page).getByLabel("Room").fill("river");
    await page.getByText("Act on all sockets in the room river of /").click();
    await page.getByLabel("Event", { exact: true }).fill("flood");
    const warned = Promise.all(atRiver.map((client) => heard(client, "flood")));
    await page.getByRole("button", { name: "Emit to all sockets in the room river" }).click();
    await warned;
    // What comes after it has overtaken nothing.
    const later = atLake && heard(atLake, "later");
    await filters(page).getByLabel("Room").fill("lake");
    await page.getByLabel("Event", { exact: true }).fill("later");
    await page.getByRole("button", { name: "Emit to all sockets in the room lake" }).click();
    await later;
    expect(overheard).toEqual([["later"]]);
  });

  it("only looks where nothing else is allowed, and says so; the server refuses as well", async () => {
    const { page, origin, crowd } = await openServer({ allow: [] });
    const client = await crowd.add();
    await page.getByText("read-only").waitFor();
    await lookInto(page, client);
    await showTab(page, "Act");
    await page.getByText("This console only looks.").waitFor();
    expect(await page.getByRole("form").count()).toBe(0);
    await showTab(page, "Packets");
    await page.getByText("This console does not show packets.").waitFor();
    const intruder = connect(origin + CONSOLE_NAMESPACE, { forceNew: true, transports: ["websocket"] });
    stage.atEnd(() => intruder.disconnect());
    const act = { action: "disconnect", target: { namespace: "/", socket: client.id } };
    const answer = (await intruder.emitWithAck("act", act)) as { readonly error?: string };
    expect(answer.error).toContain("allow");
    expect(client.connected).toBe(true);
  });

  it("opens with the token only, and keeps it to itself", async () => {
    const { page } = await openServer({ auth: { token: "open sesame" } });
    const unlock = async (token: string): Promise<void> => {
      await page.getByLabel("Token").fill(token);
      await page.getByRole("button", { name: "Unlock" }).click();
    };
    const stored = (): Promise<string> =>
      page.evaluate("JSON.stringify([{ ...localStorage }, location.href])");
    const storedInTab = (): Promise<string> => page.evaluate("JSON.stringify({ ...sessionStorage })");
    await unlock("mellon");
    await page.getByText("This is not the token of this console.").waitFor();
    await unlock("open sesame");
    await page.getByRole("figure").first().waitFor();
    expect(await stored()).not.toContain("sesame");
    expect(await storedInTab()).not.toContain("sesame");
    await page.reload();
    await page.getByLabel("Remember it until this tab is closed").check();
    await unlock("open sesame");
    await page.getByRole("figure").first().waitFor();
    expect(await stored()).not.toContain("sesame");
    await page.reload();
    await page.getByRole("figure").first().waitFor();
    expect(await page.getByLabel("Token").count()).toBe(0);
  });

  it("is told nothing any more once one has gone to another view", async () => {
    const { page, origin } = await openServer();
    await page.getByRole("figure").first().waitFor();
    const samples = countSamples(page);
    await page.reload();
    await eventually(samples).toBeGreaterThan(0);
    await goTo(page, "Playground");
    // Somebody else looks: from then on samples are made for both, or for one.
    const other = await stage.openPage("about:blank");
    const samplesOfOther = countSamples(other);
    await other.goto(`${origin}/console/#live`);
    await eventually(samplesOfOther).toBeGreaterThan(0);
    const before = samples();
    const beforeOfOther = samplesOfOther();
    await eventually(samplesOfOther).toBeGreaterThan(beforeOfOther + 1);
    expect(samples()).toBe(before);
    await goTo(page, "Live server");
    await eventually(samples).toBeGreaterThan(before);
  });

  it("keeps the figures when the connection is lost, says so, and goes on when it is back", async () => {
    let isDown = false;
    const { page, io, crowd } = await openServer({
      server: { allowRequest: (_request, decide) => decide(null, !isDown) },
    });
    await crowd.gather(2);
    const connections = figure(page, "Connections").locator("dd").first();
    await eventually(() => connections.textContent()).toBe("2");
    isDown = true;
    for (const { conn } of io.of(CONSOLE_NAMESPACE).sockets.values()) conn.close();
    const notice = page.getByRole("alert");
    await notice.getByText(/connection.* is lost\. .* from \d\d:\d\d:\d\d\./).waitFor();
    expect(await connections.textContent()).toBe("2");
    isDown = false;
    await crowd.add();
    await notice.waitFor({ state: "detached" });
    await eventually(() => connections.textContent()).toBe("3");
  });
});
