import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nextPrefix } from "./adapters.ts";
import type { SuiteContext } from "./adapter-suite.ts";
import { describeRedis } from "./describe-stores.ts";
import { bases, type Base } from "./implementation.ts";
import { startNodes, type NodeGroup, type ServerNode } from "./nodes.ts";
import { connectClient, type TestClient } from "./test-clients.ts";

/** Of `of the sea`, at the lowest cost. */
const hash = "$2a$04$TAxdbF1vkAb9.BmGRIXF.OOehZSRHo8uVehNF6Ki5NVGIgBz82b/.";
const credentials = { username: "salmon", password: "of the sea" };

/** The page's end of the protocol: all events that it got, in order. */
interface Page {
  readonly socket: Socket;
  /** The first event of that name whose arguments pass, which may have come already. */
  heard(event: string, passes?: (...parameters: never[]) => boolean): Promise<readonly unknown[]>;
  has(event: string): boolean;
  refused: Promise<string>;
}

function connectPage(node: ServerNode, auth: object): Page {
  const socket = io(`${node.url}/admin`, {
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    auth,
  });
  const log: unknown[][] = [];
  socket.onAny((...parameters: unknown[]) => void log.push(parameters));
  const find = (event: string, passes: (...parameters: never[]) => boolean) =>
    log.find(([name, ...parameters]) => name === event && passes(...(parameters as never[])))?.slice(1);
  const page: Page = {
    socket,
    has: (event) => find(event, () => true) !== undefined,
    heard: (event, passes = () => true) =>
      new Promise((resolve) => {
        const look = () => {
          const found = find(event, passes);
          if (found === undefined) return;
          socket.offAny(look);
          resolve(found);
        };
        socket.onAny(look);
        look();
      }),
    refused: new Promise((resolve) => socket.once("connect_error", (error) => resolve(error.message))),
  };
  return page;
}

interface Stats {
  readonly serverId: string;
  readonly namespaces: readonly { readonly name: string; readonly socketsCount: number }[];
}
interface Serialized {
  readonly id: string;
  readonly nsp: string;
}

const features = ["EMIT", "JOIN", "LEAVE", "DISCONNECT", "MJOIN", "MLEAVE", "MDISCONNECT"];
const date: unknown = expect.anything();

/** Two servers with one Redis between them, and the admin UI on both. */
interface Servers {
  readonly a: ServerNode;
  readonly b: ServerNode;
  /** A page that looks at the first. */
  openPage(auth: object): Page;
}

function useServers(context: () => SuiteContext, base: Base, settings: object): () => Servers {
  let group: NodeGroup | undefined;
  let servers: Servers | undefined;
  const pages: Page[] = [];
  beforeAll(async () => {
    const { implementation, store } = context();
    group = await startNodes(
      {
        ...implementation.of(base),
        adapter: { kind: "classic", store, prefix: nextPrefix() },
        admin: { auth: { type: "basic", username: credentials.username, password: hash }, ...settings },
      },
      ["a", "b"],
    );
    const [a, b] = group.nodes;
    if (a === undefined || b === undefined) throw new Error("two servers were asked for");
    const openPage = (auth: object) => {
      const page = connectPage(a, auth);
      pages.push(page);
      return page;
    };
    servers = { a, b, openPage };
  });
  afterAll(async () => {
    for (const { socket } of pages) socket.disconnect();
    await group?.stop();
  });
  return () => {
    if (servers === undefined) throw new Error("the servers do not run yet");
    return servers;
  };
}

function testAuthentication(servers: () => Servers): void {
  it.each([
    ["nothing", {}],
    ["a wrong password", { ...credentials, password: "of the lake" }],
    ["an unknown user", { ...credentials, username: "trout" }],
    ["an unknown session", { sessionId: "0123456789" }],
  ])("refuses %s", async (_title, auth) => {
    expect(await servers().openPage(auth).refused).toBe("invalid credentials");
  });

  it("gives a session for a password, and takes it in the place of the password", async () => {
    const [sessionId] = await servers().openPage(credentials).heard("session");
    expect(sessionId).toEqual(expect.any(String));
    expect(await servers().openPage({ sessionId }).heard("config")).toEqual([
      { supportedFeatures: expect.arrayContaining(features) as unknown },
    ]);
  });
}

