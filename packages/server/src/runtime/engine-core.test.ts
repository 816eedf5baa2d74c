import { describe, expect, it } from "vitest";
import type { AllowRequest } from "./core-options.ts";
import { wantsBase64, type UpgradeTicket } from "./engine-core.ts";
import { answerOf, CoreBench, type UpgradeAttempt } from "./testing/core-bench.ts";
import { FakeTransport, testDialects } from "./testing/fake-transport.ts";
import { uncaughtIn } from "./testing/uncaught.ts";

const polling = { EIO: "4", transport: "polling" };
const websocket = { EIO: "4", transport: "websocket" };

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The ticket that an upgrade request has earned. */
function ticketOf({ outcomes }: UpgradeAttempt): UpgradeTicket {
  const [outcome] = outcomes;
  if (outcome?.refusal !== undefined || outcome === undefined) throw new Error("there is no ticket");
  return outcome;
}

/** The code and the context of what refused an upgrade request. */
function refusalOf({ outcomes }: UpgradeAttempt): unknown {
  return outcomes.map(({ refusal }) => [refusal?.code, refusal?.context]);
}

describe("a session over polling", () => {
  it("is opened by a request, which gets its greeting", () => {
    const bench = new CoreBench();
    const exchange = bench.request(polling);
    const [transport] = bench.pollings;
    expect(transport?.exchanges).toEqual([exchange]);
    expect(transport?.sent).toEqual([
      '0{"sid":"id0","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}',
    ]);
    expect([bench.connections, bench.core.sessions.size]).toEqual([["id0"], 1]);
  });

  it("gets its further requests", () => {
    const bench = new CoreBench();
    bench.request(polling);
    const poll = bench.request({ ...polling, sid: "id0" });
    const post = bench.request({ ...polling, sid: "id0" }, { method: "POST" });
    expect(bench.pollings[0]?.exchanges.slice(1)).toEqual([poll, post]);
  });

  it("is forgotten when it is over", () => {
    const bench = new CoreBench();
    bench.open().close(true);
    expect(bench.core.sessions.size).toBe(0);
    expect(answerOf(bench.request({ ...polling, sid: "id0" }))).toEqual([400, "Session ID unknown"]);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it("speaks the revision that it was opened with", () => {
    const bench = new CoreBench({ allowEIO3: true });
    expect(bench.open({ EIO: "3" }).protocol).toBe(3);
    expect(bench.open().protocol).toBe(4);
  });

  it("is refused with an answer, and the application is told", () => {
    const bench = new CoreBench({ allowRequest: (_, answer) => answer("go away", false) });
    expect(answerOf(bench.request(polling))).toEqual([403, "go away"]);
    expect(bench.refusals).toMatchObject([{ code: 4, context: { message: "go away" } }]);
    expect(bench.core.sessions.size).toBe(0);
  });

  it("is refused also when the application fails to take the news", async () => {
    const bench = new CoreBench();
    const mistake = new Error("connection_error");
    bench.onRefused = () => {
      throw mistake;
    };
    const errors = await uncaughtIn(() => {
      expect(answerOf(bench.request({}))).toEqual([400, "Transport unknown"]);
    });
    expect(errors).toEqual([mistake]);
  });

  it("allowRequest is asked once, for the request that opens it", () => {
    let asked = 0;
    const bench = new CoreBench({
      allowRequest: (_, answer) => {
        asked++;
        answer(null, true);
      },
    });
    const session = bench.open();
    bench.request({ ...polling, sid: session.id });
    bench.upgrade({ ...websocket, sid: session.id });
    expect(asked).toBe(1);
  });
});

describe("a client that leaves while the application is asked", () => {
  function wait(): { readonly bench: CoreBench; readonly answers: Parameters<AllowRequest>[1][] } {
    const answers: Parameters<AllowRequest>[1][] = [];
    return { bench: new CoreBench({ allowRequest: (_, answer) => answers.push(answer) }), answers };
  }

  it("over polling: no session is opened", () => {
    const { bench, answers } = wait();
    bench.request(polling).leave();
    answers[0]?.(null, true);
    expect([bench.core.sessions.size, bench.connections, bench.pollings]).toEqual([0, [], []]);
  });

  it("over polling, and stays: one is", () => {
    const { bench, answers } = wait();
    const exchange = bench.request(polling);
    expect(exchange.onAbort).toBeDefined();
    answers[0]?.(null, true);
    expect([bench.connections, exchange.onAbort]).toEqual([["id0"], undefined]);
  });

  it("in an upgrade: it gets no answer", () => {
    const { bench, answers } = wait();
    const attempt = bench.upgrade(websocket);
    (attempt.giveUp as (hadError: boolean) => void)(true);
    answers[0]?.(null, true);
    expect([attempt.outcomes, bench.core.sessions.size]).toEqual([[], 0]);
  });

  it("over WebTransport: no session is opened on what is left of it", async () => {
    const bench = new CoreBench();
    bench.generateId = () => Promise.resolve("late");
    const transport = new FakeTransport({ name: "webtransport" });
    bench.core.acceptTransport(transport, undefined);
    transport.vanish();
    await settled();
    expect([bench.core.sessions.size, bench.connections]).toEqual([0, []]);
  });

  it("before it was asked at all, over polling", () => {
    const bench = new CoreBench();
    const query = polling;
    const exchange = bench.request({ ...query, transport: "none" });
    expect(exchange.isOver).toBe(true);
    Object.assign(exchange, { query });
    bench.core.handleRequest(exchange);
    expect([bench.core.sessions.size, bench.connections]).toEqual([0, []]);
  });
});

describe("an upgrade request", () => {
  it("opens a session over WebSocket when its transport stands", () => {
    const bench = new CoreBench();
    const ticket = ticketOf(bench.upgrade(websocket));
    expect(ticket).toMatchObject({ dialect: testDialects[4], supportsBinary: true, opensSession: true });
    expect(bench.core.sessions.size).toBe(0);
    const transport = new FakeTransport();
    ticket.accept(transport);
    expect([bench.connections, transport.sent.length]).toEqual([["id0"], 1]);
    // There is nothing better to move to.
    expect(transport.sent[0]).toContain('"upgrades":[]');
  });

  it("joins a session when its transport stands", () => {
    const bench = new CoreBench();
    const session = bench.open();
    const ticket = ticketOf(bench.upgrade({ ...websocket, sid: session.id, b64: "1" }));
    expect(ticket).toMatchObject({ supportsBinary: false, opensSession: false });
    const transport = new FakeTransport();
    ticket.accept(transport);
    transport.receive({ type: "upgrade" });
    expect([session.transport, bench.connections]).toEqual([transport, ["id0"]]);
  });

  it("is closed when the session has ended, or has found another transport, in between", () => {
    const bench = new CoreBench();
    const session = bench.open();
    const tickets = [1, 2, 3].map(() => ticketOf(bench.upgrade({ ...websocket, sid: session.id })));
    const transports = tickets.map(() => new FakeTransport());
    tickets[0]!.accept(transports[0]!);
    tickets[1]!.accept(transports[1]!);
    session.close(true);
    tickets[2]!.accept(transports[2]!);
    expect(transports.map(({ readyState }) => readyState)).toEqual(["closed", "closed", "closed"]);
    expect(bench.core.sessions.size).toBe(0);
  });

  it("is refused without a session, by its sid and by its revision", () => {
    const bench = new CoreBench();
    expect(refusalOf(bench.upgrade({ ...websocket, sid: "gone" }))).toEqual([[1, { sid: "gone" }]]);
    expect(refusalOf(bench.upgrade({ transport: "websocket" }))).toEqual([[5, { protocol: 3 }]]);
    expect(bench.refusals.map(({ code }) => code)).toEqual([1, 5]);
  });

  it("takes a request without a method for a GET", () => {
    const bench = new CoreBench();
    expect(bench.upgrade(websocket, { method: undefined }).outcomes.length).toBe(1);
    expect(bench.refusals).toEqual([]);
  });

  it("that is over before it is accepted opens nothing", () => {
    const bench = new CoreBench();
    const ticket = ticketOf(bench.upgrade(websocket));
    const transport = new FakeTransport();
    transport.end();
    ticket.accept(transport);
    expect([bench.core.sessions.size, bench.connections]).toEqual([0, []]);
  });
});

describe("a transport that comes without a request", () => {
  it("opens a session of revision 4", () => {
    const bench = new CoreBench();
    const transport = new FakeTransport({ name: "webtransport" });
    bench.core.acceptTransport(transport, undefined);
    expect([bench.connections, transport.sent.length, bench.core.sessions.get("id0")?.protocol]).toEqual([
      ["id0"],
      1,
      4,
    ]);
  });

  it("joins the session that it names", () => {
    const bench = new CoreBench({ transports: ["polling", "webtransport"] });
    const session = bench.open();
    const transport = new FakeTransport({ name: "webtransport" });
    bench.core.acceptTransport(transport, session.id);
    transport.receive({ type: "upgrade" });
    expect(session.transport).toBe(transport);
  });

  it.each(["gone", "__proto__", ""])("is closed when it names the session %j, which is not there", (sid) => {
    const bench = new CoreBench();
    const transport = new FakeTransport({ name: "webtransport" });
    bench.core.acceptTransport(transport, sid);
    expect([transport.readyState, bench.core.sessions.size]).toEqual(["closed", 0]);
  });

  it("is closed when it names a session of another revision", () => {
    const bench = new CoreBench({ allowEIO3: true });
    const session = bench.open({ EIO: "3" });
    const transport = new FakeTransport({ name: "webtransport" });
    bench.core.acceptTransport(transport, session.id);
    transport.receive({ type: "upgrade" });
    expect([transport.readyState, session.protocol, session.isUpgraded]).toEqual(["closed", 3, false]);
  });

  it("is closed when it may not open a session", () => {
    const bench = new CoreBench({ allowRequest: (_, answer) => answer(null, true) });
    const transport = new FakeTransport({ name: "webtransport" });
    bench.core.acceptTransport(transport, undefined);
    expect([transport.readyState, bench.core.sessions.size]).toEqual(["closed", 0]);
  });
});

describe("ids", () => {
  it("two newcomers with the same id: one session", async () => {
    const bench = new CoreBench();
    bench.generateId = () => Promise.resolve("same");
    const exchanges = [bench.request(polling), bench.request(polling)];
    await settled();
    expect(exchanges.map(answerOf)).toEqual([undefined, [400, "Bad request"]]);
    expect([...bench.core.sessions.ids()]).toEqual(["same"]);
  });

  it("gets the request that opens the session", () => {
    const bench = new CoreBench();
    const seen: unknown[] = [];
    bench.generateId = (request) => {
      seen.push(request);
      return `x${seen.length}`;
    };
    const exchange = bench.request(polling);
    bench.core.acceptTransport(new FakeTransport({ name: "webtransport" }), undefined);
    expect(seen).toEqual([exchange.request, undefined]);
  });
});

describe("upgrades", () => {
  it.each([
    [["polling", "websocket"], true, "polling", ["websocket"]],
    [["polling", "websocket", "webtransport"], true, "polling", ["websocket", "webtransport"]],
    [["polling", "websocket"], true, "websocket", []],
    [["polling", "websocket"], false, "polling", []],
    [["polling"], true, "polling", []],
  ] as const)("of %j, allowed %j, from %s: %j", (transports, allowUpgrades, from, expected) => {
    const { core } = new CoreBench({ transports, allowUpgrades });
    expect(core.upgradesFrom(from)).toEqual(expected);
  });

  it("offers what is switched on", () => {
    const { core } = new CoreBench({ transports: ["websocket"] });
    expect([core.offers("websocket"), core.offers("polling")]).toEqual([true, false]);
  });
});

it("close ends all sessions at once, without waiting for what they have to send", () => {
  const bench = new CoreBench();
  const sessions = [bench.open(), bench.open(), bench.open()];
  for (const session of sessions) {
    session.send({ type: "message", data: "waits" });
  }
  bench.core.close();
  expect(sessions.map(({ readyState }) => readyState)).toEqual(["closed", "closed", "closed"]);
  expect([...bench.listeners.values()].map(({ lines }) => lines.at(-1))).toEqual(
    sessions.map(() => "closed forced close"),
  );
  expect([bench.core.sessions.size, bench.core.deadlines.size, bench.clock.pendingTimers]).toEqual([0, 0, 0]);
});

it("says why a session has ended", () => {
  const bench = new CoreBench();
  bench.open().cutOff();
  bench.open().close(true);
  expect(bench.endings).toEqual([expect.objectContaining({ code: "EIO_SLOW_CONSUMER" }), undefined]);
});

it.each([
  [{}, false],
  [{ b64: "" }, false],
  [{ b64: "1" }, true],
  [{ b64: "true" }, true],
])("%j wants base64: %j", (query, expected) => {
  expect(wantsBase64(query)).toBe(expected);
});
