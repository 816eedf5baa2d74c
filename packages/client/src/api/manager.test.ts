import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Manager } from "./manager.ts";
import { type Lab, pass, settle, useLab } from "./testing/lab.ts";

let lab: Lab;
beforeEach(() => void (lab = useLab()));
afterEach(() => void vi.useRealTimers().restoreAllMocks());

describe("settings", () => {
  const names = [
    "reconnection",
    "reconnectionAttempts",
    "reconnectionDelay",
    "reconnectionDelayMax",
    "randomizationFactor",
    "timeout",
  ] as const;
  const defaults = [true, Infinity, 1000, 5000, 0.5, 20_000];

  test.each([
    [{}, defaults],
    [{ reconnectionAttempts: 0, reconnectionDelay: 0, reconnectionDelayMax: 0 }, defaults],
    [{ timeout: null, randomizationFactor: null, reconnection: null }, defaults],
    [{ reconnection: false, randomizationFactor: 0, timeout: 0 }, [false, Infinity, 1000, 5000, 0, 0]],
    [{ timeout: false }, [true, Infinity, 1000, 5000, 0.5, false]],
  ])("%j", (options, expected) => {
    const manager = new Manager("http://host", { autoConnect: false, ...options } as never);
    expect(names.map((name) => manager[name]())).toEqual(expected);
  });

  test("can be changed", () => {
    const manager = new Manager({ autoConnect: false });
    const values = [false, 3, 5, 7, 0.1, false] as const;
    for (const [index, name] of names.entries()) expect(manager[name](values[index] as never)).toBe(manager);
    expect(names.map((name) => manager[name]())).toEqual(values);
    expect(manager.reconnectionAttempts(0).reconnectionAttempts()).toBe(0);
  });

  test("the options are those that were given", () => {
    const options = { autoConnect: false };
    expect(new Manager(options).opts).toBe(options);
    expect(new Manager("http://host", options)).toMatchObject({
      uri: "http://host",
      opts: { path: "/socket.io" },
    });
    expect(new Manager(undefined, options).uri).toBeUndefined();
  });
});

