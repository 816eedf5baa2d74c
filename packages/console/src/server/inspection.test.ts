import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ask, askFor, ConsoleBench, once, type PageClient } from "./testing/console-bench.ts";

let bench: ConsoleBench;
let page: PageClient;

beforeEach(async () => {
  bench = await new ConsoleBench({ allow: ["emit", "join", "leave", "disconnect", "follow"] }).listen();
  page = await bench.page();
});

afterEach(() => bench.dispose());

const FIRST = { offset: 0, limit: 100 };
const MAIN = { ...FIRST, namespace: "/", sort: "oldest" };

describe("namespaces and rooms", () => {
  it("are listed with their sizes, the largest first, without the console's own", async () => {
    const a = await bench.client("/");
    await bench.client("/");
    bench.io.of("/admin");
    const [first] = [...bench.io.sockets.sockets.values()];
    await first!.join(["kitchen", "hall"]);
    bench.io.in("x").socketsJoin("x");
    bench.io.socketsJoin("kitchen");
    expect(await askFor(page, "namespaces", FIRST)).toEqual({
      total: 2,
      rows: [
        { name: "/", sockets: 2, rooms: 2 },
        { name: "/admin", sockets: 0, rooms: 0 },
      ],
    });
    expect(await askFor(page, "namespaces", { search: "ADM", offset: 0, limit: 1 })).toMatchObject({
      total: 1,
      rows: [{ name: "/admin" }],
    });
    expect(await askFor(page, "rooms", { ...FIRST, namespace: "/" })).toEqual({
      total: 2,
      rows: [
        { name: "kitchen", sockets: 2 },
        { name: "hall", sockets: 1 },
      ],
    });
    expect(await askFor(page, "rooms", { namespace: "/", search: "", offset: 1, limit: 1 })).toEqual({
      total: 2,
      rows: [{ name: "hall", sockets: 1 }],
    });
    expect(a.connected).toBe(true);
  });

  it.each(["/sockeye-console", "/none"])("that are not there are said to be so: %s", async (namespace) => {
    const error = `There is no namespace ${namespace} on this server.`;
    expect(await ask(page, "rooms", { ...FIRST, namespace })).toEqual({ error });
    expect(await ask(page, "sockets", { ...MAIN, namespace })).toEqual({ error });
  });
});

describe("sockets", () => {
  it("are listed in the order that is asked for, page by page", async () => {
    const ids: (string | undefined)[] = [];
    for (const transport of ["websocket", "polling", "websocket"]) {
      ids.push((await bench.client("/", { transports: [transport] })).id);
    }
    const list = async (query: object): Promise<unknown> => {
      const { total, rows } = await askFor(page, "sockets", { ...MAIN, ...query });
      return [total, rows.map(({ id }) => ids.indexOf(id))];
    };
    expect(await list({})).toEqual([3, [0, 1, 2]]);
    expect(await list({ sort: "newest" })).toEqual([3, [2, 1, 0]]);
    expect(await list({ offset: 1, limit: 1 })).toEqual([3, [1]]);
    expect(await list({ transport: "polling" })).toEqual([1, [1]]);
    expect(await list({ transport: "", room: "" })).toEqual([3, [0, 1, 2]]);
    expect(await list({ search: ids[2]!.toUpperCase() })).toEqual([1, [2]]);
    expect(await list({ search: "127.0.0" })).toEqual([3, [0, 1, 2]]);
    await bench.io.sockets.sockets.get(ids[1]!)!.join("Kitchen");
    expect(await list({ search: "kitch" })).toEqual([1, [1]]);
    expect(await list({ room: "Kitchen" })).toEqual([1, [1]]);
    expect(await list({ room: "none" })).toEqual([0, []]);
    // Nothing goes out to a poll that is not there: what is sent within one turn waits for its end.
    const slow = bench.io.sockets.sockets.get(ids[1]!)!;
    const answer = list({ sort: "queue" });
    bench.io
      .of("/sockeye-console")
      .sockets.forEach((socket) => socket.prependAny(() => void slow.emit("news", "x")));
    expect(await answer).toEqual([3, [1, 0, 2]]);
  });

  it("are described in a row", async () => {
    const client = await bench.client("/");
    const socket = bench.io.sockets.sockets.get(client.id!)!;
    await socket.join("kitchen");
    expect((await askFor(page, "sockets", MAIN)).rows).toEqual([
      {
        id: client.id,
        address: socket.handshake.address,
        transport: "websocket",
        connectedAt: socket.handshake.issued,
        rooms: 1,
        queued: 0,
      },
    ]);
  });

  it.each([
    [{ ...MAIN, limit: 101 }, "“limit” should be a whole number from 0 to 100."],
    [{ ...MAIN, offset: -1 }, "“offset” should be a whole number from 0 to 10000000."],
    [{ ...MAIN, offset: "0" }, "“offset” should be a whole number from 0 to 10000000."],
    [{ ...MAIN, sort: "name" }, "“sort” should be one of: newest, oldest, queue."],
    [{ ...MAIN, search: 7 }, "“search” should be a text of at most 1024 characters."],
    [{ ...MAIN, namespace: "x".repeat(1_025) }, "“namespace” should be a text of at most 1024 characters."],
    [[MAIN], "The question is not understood: it is not an object."],
  ])("are asked for rightly: %#", async (query, error) => {
    expect(await ask(page, "sockets", query)).toEqual({ error });
  });
});