function testReports(servers: () => Servers): void {
  let page: Page;
  let early: TestClient;
  let client: TestClient;
  let base: { nsp: string; id: string };
  beforeAll(async () => {
    const { a, b, openPage } = servers();
    early = await connectClient({ name: "early", url: a.url, auth: { rooms: ["blue"] } });
    page = openPage(credentials);
    await page.heard("all_sockets");
    client = await connectClient({
      name: "ann",
      url: b.url,
      nsp: "/chat",
      auth: { data: { colour: "blue" } },
      options: { transports: ["polling", "websocket"] },
    });
    base = { nsp: "/chat", id: client.id };
  });
  afterAll(() => {
    for (const { socket } of [early, client]) socket?.disconnect();
  });

  it("says what it can", async () => {
    const [config] = await page.heard("config");
    expect((config as { supportedFeatures: string[] }).supportedFeatures.toSorted()).toEqual(
      [...features, "AGGREGATED_EVENTS", "ALL_EVENTS"].toSorted(),
    );
  });

  it("lists the sockets that are there", async () => {
    const [sockets] = (await page.heard("all_sockets")) as [Serialized[]];
    expect(sockets.find(({ id }) => id === early.id)).toEqual({
      id: early.id,
      clientId: expect.any(String) as unknown,
      transport: "websocket",
      nsp: "/",
      data: expect.objectContaining({ node: "a" }) as unknown,
      handshake: expect.objectContaining({
        address: expect.any(String) as unknown,
        secure: false,
      }) as unknown,
      rooms: expect.arrayContaining([early.id, "blue"]) as unknown,
    });
    expect(sockets.map(({ nsp }) => nsp)).toContain("/admin");
  });

  it("counts what each server has", async () => {
    for (const server of ["a", "b"]) {
      const [stats] = await page.heard(
        "server_stats",
        ({ serverId, namespaces }: Stats) =>
          serverId === server &&
          (server === "a" ||
            namespaces.some(({ name, socketsCount }) => name === "/chat" && socketsCount === 1)),
      );
      expect(stats).toMatchObject({
        serverId: server,
        hostname: expect.any(String) as unknown,
        pid: expect.any(Number) as unknown,
        uptime: expect.any(Number) as unknown,
        clientsCount: expect.any(Number) as unknown,
        pollingClientsCount: 0,
        namespaces: expect.arrayContaining([{ name: "/", socketsCount: server === "a" ? 1 : 0 }]) as unknown,
      });
    }
    const isAggregate = ({ aggregatedEvents = [] }: { aggregatedEvents?: { type: string }[] }) =>
      ["rawConnection", "packetsIn", "packetsOut", "bytesIn", "bytesOut"].every((type) =>
        aggregatedEvents.some((event) => event.type === type),
      );
    await page.heard("server_stats", isAggregate);
  });

  it("tells of a socket that connects, and of its upgrade", async () => {
    const [socket] = await page.heard("socket_connected", ({ id }: Serialized) => id === client.id);
    expect(socket).toMatchObject({ ...base, rooms: [client.id], transport: expect.any(String) as unknown });
    const [update] = await page.heard(
      "socket_updated",
      ({ id, transport }: Serialized & { transport?: string }) => id === client.id && transport !== undefined,
    );
    expect(update).toEqual({ ...base, transport: "websocket" });
  });

  it("tells of data", async () => {
    const [update] = await page.heard(
      "socket_updated",
      ({ id, data }: Serialized & { data?: { colour?: string } }) =>
        id === client.id && data?.colour === "blue",
    );
    expect(update).toMatchObject({ ...base, data: { node: "b", colour: "blue" } });
  });

  it("tells of rooms", async () => {
    const { b } = servers();
    await b.call(
      [
        ["in", client.id],
        ["socketsJoin", "red"],
      ],
      "/chat",
    );
    expect(await page.heard("room_joined", (_nsp, room) => room === "red")).toEqual([
      "/chat",
      "red",
      client.id,
      date,
    ]);
    await b.call(
      [
        ["in", client.id],
        ["socketsLeave", "red"],
      ],
      "/chat",
    );
    expect(await page.heard("room_left", (_nsp, room) => room === "red")).toEqual([
      "/chat",
      "red",
      client.id,
      date,
    ]);
  });

  it("tells of events", async () => {
    expect(await client.socket.emitWithAck("echo", "hi")).toBe("hi");
    const [, , args] = await page.heard("event_received", (_nsp, id) => id === client.id);
    expect(args).toMatchObject(["echo", "hi"]);
    const { b } = servers();
    await b.call([["emit", "news", 1]], "/chat");
    const isNews = (_nsp: string, id: string, [name]: string[]) => id === client.id && name === "news";
    expect(await page.heard("event_sent", isNews)).toEqual(["/chat", client.id, ["news", 1], date]);
  });

  it("emits", async () => {
    page.socket.emit("emit", "/chat", undefined, "from-page", 1);
    expect(await client.heard("from-page")).toEqual([1]);
    page.socket.emit("emit", "/", "blue", "to-room", { deep: 2 });
    expect(await early.heard("to-room")).toEqual([{ deep: 2 }]);
  });

  it("lets sockets join and leave, one or all", async () => {
    const isAnn = (_nsp: string, room: string, id: string) => room === "one" && id === client.id;
    page.socket.emit("join", "/chat", "one", client.id);
    await page.heard("room_joined", isAnn);
    page.socket.emit("leave", "/chat", "one", client.id);
    await page.heard("room_left", isAnn);
    const isEarly = (_nsp: string, room: string, id: string) => room === "all" && id === early.id;
    page.socket.emit("join", "/", "all");
    await page.heard("room_joined", isEarly);
    page.socket.emit("leave", "/", "all");
    await page.heard("room_left", isEarly);
  });

  it("disconnects, and tells of it", async () => {
    page.socket.emit("_disconnect", "/chat", false, client.id);
    expect(await client.gone).toBe("io server disconnect");
    const isAnn = (_nsp: string, id: string) => id === client.id;
    expect(await page.heard("socket_disconnected", isAnn)).toEqual([
      "/chat",
      client.id,
      "server namespace disconnect",
      date,
    ]);
    page.socket.emit("_disconnect", "/", true);
    expect(await early.gone).toBe("io server disconnect");
  });
}