describe("opening", () => {
  test("with a callback, once", async () => {
    const manager = lab.watchManager(lab.manager({ autoConnect: false }));
    expect(manager._readyState).toBe("closed");
    expect(manager.open((error) => lab.note("callback", error, manager._readyState))).toBe(manager);
    manager.connect((error) => lab.note("another", error));
    expect(manager._readyState).toBe("opening");
    expect(await lab.take()).toEqual(["1 opens", "manager open", 'callback undefined "open"']);
    expect([manager.engine.id, manager._readyState]).toEqual(["engine1", "open"]);
    manager.open();
    expect(await lab.take()).toEqual([]);
  });

  test("who gives a callback tries again by himself", async () => {
    lab.answer = "fail";
    const manager = lab.watchManager(lab.manager({ autoConnect: false }));
    manager.open((error) => lab.note("callback", error, manager._readyState));
    await pass(60_000);
    expect(await lab.take()).toEqual([
      "1 opens",
      "manager error TransportError(fake error)",
      'callback TransportError(fake error) "closed"',
      "1 closes",
    ]);
  });

  test("a callback does not end a reconnection that is under way", async () => {
    lab.answer = "fail";
    const manager = lab.manager();
    await settle();
    expect(manager._reconnecting).toBe(true);
    manager.open(() => {});
    await settle();
    expect(manager._reconnecting).toBe(true);
    lab.answer = "accept";
    await pass(10_000);
    expect([manager._readyState, manager._reconnecting]).toEqual(["open", false]);
  });

  test("opening while it waits ends the waiting", async () => {
    const manager = lab.manager();
    await settle();
    lab.wire.drop();
    manager.open();
    await pass(60_000);
    expect([lab.transports.length, manager._reconnecting]).toEqual([2, false]);
    lab.wire.drop();
    await pass(60_000);
    expect([lab.transports.length, manager._readyState]).toEqual([3, "open"]);
  });

  test.each([
    ["nothing comes", "nothing", "timeout", 500],
    ["the server closes", "drop", "transport close", 0],
    ["the transport fails", "fail", "fake error", 0],
  ] as const)("%s", async (_, answer, message, milliseconds) => {
    lab.answer = answer;
    const manager = lab.manager({ timeout: 500 });
    lab.watch(manager.socket("/"));
    const errors: Error[] = [];
    manager.on("error", (error) => errors.push(error));
    if (milliseconds) await pass(milliseconds - 1);
    expect(errors).toEqual([]);
    await pass(milliseconds ? 1 : 0);
    expect(errors[0]!.message).toBe(message);
    expect([manager._readyState, manager._reconnecting]).toEqual(["closed", true]);
    expect((await lab.take()).filter((line) => line.startsWith("connect_error"))).toEqual([
      `connect_error ${answer === "fail" ? "Transport" : ""}Error(${message})`,
    ]);
    lab.answer = "accept";
    await pass(2000);
    expect(manager._readyState).toBe("open");
  });

  test("without a timeout it waits", async () => {
    lab.answer = "nothing";
    const manager = lab.manager({ timeout: false as never });
    await pass(1e9);
    expect(manager._readyState).toBe("opening");
  });

  test("the engine is closed by its application before it opens", async () => {
    lab.answer = "nothing";
    const manager = lab.watchManager(lab.manager());
    await settle();
    manager.engine.close();
    expect(await lab.take()).toEqual(["1 opens", "1 closes", "manager error Error(forced close)"]);
    expect(manager._reconnecting).toBe(true);
  });

  test.each(["{}", "null", "[]", '{"sid":"a","upgrades":[],"pingInterval":0,"pingTimeout":0}'])(
    "a handshake that is none: %s",
    async (data) => {
      lab.answer = "nothing";
      const manager = lab.watchManager(lab.manager());
      await settle();
      lab.wire.accept(data);
      expect(await lab.take()).toContain("manager error Error(server error)");
      expect(manager._reconnecting).toBe(true);
    },
  );
});

