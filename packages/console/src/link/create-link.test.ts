import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket as ServerSocket } from "@sockeye/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLink } from "./create-link.ts";
import type { Link } from "./link.ts";
import type { Setup } from "./setup.ts";
import { defaultSetup } from "./setups/default-setup.ts";
import { nodeNetwork } from "./testing/node-network.ts";
import type { Trouble } from "./trouble/trouble.ts";

let http: HttpServer;
let io: Server;
let setup: Setup;
const links: Link[] = [];

beforeEach(async () => {
  http = createServer();
  io = new Server(http);
  io.on("connection", (socket) => {
    socket.on("echo", (...args: unknown[]) => (args.pop() as (...answer: unknown[]) => void)(...args));
    socket.on("silent", () => {});
    socket.on("say", (...args: [string]) => socket.emit(...args));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  setup = defaultSetup({ origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
});
afterEach(async () => {
  for (const link of links.splice(0)) link.dispose();
  await io.close();
});

function open(change: Partial<Setup> = {}, insight?: Trouble): Link {
  const link = createLink(
    { ...setup, ...change },
    {
      network: nodeNetwork,
      situation: () => ({ protocol: "http:", isOnline: true }),
      investigate: () => Promise.resolve(insight),
    },
  );
  links.push(link);
  return link;
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 5 });
const titles = (link: Link): string[] => link.log.peek().map(({ kind, title }) => `${kind}: ${title}`);
const entry = (link: Link, kind: string) => link.log.peek().find((one) => one.kind === kind);
const notes = (link: Link): string[] =>
  link.wire.peek().flatMap(({ record }) => (record.kind === "note" ? [record.text] : []));
const isConnected = (link: Link): Promise<void> => until(() => expect(link.state.peek()).toBe("connected"));

async function connected(change: Partial<Setup> = {}): Promise<{ link: Link; socket: ServerSocket }> {
  const connection = once(io, "connection");
  const link = open(change);
  const [socket] = (await connection) as [ServerSocket];
  await isConnected(link);
  return { link, socket };
}

describe("connecting", () => {
  test("begins with polling, moves to WebSocket, and writes it all down", async () => {
    const { link } = await connected();
    await until(() => expect(link.transport.peek()).toBe("websocket"));
    expect([link.upgrading.peek(), link.attempts.peek(), link.trouble.peek()]).toEqual([false, 0, undefined]);
    const id = link.socketId.peek()!;
    expect(io.sockets.sockets.has(id)).toBe(true);
    await until(() => {
      expect(titles(link)).toEqual(
        expect.arrayContaining([
          `connected: Connected as ${id}.`,
          "transport: Changed from polling to websocket.",
        ]),
      );
      expect(notes(link)).toEqual(
        expect.arrayContaining([
          "connected by polling",
          "trying whether websocket works",
          "upgrading to websocket",
          "upgraded to websocket",
        ]),
      );
      const kinds = new Set(link.wire.peek().map(({ record }) => record.kind));
      expect([...kinds].toSorted()).toEqual(["frame", "http", "note", "opening"]);
    });
    const frames = link.wire.peek().flatMap(({ record }) => (record.kind === "frame" ? [record.data] : []));
    expect(frames.slice(0, 3)).toEqual(["2probe", "3probe", "5"]);
  });

  test("with auth, query and namespace", async () => {
    const connection = once(io.of("/chat"), "connection");
    open({ namespace: "chat", auth: '{"token":"a"}', query: "b=1&c=%26", transports: ["websocket"] });
    const [socket] = (await connection) as [ServerSocket];
    expect(socket.handshake.auth).toEqual({ token: "a" });
    expect(socket.handshake.query).toMatchObject({ b: "1", c: "&" });
  });

  test("a set-up that is wrong does not throw", () => {
    const link = open({ auth: "{" });
    expect([link.state.peek(), link.trouble.peek()?.found]).toEqual([
      "closed",
      "This is not JSON: a } is missing.",
    ]);
    expect(open({ url: "http://" }).trouble.peek()?.found).toContain("not a URL");
  });

  test("a namespace that is not there", async () => {
    const link = open({ namespace: "/none" });
    await until(() => expect(link.trouble.peek()?.found).toBe("The server has no namespace “/none”."));
    expect(link.state.peek()).toBe("closed");
  });

  test("a middleware that refuses", async () => {
    io.use((_, next) => next(Object.assign(new Error("who are you"), { data: { code: 7 } })));
    const link = open();
    await until(() => expect(entry(link, "error")).toBeDefined());
    expect(link.trouble.peek()?.found).toBe(
      'The server refuses the connection: “who are you”. It adds: {"code":7}',
    );
    expect(entry(link, "error")).toMatchObject({ title: "Not connected: who are you", args: [{ code: 7 }] });
  });

  test("a path where nothing is", async () => {
    http.on("request", (request, answer) => {
      if (request.url?.startsWith("/wrong")) answer.writeHead(404).end("Not found");
    });
    const link = open({ path: "/wrong", reconnection: false });
    await until(() => expect(link.trouble.peek()?.found).toContain("nothing at this path (404)"));
    expect(link.state.peek()).toBe("closed");
  });

  test("a port where nobody listens: what was found out is told, and it is tried again", async () => {
    const insight = { found: "Refused.", advice: "Start it." };
    const link = open({ url: "http://127.0.0.1:1" }, insight);
    await until(() => expect(link.trouble.peek()).toEqual(insight));
    expect(link.state.peek()).toBe("waiting");
    expect(link.nextAttemptAt.peek()).toBeGreaterThan(Date.now() - 2_000);
    link.disconnect();
    expect([link.state.peek(), link.nextAttemptAt.peek(), link.trouble.peek()]).toEqual([
      "closed",
      undefined,
      undefined,
    ]);
    await until(() => expect(titles(link).at(-1)).toBe("disconnected: Stopped connecting."));
  });

  test("is ended and begun again from here", async () => {
    const { link } = await connected();
    link.disconnect();
    expect([link.state.peek(), link.socketId.peek(), link.transport.peek()]).toEqual([
      "closed",
      undefined,
      undefined,
    ]);
    link.connect();
    link.connect();
    await isConnected(link);
    await until(() =>
      expect(titles(link)).toContain("disconnected: Disconnected from here. (io client disconnect)"),
    );
  });

  test("is ended by the server", async () => {
    const { link, socket } = await connected();
    socket.disconnect();
    await until(() => expect(link.trouble.peek()?.found).toContain("Disconnected by the server"));
    expect(link.state.peek()).toBe("closed");
  });
});

describe("events", () => {
  test("are emitted, with answers", async () => {
    const { link } = await connected();
    link.emit("echo", [1, { a: Uint8Array.of(1, 2) }], { wantsAck: true, timeout: 5_000 });
    await until(() => expect(entry(link, "acknowledged")).toBeDefined());
    const [emitted, answer] = [entry(link, "emitted"), entry(link, "acknowledged")];
    expect(emitted).toMatchObject({ title: "echo", ack: "done" });
    expect(emitted?.roundTrip).toBeGreaterThan(0);
    expect(answer?.title).toBe("echo");
    const [one, { a }] = answer!.args as [number, { a: Uint8Array }];
    expect([one, new Uint8Array(a)]).toEqual([1, Uint8Array.of(1, 2)]);
    link.clearLog();
    link.resend(emitted!);
    await until(() => expect(entry(link, "acknowledged")).toBeDefined());
  });

  test("without an answer", async () => {
    const { link } = await connected();
    link.emit("silent", [], { wantsAck: true, timeout: 5 });
    await until(() => expect(titles(link)).toContain("timeout: silent"));
    expect(entry(link, "emitted")?.ack).toBe("late");
    link.emit("silent", [2], { wantsAck: true });
    link.disconnect();
    await until(() =>
      expect(titles(link)).toContain("error: “silent” gets no answer any more: the connection was lost."),
    );
  });

  test("that cannot be emitted", async () => {
    const { link } = await connected();
    link.emit("connect", [], { wantsAck: false });
    await until(() => expect(entry(link, "error")?.title).toContain("“connect” was not emitted"));
  });

  test("with files", async () => {
    const { link, socket } = await connected();
    const upload = once(socket, "upload");
    link.emit("upload", [new File(["abc"], "a.txt")], { wantsAck: false });
    expect(new Uint8Array((await upload)[0] as Uint8Array)).toEqual(new TextEncoder().encode("abc"));
  });

  test("wait for the connection, unless they are volatile", async () => {
    const { link } = await connected();
    link.disconnect();
    link.emit("echo", ["kept"], { wantsAck: true });
    link.emit("echo", ["lost"], { wantsAck: false, volatile: true });
    link.emit("echo", ["too late"], { wantsAck: true, timeout: 1 });
    await until(() => expect(titles(link)).toContain("timeout: echo"));
    const deliveries = () =>
      link.log
        .peek()
        .filter(({ kind }) => kind === "emitted")
        .map(({ delivery }) => delivery);
    expect(deliveries()).toEqual(["waiting", "dropped", "dropped"]);
    link.connect();
    await until(() => expect(titles(link)).toContain("acknowledged: echo"));
    expect(deliveries()).toEqual([undefined, "dropped", "dropped"]);
  });

  test("do not wait without end", async () => {
    const { link } = await connected();
    link.disconnect();
    for (let count = 0; count <= 1_000; count++) link.emit("x", [count], { wantsAck: false });
    await until(() => expect(entry(link, "error")?.title).toContain("1000 events wait"));
  });

  test("are received and answered, once", async () => {
    const { link, socket } = await connected();
    const answer = socket.emitWithAck("question", "why");
    await until(() => expect(entry(link, "received")).toMatchObject({ args: ["why"], ack: "wanted" }));
    const question = entry(link, "received")!;
    link.answer(question, ["because"]);
    link.answer(question, ["again"]);
    expect(await answer).toBe("because");
    await until(() => expect(titles(link).filter((title) => title === "answered: question")).toHaveLength(1));
    expect(entry(link, "received")?.ack).toBe("done");
  });

  test("cannot be answered any more after the connection has ended, or when there are too many", async () => {
    const { link, socket } = await connected({ transports: ["websocket"] });
    for (let count = 0; count <= 1_000; count++) socket.emit("question", count, () => {});
    await until(() => expect(link.log.peek().filter(({ kind }) => kind === "received")).toHaveLength(1_001));
    const acks = () =>
      link.log
        .peek()
        .filter(({ kind }) => kind === "received")
        .map(({ ack }) => ack);
    expect(acks().slice(0, 2)).toEqual(["late", "wanted"]);
    link.disconnect();
    await until(() => expect(new Set(acks())).toEqual(new Set(["late"])));
  });

  test("that nobody listens to are left out", async () => {
    const { link, socket } = await connected();
    link.listenTo(["wanted"]);
    socket.emit("other");
    socket.emit("wanted");
    await until(() => expect(titles(link)).toContain("received: wanted"));
    link.listenTo(undefined);
    socket.emit("another");
    await until(() => expect(titles(link)).toContain("received: another"));
    expect(titles(link)).not.toContain("received: other");
  });
});

describe("faults", () => {
  test("WebSocket blocked: it stays with polling, and says so", async () => {
    const link = open();
    link.faults.setBlocksWebSocket(true);
    await isConnected(link);
    await until(() => expect(link.trouble.peek()?.found).toContain("blocked by the switch"));
    expect([link.transport.peek(), link.upgrading.peek(), link.state.peek()]).toEqual([
      "polling",
      false,
      "connected",
    ]);
    link.emit("echo", [], { wantsAck: true });
    await until(() => expect(entry(link, "acknowledged")).toBeDefined());
  });

  test.each(["polling", "websocket"] as const)(
    "cut with %s: it notices, and comes back",
    async (transport) => {
      const { link } = await connected({ transports: [transport] });
      link.faults.setCut(true);
      await until(() => expect(link.state.peek()).toBe("waiting"));
      expect(link.trouble.peek()?.found).toContain("Connection lost");
      await until(() =>
        expect(link.trouble.peek()?.found).toBe("The network is cut by the switch on this page."),
      );
      expect(link.attempts.peek()).toBe(1);
      link.faults.setCut(false);
      await isConnected(link);
      expect([link.attempts.peek(), link.trouble.peek()]).toEqual([0, undefined]);
      await until(() => {
        expect(titles(link)).toEqual(
          expect.arrayContaining([
            "fault: The network is cut: requests fail, and what is open breaks off.",
            "reconnecting: Attempt 1 to connect again.",
          ]),
        );
        expect(notes(link).some((note) => /^next attempt in \d\.\d s$/.test(note))).toBe(true);
      });
    },
  );

  test("deaf: nothing breaks off, and what was held back arrives", async () => {
    const { link, socket } = await connected({ transports: ["websocket"] });
    link.faults.setDeaf(true);
    link.emit("echo", ["a"], { wantsAck: true });
    const heard = once(socket, "after");
    socket.emit("news");
    link.faults.setLatency(5);
    link.faults.setDeaf(false);
    link.emit("after", [], { wantsAck: false });
    await heard;
    await until(() =>
      expect(titles(link)).toEqual(expect.arrayContaining(["received: news", "acknowledged: echo"])),
    );
    expect(link.state.peek()).toBe("connected");
  });
});

test("leaving for good tells the server, even on a deaf network", async () => {
  const { link, socket } = await connected();
  const gone = once(socket, "disconnect");
  link.faults.setDeaf(true);
  link.dispose();
  await gone;
});
