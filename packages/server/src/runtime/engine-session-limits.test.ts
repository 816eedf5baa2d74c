import { describe, expect, it } from "vitest";
import { sizeOf } from "./outgoing-buffer.ts";
import { NO_LEFTOVERS, SessionBench, text } from "./testing/session-bench.ts";

const SIZE = sizeOf(text("12345"));

describe("maxBufferedBytes", () => {
  const cases = [
    ["below the limit", 3 * SIZE + 1, "open"],
    ["at the limit", 3 * SIZE, "open"],
    ["beyond the limit", 3 * SIZE - 1, "closed"],
  ] as const;

  it.each(cases)("%s", (_, maxBufferedBytes, state) => {
    const bench = new SessionBench({ context: { maxBufferedBytes } });
    const { session, transport } = bench.open();
    transport.block();
    for (let i = 0; i < 3; i++) session.send(text("12345"));
    expect(session.readyState).toBe(state);
  });

  it("cuts the session off: without waiting for the peer, and with a code that says why", () => {
    const bench = new SessionBench({ context: { maxBufferedBytes: SIZE } });
    const { session, transport, listener } = bench.open();
    transport.block();
    session.send(text("12345"));
    session.send(text("12345"));
    expect(transport.calls).toContain("terminate");
    expect(listener.only("closed")).toEqual(["closed transport error"]);
    expect(listener.description).toMatchObject({ code: "EIO_SLOW_CONSUMER" });
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("lets one message pass, however large, when nothing else waits", () => {
    const bench = new SessionBench({ context: { maxBufferedBytes: 10 } });
    const { session, transport } = bench.open({ name: "polling" });
    transport.block();
    session.send(text("x".repeat(1000)));
    expect(session.readyState).toBe("open");
    transport.ready();
    expect(transport.sent[0]?.length).toBe(1001);
  });

  it("counts what waits, not what has gone", () => {
    const bench = new SessionBench({ context: { maxBufferedBytes: 2 * SIZE } });
    const { session, transport } = bench.open();
    for (let round = 0; round < 5; round++) {
      transport.block();
      session.send(text("12345"));
      session.send(text("12345"));
      transport.ready();
    }
    expect([session.readyState, transport.sent.length, bench.budget.bytes]).toEqual(["open", 10, 0]);
  });

  it("does not count what a ready transport takes", () => {
    const bench = new SessionBench({ context: { maxBufferedBytes: 10 } });
    const { session, transport } = bench.open();
    for (let i = 0; i < 100; i++) session.send(text("12345"));
    expect([session.readyState, transport.sent.length]).toEqual(["open", 100]);
  });
});

describe("maxTotalBufferedBytes", () => {
  function crowd(bench: SessionBench, sizes: readonly number[]) {
    return sizes.map((messages) => {
      const made = bench.open();
      made.transport.block();
      for (let i = 0; i < messages; i++) made.session.send(text("12345"));
      return made;
    });
  }

  it("cuts the session that holds the most, and no other, when that is enough", () => {
    const bench = new SessionBench({ maxTotalBufferedBytes: 6 * SIZE });
    const [small, large, last] = crowd(bench, [1, 4, 1]);
    expect(bench.budget.bytes).toBe(6 * SIZE);
    last!.session.send(text("12345"));
    expect([small, large, last].map((one) => one?.session.readyState)).toEqual(["open", "closed", "open"]);
    expect(large!.listener.description).toMatchObject({ code: "EIO_SLOW_CONSUMER" });
    expect(bench.budget.bytes).toBe(3 * SIZE);
  });

  it("cuts as many as it takes", () => {
    const bench = new SessionBench({ maxTotalBufferedBytes: 7 * SIZE });
    const all = crowd(bench, [3, 2, 1]);
    const [newcomer] = crowd(bench, [0]);
    newcomer!.session.send(text("x".repeat(12 * SIZE)));
    expect([newcomer, ...all].map((one) => one?.session.readyState)).toEqual([
      "closed",
      "open",
      "open",
      "open",
    ]);
  });

  it("does not make a session pay for what lies in its transport, which counts for nothing", () => {
    const bench = new SessionBench({ maxTotalBufferedBytes: 3 * SIZE });
    const [idle, first, second] = crowd(bench, [0, 1, 2]);
    idle!.transport.bufferedBytes = 20 * SIZE;
    first!.transport.bufferedBytes = 10 * SIZE;
    second!.session.send(text("12345"));
    expect([idle, first, second].map((one) => one?.session.readyState)).toEqual(["open", "open", "closed"]);
    expect(bench.budget.bytes).toBe(SIZE);
  });

  it.each(["opened", "upgrade", "message"])(
    "cuts off a session in the middle of its own %s event, without taking the others with it",
    (event) => {
      const bench = new SessionBench({ maxTotalBufferedBytes: 4 * SIZE });
      const [other] = crowd(bench, [1]);
      const flood = (send: (packet: ReturnType<typeof text>) => void): void => {
        for (let i = 0; i < 10; i++) send(text("12345"));
      };
      const made = bench.create({ name: "polling" });
      if (event === "opened") bench.onOpened = (session) => flood((packet) => session.send(packet));
      made.session.open();
      made.listener.reaction = (line) => {
        if (line.startsWith(event)) flood((packet) => made.session.send(packet));
      };
      if (event === "message") made.transport.message("go");
      if (event === "upgrade") {
        const candidate = bench.candidate(made.session);
        candidate.block();
        candidate.receive({ type: "upgrade" });
      }
      expect([made.session.readyState, other!.session.readyState]).toEqual(["closed", "open"]);
      expect(bench.budget.bytes).toBe(SIZE);
    },
  );
});

describe("writeStallTimeout", () => {
  it.each([
    ["just in time", 44_999, "open"],
    ["too late", 45_000, "closed"],
  ] as const)("a client that takes what waits %s", (_, wait, state) => {
    const bench = new SessionBench();
    const { session, transport } = bench.open();
    transport.block();
    session.send(text("a"));
    bench.clock.advance(10_000);
    session.send(text("b"));
    bench.clock.advance(15_000);
    transport.receive({ type: "pong" });
    bench.clock.advance(wait - 25_000);
    expect(session.readyState).toBe(state);
    transport.ready();
    expect(transport.sent).toEqual(state === "open" ? ["4a", "4b", "2"] : []);
  });

  it("cuts it off, with a code that says why", () => {
    const bench = new SessionBench({ context: { writeStallTimeout: 100 } });
    const { session, transport, listener } = bench.open();
    transport.block();
    session.send(text("a"));
    bench.clock.advance(100);
    expect(transport.calls).toContain("terminate");
    expect(listener.only("closed")).toEqual(["closed transport error"]);
    expect(listener.description).toMatchObject({ code: "EIO_SLOW_CONSUMER" });
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("begins anew with each batch that is taken", () => {
    const bench = new SessionBench({ context: { writeStallTimeout: 100 } });
    const { session, transport } = bench.open();
    for (let round = 0; round < 5; round++) {
      transport.block();
      session.send(text("a"));
      bench.clock.advance(99);
      transport.ready();
    }
    bench.clock.advance(1_000);
    expect(session.readyState).toBe("open");
  });

  it("does not run while nothing waits", () => {
    const bench = new SessionBench({ context: { writeStallTimeout: 100 } });
    const { session, transport } = bench.open();
    transport.block();
    bench.clock.advance(10_000);
    expect(session.readyState).toBe("open");
  });

  it("Infinity switches it off", () => {
    const bench = new SessionBench({ context: { writeStallTimeout: Infinity } });
    const { session, transport, listener } = bench.open();
    transport.block();
    session.send(text("a"));
    bench.clock.advance(44_999);
    expect(session.readyState).toBe("open");
    bench.clock.advance(1);
    expect(listener.only("closed")).toEqual(["closed ping timeout"]);
  });
});

describe("a transport that goes away while something waits for it", () => {
  it("over polling, a poll that was there when the packet was sent and is gone at the end of the turn", () => {
    const bench = new SessionBench({ context: { writeStallTimeout: 100 } });
    const { session, transport } = bench.open({ name: "polling" });
    session.send(text("a"));
    transport.block();
    bench.clock.advance(100);
    expect(session.readyState).toBe("closed");
  });

  it("in the upgrade, when the new transport takes nothing", () => {
    const bench = new SessionBench({ context: { writeStallTimeout: 100 } });
    const { session } = bench.open({ name: "polling" });
    session.send(text("a"));
    const candidate = bench.candidate(session);
    candidate.block();
    candidate.receive({ type: "upgrade" });
    bench.clock.advance(100);
    expect(session.readyState).toBe("closed");
  });
});