describe("reconnecting", () => {
  test("in this order, until it works", async () => {
    const manager = lab.watchManager(lab.manager());
    lab.watch(manager.socket("/"));
    await settle();
    lab.wire.say('0{"sid":"A"}');
    await lab.take();
    lab.answer = "fail";
    lab.wire.drop();
    await pass(1000);
    lab.answer = "accept";
    await pass(2000);
    expect(await lab.take()).toEqual([
      'manager close "transport close" {"description":"fake connection closed"}',
      'disconnect "transport close" {"description":"fake connection closed"}',
      "manager reconnect_attempt 1",
      "2 opens",
      "manager error TransportError(fake error)",
      "connect_error TransportError(fake error)",
      "manager reconnect_error TransportError(fake error)",
      "2 closes",
      "manager reconnect_attempt 2",
      "3 opens",
      "manager open",
      "3 < 0",
      "manager reconnect 2",
    ]);
  });

  test("until it gives up", async () => {
    lab.answer = "fail";
    const manager = lab.watchManager(lab.manager({ reconnectionAttempts: 1 }));
    await pass(60_000);
    expect(await lab.take()).toEqual([
      "1 opens",
      "manager error TransportError(fake error)",
      "1 closes",
      "manager reconnect_attempt 1",
      "2 opens",
      "manager error TransportError(fake error)",
      "manager reconnect_failed",
      "manager reconnect_error TransportError(fake error)",
      "2 closes",
    ]);
    expect(manager._reconnecting).toBe(false);
    manager.open();
    await pass(1000);
    expect(await lab.take()).toContain("manager reconnect_attempt 1");
  });

  test("with other options and another address, if they are changed", async () => {
    const manager = lab.manager();
    manager.on("reconnect_attempt", () => {
      manager.uri = "http://other:2";
      manager.opts = lab.options({ query: { token: 2 } });
    });
    await settle();
    lab.wire.drop();
    await pass(1000);
    expect(lab.wire.settings).toMatchObject({ hostname: "other", port: "2", query: { token: 2 } });
  });

  test.each([
    ["the option says so", { reconnection: false }, () => {}],
    ["it is told so", {}, (manager: Manager) => manager.reconnection(false)],
  ])("not if %s", async (_, options, act) => {
    const manager = lab.manager(options);
    await settle();
    act(manager);
    lab.wire.drop();
    await pass(60_000);
    expect(lab.transports).toHaveLength(1);
    manager.reconnection(true).open();
    await settle();
    lab.wire.drop();
    await pass(60_000);
    expect(lab.transports).toHaveLength(3);
  });

  test("not if it is told so while it waits", async () => {
    const manager = lab.watchManager(lab.manager());
    await settle();
    lab.wire.drop();
    manager.reconnection(false);
    await pass(60_000);
    expect([await lab.take(), manager._reconnecting]).toEqual([
      ["1 opens", "manager open", 'manager close "transport close" {"description":"fake connection closed"}'],
      false,
    ]);
  });

  test.each([
    ["while it waits", 0],
    ["during an attempt", 1000],
  ])("not after it was closed %s", async (_, milliseconds) => {
    const manager = lab.manager();
    await settle();
    lab.answer = "nothing";
    lab.wire.drop();
    await pass(milliseconds);
    const { length } = lab.transports;
    manager._close();
    await pass(60_000);
    expect([lab.transports.length, manager._readyState, manager._reconnecting]).toEqual([
      length,
      "closed",
      false,
    ]);
  });

  test.each(["reconnect_attempt", "error", "close"] as const)(
    "a listener of %s may close it",
    async (event) => {
      lab.answer = event === "error" ? "fail" : "accept";
      const manager = lab.manager();
      manager.once(event, () => manager._close());
      await settle();
      if (event !== "error") lab.wire.drop();
      await pass(60_000);
      expect([lab.transports.length, manager._readyState, manager._reconnecting]).toEqual([
        1,
        "closed",
        false,
      ]);
    },
  );

  test.each(["error", "close"] as const)("a listener of %s may open it again", async (event) => {
    lab.answer = event === "error" ? "fail" : "accept";
    const manager = lab.manager();
    manager.once(event, () => manager.open());
    await settle();
    lab.answer = "accept";
    if (event === "close") lab.wire.drop();
    await pass(60_000);
    expect(manager._readyState).toBe("open");
    const { length } = lab.transports;
    lab.wire.drop();
    await pass(60_000);
    expect([lab.transports.length, manager._readyState]).toEqual([length + 1, "open"]);
  });

  test.each(["error", "close", "open", "reconnect_attempt"] as const)(
    "goes on when a listener of %s throws",
    async (event) => {
      const manager = lab.manager();
      await settle();
      const boom = vi.fn(() => {
        throw new Error("listener");
      });
      manager.once(event, boom);
      const catching = (act: () => void): void => {
        try {
          act();
        } catch (error) {
          expect(error).toEqual(new Error("listener"));
        }
      };
      // What the transport and the timers would throw into the void.
      const { setTimeoutFn } = manager;
      Object.assign(manager, {
        setTimeoutFn: (callback: () => void, milliseconds: number) =>
          setTimeoutFn(() => catching(callback), milliseconds),
      });
      catching(() => lab.wire.drop());
      lab.answer = "nothing";
      await pass(1000);
      catching(() => (event === "error" ? lab.wire.fail() : lab.wire.accept()));
      expect(boom).toHaveBeenCalled();
      lab.answer = "accept";
      await pass(10_000);
      expect([manager._readyState, manager._reconnecting]).toEqual(["open", false]);
    },
  );

  test("delays become longer, and are as short again only after a connection has lasted", async () => {
    const manager = lab.manager();
    const attempts: number[] = [];
    manager.on("reconnect_attempt", (attempt) => attempts.push(attempt));
    await settle();
    const delays: number[] = [];
    for (const lifetime of [10_000, 0, 4999, 0, 0, 5000, 0]) {
      await pass(lifetime);
      lab.wire.drop();
      const closedAt = Date.now();
      await vi.advanceTimersToNextTimerAsync();
      delays.push(Date.now() - closedAt);
      await settle();
    }
    expect(delays).toEqual([1000, 2000, 4000, 5000, 5000, 1000, 2000]);
    expect(attempts).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  test("chance changes the longest delay, too, unless it is to be as in the published client", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.1);
    lab.answer = "fail";
    const waits: number[][] = [];
    for (const randomizationCap of ["before", "after"] as const) {
      const manager = lab.manager({ randomizationCap });
      await settle();
      const wait: number[] = [];
      for (let attempt = 0; attempt < 4; attempt++) {
        const from = Date.now();
        await vi.advanceTimersToNextTimerAsync();
        wait.push(Date.now() - from);
        await settle();
      }
      waits.push(wait);
      manager._close();
    }
    expect(waits).toEqual([
      [1050, 2100, 4200, 5250],
      [1050, 2100, 4200, 5000],
    ]);
  });

  test.each([
    ["it is online again", "online", true, 2],
    ["the page is seen again", "visibilitychange", false, 2],
    ["the page is hidden", "visibilitychange", true, 1],
  ])("wakes when %s", async (_, type, hidden, transports) => {
    const page = new EventTarget();
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("document", { hidden });
    const manager = lab.watchManager(lab.manager());
    await settle();
    page.dispatchEvent(new Event(type));
    lab.wire.drop();
    page.dispatchEvent(new Event(type));
    await settle();
    expect(lab.transports).toHaveLength(transports);
    // Once only.
    page.dispatchEvent(new Event(type));
    await pass(10_000);
    expect([lab.transports.length, manager._readyState]).toEqual([2, "open"]);
    manager._close();
    page.dispatchEvent(new Event(type));
    await pass(10_000);
    expect(lab.transports).toHaveLength(2);
    vi.unstubAllGlobals();
  });

  test("a process may end while it waits", () => {
    const unref = vi.fn();
    const manager = lab.manager({ autoConnect: false, autoUnref: true });
    const { setTimeoutFn } = manager;
    Object.assign(manager, {
      setTimeoutFn: (callback: () => void, milliseconds: number) =>
        Object.assign(setTimeoutFn(callback, milliseconds), { unref }),
    });
    manager.open();
    expect(unref).toHaveBeenCalledTimes(1);
    manager._close();
  });
});