const BRINGS = {
  auth: { token: "t0p", user: "Ada" },
  query: { room: "kitchen", access_token: "s3cret" },
  extraHeaders: {
    Cookie: "id=s3cret",
    Authorization: "Bearer s3cret",
    "X-Api-Key": "s3cret",
    "X-Team": "red",
  },
};

describe("a socket, looked into", () => {
  it("shows what it brought along, without secrets", async () => {
    bench.io.of("/chat");
    const client = await bench.client("/", BRINGS);
    const socket = bench.io.sockets.sockets.get(client.id!)!;
    await socket.join(["kitchen", "hall"]);
    socket.data = { name: "Ada", apiKey: "s3cret", list: [1, { password: "s3cret" }] };
    const chat = client.io.socket("/chat");
    await once(chat, "connect");
    const details = await askFor(page, "socket", { namespace: "/", id: client.id });
    expect(details).toMatchObject({
      id: client.id,
      namespace: "/",
      session: "(hidden)",
      protocol: 4,
      recovered: false,
      transport: "websocket",
      rooms: 2,
      roomNames: ["kitchen", "hall"],
      namespaces: ["/", "/chat"],
      query: { room: "kitchen", access_token: "(hidden)", transport: "websocket", EIO: "4" },
      headers: { cookie: "(hidden)", authorization: "(hidden)", "x-api-key": "(hidden)", "x-team": "red" },
    });
    expect(details.url).toMatch(/^\/socket\.io\/\?.*room=kitchen/);
    expect(JSON.parse(details.auth)).toEqual({ token: "(hidden)", user: "(hidden)" });
    expect(JSON.parse(details.data)).toEqual({
      name: "Ada",
      apiKey: "(hidden)",
      list: [1, { password: "(hidden)" }],
    });
    expect(JSON.stringify(details)).not.toMatch(/s3cret|t0p|Bearer/);
  });

  it("shows secrets where that is wanted", async () => {
    await bench.dispose();
    bench = await new ConsoleBench({ showSecrets: true }).listen();
    page = await bench.page();
    const client = await bench.client("/", BRINGS);
    const details = await askFor(page, "socket", { namespace: "/", id: client.id });
    expect(details).toMatchObject({
      session: client.io.engine.id,
      query: { access_token: "s3cret" },
      headers: { cookie: "id=s3cret" },
    });
    expect(JSON.parse(details.auth)).toEqual(BRINGS.auth);
    expect(details.url).toContain("access_token=s3cret");
  });

  it("may be gone", async () => {
    expect(await ask(page, "socket", { namespace: "/", id: "none" })).toEqual({
      error: "This socket is not connected any more.",
    });
  });
});

describe("following", () => {
  it("shows the packets of one client until the page has seen enough", async () => {
    const client = await bench.client("/");
    const socket = bench.io.sockets.sockets.get(client.id!)!;
    const reference = { namespace: "/", id: client.id };
    const [other] = await Promise.all([bench.page(), askFor(page, "follow", reference)]);
    const others: unknown[] = [];
    other.on("followed", (...args) => others.push(args));
    socket.on("ask", (answer: (bytes: Uint8Array) => void) => answer(Uint8Array.of(1, 2)));
    client.emit("ask", () => {});
    const [packets, dropped] = await once(page, "followed");
    expect(packets).toMatchObject([
      { direction: "in", transport: "websocket", type: "message", data: '20["ask"]' },
      { direction: "out", type: "message", data: '61-0[{"_placeholder":true,"num":0}]' },
      { direction: "out", type: "message", data: Buffer.of(1, 2) },
    ]);
    expect(dropped).toBe(0);
    expect(await askFor(page, "follow", undefined)).toBe(true);
    expect([socket.conn.listenerCount("packet"), others]).toEqual([0, []]);
  });

  it("ends when the page leaves", async () => {
    const client = await bench.client("/");
    const { conn } = bench.io.sockets.sockets.get(client.id!)!;
    await askFor(page, "follow", { namespace: "/", id: client.id });
    expect(conn.listenerCount("packetCreate")).toBe(1);
    const left = once([...bench.io.of("/sockeye-console").sockets.values()][0]!, "disconnect");
    page.disconnect();
    await left;
    expect(conn.listenerCount("packetCreate")).toBe(0);
  });
});