function testReadOnly(servers: () => Servers): void {
  it("lets a page look only, and says less in production", async () => {
    const { a, openPage } = servers();
    const page = openPage(credentials);
    const [config] = await page.heard("config");
    expect(config).toEqual({ supportedFeatures: ["AGGREGATED_EVENTS"] });
    await page.heard("server_stats");
    const client = await connectClient({ name: "ann", url: a.url });
    page.socket.emit("_disconnect", "/", true);
    page.socket.emit("emit", "/", undefined, "from-page");
    // Both have been ignored when what was said after them is answered by numbers.
    const hasOne = ({ serverId, namespaces }: Stats) =>
      serverId === "a" && namespaces.some(({ name, socketsCount }) => name === "/" && socketsCount === 1);
    await page.heard("server_stats", hasOne);
    expect(client.all("from-page")).toEqual([]);
    expect(client.socket.connected).toBe(true);
    for (const event of ["all_sockets", "socket_connected", "event_sent"])
      expect(page.has(event)).toBe(false);
    client.socket.disconnect();
  });
}

describeRedis("admin UI", (context) => {
  describe.concurrent.each(bases)("on %s", (base) => {
    const servers = useServers(context, base, { mode: "development" });
    describe("in development", { concurrent: false }, () => {
      testAuthentication(servers);
      testReports(servers);
    });
  });
  describe.concurrent("read-only, in production", () => {
    testReadOnly(useServers(context, "socket.io-adapter", { mode: "production", readonly: true }));
  });
});