describe("the connection", () => {
  test.each([
    [
      "it breaks",
      () => lab.wire.drop(),
      ['close "transport close" {"description":"fake connection closed"}'],
    ],
    [
      "the transport fails",
      () => lab.wire.fail(),
      ["error TransportError(fake error)", 'close "transport error" TransportError(fake error)'],
    ],
    [
      "the server says what is no event",
      () => lab.wire.say('2{"a":1}'),
      ['close "parse error" Error(invalid packet)'],
    ],
    [
      "the server says what is no packet",
      () => lab.wire.say("x"),
      ['close "parse error" Error(invalid packet)'],
    ],
    [
      "the server says what is no packet of the engine",
      () => lab.wire.receive({ type: "error", data: "parser error" }),
      ["error Error(server error)", 'close "transport error" Error(server error)'],
    ],
  ])("%s", async (_, act, expected) => {
    const manager = lab.watchManager(lab.manager());
    await settle();
    await lab.take();
    act();
    expect((await lab.take()).filter((line) => line.startsWith("manager"))).toEqual(
      expected.map((line) => `manager ${line}`),
    );
    expect([manager._readyState, manager._reconnecting, manager.engine.readyState]).toEqual([
      "closed",
      true,
      "closed",
    ]);
  });

  test("pings and packets are told", async () => {
    lab.watchManager(lab.manager(), "ping", "packet");
    await lab.take();
    lab.wire.receive({ type: "ping" });
    lab.wire.say('2/x,["event"]');
    lab.note("behind");
    expect(await lab.take()).toEqual([
      "1 < pongundefined",
      "manager ping",
      "behind",
      'manager packet {"type":2,"nsp":"/x","data":["event"]}',
    ]);
  });

  test("is not listened to any more when it has ended", async () => {
    const { engine } = lab.manager();
    await settle();
    const events = ["data", "ping", "error", "close"] as const;
    expect(events.map((event) => engine.hasListeners(event))).toEqual([true, true, true, true]);
    lab.wire.drop();
    expect(events.map((event) => engine.hasListeners(event))).toEqual([false, false, false, false]);
  });

  test("packets are told before the end that came behind them", async () => {
    const manager = lab.watchManager(lab.manager(), "packet");
    await lab.take();
    lab.wire.say('2["a"]', '2["b"]');
    lab.wire.drop();
    expect(await lab.take()).toEqual([
      'manager packet {"type":2,"nsp":"/","data":["a"]}',
      'manager packet {"type":2,"nsp":"/","data":["b"]}',
      'manager close "transport close" {"description":"fake connection closed"}',
    ]);
    expect(manager._reconnecting).toBe(true);
  });

  test("packets before a broken one are told", async () => {
    lab.watchManager(lab.manager(), "packet");
    await lab.take();
    lab.wire.say('2["a"]', "x", '2["b"]');
    expect(await lab.take()).toEqual([
      "1 closes",
      'manager packet {"type":2,"nsp":"/","data":["a"]}',
      'manager close "parse error" Error(invalid packet)',
    ]);
  });

  test("nothing is told of a connection that the application has closed", async () => {
    const manager = lab.watchManager(lab.manager(), "packet");
    await lab.take();
    lab.wire.say('2["a"]');
    manager.disconnect();
    manager.open();
    expect(await lab.take()).toEqual([
      "1 closes",
      'manager close "forced close" undefined',
      "2 opens",
      "manager open",
    ]);
  });

  test("a listener may close it and open another while an end is waiting", async () => {
    const manager = lab.watchManager(lab.manager());
    await lab.take();
    manager.once("packet", () => {
      manager._close();
      manager.open();
    });
    lab.wire.say('2["a"]');
    lab.wire.drop();
    expect(await lab.take()).toEqual(['manager close "forced close" undefined', "2 opens", "manager open"]);
    expect(manager._readyState).toBe("open");
  });
});