describe("acting", () => {
  it("emits to one, to a room, and to all", async () => {
    const [one, other] = [await bench.client("/"), await bench.client("/")];
    bench.io.in(other.id!).socketsJoin("kitchen");
    const heard: string[] = [];
    one.on("news", (...args) => heard.push(`one ${args.join()}`));
    other.on("news", (...args) => heard.push(`other ${args.join()}`));
    const emit = (target: object, ...args: unknown[]): Promise<unknown> =>
      askFor(page, "act", { action: "emit", event: "news", args, target: { namespace: "/", ...target } });
    await emit({ socket: one.id }, 1, Buffer.of(65));
    await emit({ room: "kitchen" }, 2);
    const last = [once(one, "news"), once(other, "news")];
    await emit({ room: "" }, "to nobody");
    await emit({}, 3);
    await Promise.all(last);
    expect(heard.toSorted()).toEqual(["one 1,A", "one 3", "other 2", "other 3"]);
  });

  it("makes sockets join and leave, alone and together", async () => {
    const [one, other] = [await bench.client("/"), await bench.client("/")];
    const members = (room: string): unknown =>
      [...(bench.io.sockets.adapter.rooms.get(room) ?? [])].map((id) => (id === one.id ? "one" : "other"));
    const act = (action: "join" | "leave", room: string, target: object): Promise<unknown> =>
      askFor(page, "act", { action, room, target: { namespace: "/", ...target } });
    await act("join", "a", { socket: other.id });
    await act("join", "b", {});
    await act("join", "c", { room: "a" });
    expect([members("a"), members("b"), members("c")]).toEqual([["other"], ["one", "other"], ["other"]]);
    await act("leave", "a", { socket: other.id });
    await act("leave", "b", { room: "c" });
    expect([members("a"), members("b")]).toEqual([[], ["one"]]);
  });

  it("disconnects one, or all", async () => {
    const clients = [await bench.client("/"), await bench.client("/"), await bench.client("/")];
    const ends = clients.map((client) => once(client, "disconnect"));
    const disconnect = (target: object): Promise<unknown> =>
      askFor(page, "act", { action: "disconnect", target: { namespace: "/", ...target } });
    await disconnect({ socket: clients[1]!.id });
    expect((await ends[1])?.[0]).toBe("io server disconnect");
    expect(bench.io.sockets.sockets.size).toBe(2);
    await disconnect({});
    await Promise.all(ends);
    expect(bench.io.sockets.sockets.size).toBe(0);
    expect(page.connected).toBe(true);
  });

  const target = { namespace: "/" };
  it.each([
    [
      { action: "emit", target, event: "disconnect", args: [] },
      /“disconnect” is an event of the library itself/,
    ],
    [{ action: "emit", target, event: "x", args: "y" }, /“args” should be a list/],
    [{ action: "join", target, room: "" }, /The room needs a name/],
    [{ action: "join", target }, /“room” should be a text/],
    [{ action: "delete", target }, /“action” should be one of: emit/],
    [{ action: "follow", target }, /Following is a question of its own/],
    [{ action: "disconnect" }, /it is not an object/],
    [{ action: "disconnect", target: { namespace: "/sockeye-console" } }, /There is no namespace/],
    [{ action: "disconnect", target: { ...target, socket: "" } }, /This socket is not connected any more/],
  ])("is refused where it makes no sense: %#", async (act, error) => {
    expect(await ask(page, "act", act)).toEqual({ error: expect.stringMatching(error) as string });
  });

  it("says what the application has against it", async () => {
    const client = await bench.client("/");
    bench.io.sockets.adapter.addAll = () => {
      throw new RangeError("too many rooms");
    };
    const act = { action: "join", room: "x", target: { ...target, socket: client.id } };
    expect(await ask(page, "act", act)).toEqual({ error: "The server could not do that: too many rooms" });
  });
});
