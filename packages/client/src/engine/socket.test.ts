import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Socket } from "./socket.ts";
import { createLab, handshake, watch, type FakeTransport, type Lab } from "./testing/fake-transport.ts";

let lab: Lab;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  Socket.priorWebsocketSuccess = false;
  lab = createLab();
});
afterEach(() => {
  if (vi.getTimerCount()) throw new Error("A session has left a timer behind");
  vi.useRealTimers();
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A session that is open, and its transport. */
const openSession = (
  changes: object = {},
  name = "polling",
): { socket: Socket; transport: FakeTransport } => {
  const socket = lab.open([name]);
  const transport = lab.made.at(-1)!;
  transport.opened();
  transport.receive("open", handshake(changes));
  lab.take();
  return { socket, transport };
};

describe("opening", () => {
  test("goes through all events", () => {
    const socket = watch(
      new Socket("http://host?a=b", { transports: [lab.transport("polling")] }),
      lab.log,
      true,
    );
    const transport = lab.made[0]!;
    expect([socket.readyState, socket.id, socket.transport]).toEqual(["opening", undefined, transport]);
    expect(transport.query).toEqual({ a: "b", EIO: 4, transport: "polling" });
    transport.opened();
    socket.on("handshake", ({ sid }) => lab.log.push(`${sid} ${socket.id} ${socket.readyState}`));
    transport.receive("open", handshake());
    expect([socket.readyState, socket.id, transport.query["sid"]]).toEqual(["open", "S1", "S1"]);
    expect(lab.take()).toEqual([
      "polling: open",
      expect.stringMatching(/^packet \{"type":"open"/),
      "heartbeat",
      "handshake",
      "S1 undefined opening",
      "open",
    ]);
    transport.receive("message", "hi");
    transport.receive("noop");
    expect(lab.take()).toEqual([
      'packet {"type":"message","data":"hi"}',
      "heartbeat",
      "data hi",
      "message hi",
      'packet {"type":"noop"}',
      "heartbeat",
    ]);
    transport.gone();
  });

  test("takes classes in the place of `transports`, and not both", () => {
    const transportImplementations = [lab.transport("mine")];
    expect(new Socket("http://host", { transportImplementations }).transports).toEqual(["mine"]);
    expect(() => new Socket("http://host", { transportImplementations, transports: [] })).toThrow(
      "specifying both 'transportImplementations' and 'transports' options is not supported",
    );
  });

  test("gives transports the options, and single ones their own", () => {
    const socket = lab.open(["polling"], {
      path: "/all",
      transportOptions: { polling: { path: "/own" }, websocket: { path: "/other" } },
    });
    expect(lab.made[0]!.options).toMatchObject({
      path: "/own",
      hostname: "host",
      port: "80",
      secure: false,
      socket,
    });
    expect(socket.opts.path).toBe("/all/");
    socket.close();
  });

  test("a session opens once", () => {
    const { socket, transport } = openSession();
    transport.receive("open", handshake({ sid: "S2" }));
    transport.receive("open", "garbage");
    expect([socket.id, socket.readyState, lab.take()]).toEqual(["S1", "open", []]);
    transport.gone();
  });

  test.each(["{", "null", handshake({ pingInterval: 1e12 })])(
    "a server that says %s is no server",
    (data) => {
      const socket = lab.open(["polling"]);
      const errors: unknown[] = [];
      socket.on("error", (error) => errors.push(error));
      lab.made[0]!.opened();
      lab.take();
      lab.made[0]!.receive("open", data);
      expect(lab.take()).toEqual([
        "error server error",
        "polling: close",
        "close transport error server error",
      ]);
      expect(errors).toEqual([Object.assign(new Error("server error"), { code: "parser error" })]);
    },
  );

  test("without a transport says so when there was time to listen", () => {
    const socket = lab.open([]);
    socket.send("lost").close();
    expect(lab.take()).toEqual([]);
    vi.runAllTimers();
    expect(lab.take()).toEqual(["error No transports available"]);
    expect(socket.writeBuffer).toEqual([]);
  });

  test("a transport that fails at once fails when there was time to listen", async () => {
    const socket = watch(
      new Socket("http://host", { transports: [lab.transport("websocket", { failsAtOnce: true })] }),
      lab.log,
    );
    expect([socket.readyState, lab.take()]).toEqual(["opening", ["websocket: open"]]);
    await turn();
    expect(lab.take()).toEqual(["error at once", "websocket: close", "close transport error at once"]);
  });

  test("an unknown transport is an error of the caller", () => {
    expect(() => new Socket("http://host", { transports: ["carrier pigeon"] })).toThrow(TypeError);
  });

  test.each<[event: "handshake" | "open", log: string[]]>([
    ["handshake", ["polling: close", "close forced close", "handshake"]],
    ["open", ["handshake", "polling: close", "close forced close", "open"]],
  ])("may be closed on %s", (event, log) => {
    const socket = new Socket("http://host", {
      transports: [lab.transport("polling"), lab.transport("websocket")],
    });
    socket.on(event, () => socket.close());
    watch(socket, lab.log);
    lab.made[0]!.opened();
    lab.take();
    lab.made[0]!.receive("open", handshake({ upgrades: ["websocket"] }));
    expect([lab.take(), socket.readyState, lab.made.length]).toEqual([log, "closed", 1]);
  });
});

describe("choosing transports", () => {
  test("tries all if asked to", () => {
    const socket = lab.open(["polling", "websocket"], { tryAllTransports: true });
    lab.made[0]!.fail("first");
    expect(lab.take()).toEqual(["polling: open", "polling: close", "websocket: open"]);
    lab.made[0]!.fail("again");
    expect([socket.readyState, socket.transports, socket.transport.name]).toEqual([
      "opening",
      ["websocket"],
      "websocket",
    ]);
    lab.made[1]!.fail("second");
    expect(lab.take()).toEqual(["error second", "websocket: close", "close transport error second"]);
  });

  test("a bad server is tried with all as well, a session that was open is not", () => {
    lab.open(["polling", "websocket", "other"], { tryAllTransports: true });
    lab.made[0]!.receive("open", "garbage");
    lab.made[1]!.opened();
    lab.made[1]!.receive("open", handshake());
    lab.take();
    lab.made[1]!.fail("lost");
    expect(lab.take()).toEqual(["error lost", "websocket: close", "close transport error lost"]);
    expect(lab.made).toHaveLength(2);
  });

  test("remembers that a WebSocket worked", () => {
    openSession({}, "websocket").transport.gone();
    expect(Socket.priorWebsocketSuccess).toBe(true);
    const all = ["polling", "websocket"];
    expect(lab.open(all).close().transport.name).toBe("polling");
    expect(lab.open(["polling"], { rememberUpgrade: true }).close().transport.name).toBe("polling");
    const socket = lab.open(all, { rememberUpgrade: true, tryAllTransports: true });
    expect(socket.transport.name).toBe("websocket");
    lab.made.at(-1)!.fail("no more");
    expect([socket.transport.name, Socket.priorWebsocketSuccess]).toEqual(["polling", false]);
    socket.close();
  });
});

describe("heartbeat", () => {
  test("answers pings, and waits for the next one", () => {
    const { transport } = openSession();
    vi.advanceTimersByTime(499);
    transport.receive("ping");
    expect(lab.take()).toEqual(["polling: pong", "flush", "ping", "pong"]);
    vi.advanceTimersByTime(400);
    transport.receive("message", "no ping");
    lab.take();
    vi.advanceTimersByTime(99);
    expect(lab.take()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(lab.take()).toEqual(["polling: close", "close ping timeout"]);
  });

  test("messages before the session is open are nobody's", () => {
    const socket = lab.open(["polling"]);
    lab.made.at(-1)!.opened();
    lab.take();
    lab.made.at(-1)!.receive("message", "early");
    expect(lab.take()).toEqual([]);
    socket.close();
  });

  test("while nothing can be sent, one answer waits for all pings", () => {
    const { socket, transport } = openSession();
    transport.receive("ping");
    // That one is on its way.
    transport.receive("ping");
    transport.receive("ping");
    expect(socket.writeBuffer.map(({ type }) => type)).toEqual(["pong", "pong"]);
    socket.send("x");
    transport.receive("ping");
    transport.receive("ping");
    expect(socket.writeBuffer.map(({ type }) => type)).toEqual(["pong", "pong", "message", "pong"]);
    transport.gone();
  });

  test("pings do not keep a session that is closing", () => {
    const { socket, transport } = openSession();
    socket.send("never taken").close();
    for (const time of [200, 200, 99]) {
      vi.advanceTimersByTime(time);
      transport.receive("ping");
    }
    expect(socket.readyState).toBe("closing");
    vi.advanceTimersByTime(1);
    expect(socket.readyState).toBe("closed");
  });

  test("a ping after which a listener closes leaves no timer", () => {
    const { socket, transport } = openSession();
    socket.on("ping", () => transport.gone());
    transport.receive("ping");
    expect(socket.readyState).toBe("closed");
  });

  test.each<[name: string, act: (socket: Socket) => void]>([
    ["asking", (socket) => expect(socket._hasPingExpired()).toBe(true)],
    ["sending", (socket) => void socket.send("x")],
  ])("%s finds out that a frozen timer is late", async (_name, act) => {
    const { socket } = openSession();
    vi.setSystemTime(Date.now() + 500);
    expect(socket._hasPingExpired()).toBe(false);
    vi.setSystemTime(Date.now() + 1);
    act(socket);
    expect([socket._hasPingExpired(), socket.readyState]).toEqual([true, "open"]);
    await turn();
    expect(lab.take().slice(-2)).toEqual(["polling: close", "close ping timeout"]);
  });

  test("before the session is open, nothing is late", () => {
    const socket = lab.open(["polling"]);
    vi.setSystemTime(Date.now() + 1e9);
    expect(socket._hasPingExpired()).toBe(false);
    socket.close();
  });

  test("keeps a process alive or not", () => {
    const unref = vi.fn<() => void>();
    vi.stubGlobal("setTimeout", () => ({ unref }));
    openSession().transport.gone();
    expect(unref).not.toHaveBeenCalled();
    const socket = lab.open(["polling"], { autoUnref: true });
    lab.made.at(-1)!.receive("open", handshake());
    expect(unref).toHaveBeenCalledTimes(1);
    vi.stubGlobal("setTimeout", () => 1);
    lab.made.at(-1)!.receive("ping");
    socket.close();
    vi.unstubAllGlobals();
  });
});

describe("sending", () => {
  test("waits for the transport, and calls back with each flush", () => {
    const { socket, transport } = openSession();
    const called = (name: string) => (): void => void lab.log.push(`called ${name}`);
    socket.send("a", { compress: false }, called("a")).write("b", null, called("b"));
    (socket.send as (data: string, callback: () => void) => void)("c", called("c"));
    expect(lab.take()).toEqual(["polling: message=a", "flush", "called a"]);
    expect(socket.writeBuffer).toEqual([
      { type: "message", data: "a", options: { compress: false } },
      { type: "message", data: "b", options: { compress: true } },
      { type: "message", data: "c", options: { compress: true } },
    ]);
    transport.drained();
    expect(lab.take()).toEqual(["polling: message=b message=c", "flush", "called b", "called c"]);
    transport.drained();
    expect([lab.take(), socket.writeBuffer]).toEqual([["drain"], []]);
    transport.gone();
  });

  test("what is sent before goes out when the session opens, ahead of what is sent then", () => {
    const socket = lab.open(["polling"]);
    const given = { compress: true, more: 1 };
    socket.send("early", given);
    expect(socket.writeBuffer[0]!.options).not.toBe(given);
    expect(socket.writeBuffer[0]!.options).toEqual(given);
    lab.take();
    socket.on("open", () => socket.send("late"));
    lab.made[0]!.opened();
    lab.made[0]!.receive("open", handshake());
    expect(lab.take()).toEqual(["handshake", "open", "polling: message=early message=late", "flush"]);
    lab.made[0]!.gone();
  });

  test("a transport may drain at once", () => {
    const socket = watch(
      new Socket("http://host", { transports: [lab.transport("custom", { drains: true })] }),
      lab.log,
    );
    const transport = lab.made[0]!;
    transport.opened();
    transport.receive("open", handshake());
    lab.take();
    socket.once("drain", () => socket.send("b"));
    socket.send("a");
    expect(lab.take()).toEqual([
      "custom: message=a",
      "drain",
      "custom: message=b",
      "drain",
      "flush",
      "flush",
    ]);
    transport.gone();
  });

  test.each([
    ["polling", { maxPayload: 10 }, ["aaaa bbb", "cc"]],
    ["polling", {}, ["aaaa bbb cc"]],
    ["polling", { maxPayload: undefined }, ["aaaa bbb cc"]],
    ["websocket", { maxPayload: 10 }, ["aaaa bbb cc"]],
  ])("over %s a server with %j is given %j", (name, changes, requests) => {
    const { socket, transport } = openSession(changes, name);
    transport.writable = false;
    socket.send("aaaa").send("bbb").send("cc");
    transport.drained();
    transport.drained();
    const writes = lab.take().filter((line) => line.startsWith(name));
    expect(writes).toEqual(requests.map((texts) => `${name}: message=${texts.replaceAll(" ", " message=")}`));
    transport.gone();
  });
});

describe("closing", () => {
  test("while opening", () => {
    const socket = lab.open(["polling"]);
    expect(socket.close().close()).toBe(socket);
    expect(lab.take()).toEqual(["polling: open", "polling: close", "close forced close"]);
    socket.send("ignored");
    expect([socket.writeBuffer, socket.readyState]).toEqual([[], "closed"]);
  });

  test("while opening with messages to send, which are sent first", () => {
    const socket = lab.open(["polling", "websocket"]);
    socket.send("last words").close();
    expect(socket.readyState).toBe("closing");
    lab.take();
    lab.made[0]!.opened();
    lab.made[0]!.receive("open", handshake({ upgrades: ["websocket"] }));
    lab.made[0]!.drained();
    expect(lab.take()).toEqual([
      "handshake",
      "open",
      "polling: message=last words",
      "flush",
      "drain",
      "polling: close",
      "close forced close",
    ]);
  });

  test("sends what is left, receives, and takes nothing more", () => {
    const { socket, transport } = openSession();
    socket.send("a").send("b").close().send("c");
    transport.receive("message", "in");
    transport.receive("ping");
    transport.drained();
    expect(lab.take()).toEqual([
      "polling: message=a",
      "flush",
      "message in",
      "ping",
      "pong",
      "polling: message=b",
      "flush",
    ]);
    transport.drained();
    expect(lab.take()).toEqual(["drain", "polling: close", "close forced close"]);
    transport.receive("message", "too late");
    transport.drained();
    transport.fail("too late");
    transport.gone();
    expect([lab.take(), socket.id]).toEqual([[], null]);
  });

  test.each<[name: string, act: (transport: FakeTransport) => void, log: string[]]>([
    [
      "close",
      (transport) => transport.gone({ description: "why" }),
      ['close transport close {"description":"why"}'],
    ],
    [
      "fail",
      (transport) => transport.fail("why"),
      ["error why", "polling: close", "close transport error why"],
    ],
    [
      "receive garbage",
      (transport) => transport.receive("error", "parser error"),
      ["error server error", "polling: close", "close transport error server error"],
    ],
  ])("transports may %s", (_name, act, log) => {
    const { socket, transport } = openSession();
    socket.send("unsent");
    lab.take();
    socket.on("close", () => expect([socket.writeBuffer.length, socket.id]).toEqual([1, null]));
    act(transport);
    expect([lab.take(), socket.writeBuffer, socket.readyState]).toEqual([log, [], "closed"]);
  });
});