test("a parser of one's own", async () => {
  class Encoder {
    encode(packet: unknown): unknown[] {
      lab.note("encode", packet);
      return ["text", new Uint8Array(1)];
    }
  }
  class Decoder {
    #listener: ((packet: unknown) => void) | undefined;
    constructor(...args: unknown[]) {
      lab.note("decoder", ...args);
    }
    on(event: string, listener: () => void): void {
      lab.note("on", event);
      this.#listener = listener;
    }
    off(event: string): void {
      lab.note("off", event);
    }
    destroy(): void {
      lab.note("destroy");
    }
    add(chunk: string): void {
      if (chunk === "broken") throw new Error("no packet");
      this.#listener!(JSON.parse(chunk));
    }
  }
  const manager = lab.manager({ parser: { Encoder, Decoder } });
  const socket = lab.watch(manager.socket("/"));
  await settle();
  lab.wire.say('{"type":0,"nsp":"/","data":{"sid":"A"}}');
  await settle();
  socket.compress(false).emit("event", 1, () => {});
  lab.wire.say('{"type":5,"nsp":"/","data":["binary"],"id":7}', "broken");
  await settle();
  socket.disconnect();
  expect(await lab.take()).toEqual([
    "decoder",
    "1 opens",
    'on "decoded"',
    'encode {"type":0,"nsp":"/"}',
    "1 < text",
    '1 < {"0":0}',
    "connect",
    'encode {"type":2,"data":["event",1],"options":{"compress":false},"id":0,"nsp":"/"}',
    "1 < text uncompressed",
    'off "decoded"',
    "destroy",
    '1 < {"0":0} uncompressed',
    'event "binary" function',
    'disconnect "parse error" Error(no packet)',
    "1 closes",
    'off "decoded"',
    "destroy",
  ]);
});
