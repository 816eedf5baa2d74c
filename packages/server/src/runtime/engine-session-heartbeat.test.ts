import { describe, expect, it } from "vitest";
import { testDialects } from "./testing/fake-transport.ts";
import { NO_LEFTOVERS, SessionBench, text, type SessionOnBench } from "./testing/session-bench.ts";

const INTERVAL = 25_000;
const TIMEOUT = 20_000;

describe("the heartbeat of revision 4", () => {
  it("pings an interval after the opening, and after each pong", () => {
    const bench = new SessionBench();
    const { transport, listener } = bench.open();
    bench.clock.advance(INTERVAL - 1);
    expect(transport.sent).toEqual([]);
    bench.clock.advance(1);
    expect(transport.sent).toEqual(["2"]);
    bench.clock.advance(TIMEOUT - 1);
    transport.receive({ type: "pong" });
    expect(listener.only("heartbeat")).toEqual(["heartbeat"]);
    bench.clock.advance(INTERVAL - 1);
    expect(transport.sent).toEqual(["2"]);
    bench.clock.advance(1);
    expect(transport.sent).toEqual(["2", "2"]);
  });

  it("ends the session when the pong does not come", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open();
    bench.clock.advance(INTERVAL + TIMEOUT - 1);
    expect(session.readyState).toBe("open");
    bench.clock.advance(1);
    expect([session.readyState, transport.readyState]).toEqual(["closed", "closed"]);
    expect(listener.only("closed")).toEqual(["closed ping timeout"]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("ends a session whose client never collects its ping", () => {
    const bench = new SessionBench();
    const { transport, listener } = bench.open({ name: "polling" });
    transport.block();
    bench.clock.advance(INTERVAL + TIMEOUT);
    expect([transport.sent, listener.only("closed")]).toEqual([[], ["closed ping timeout"]]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("waits once more when another packet comes while the pong is due", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open();
    bench.clock.advance(INTERVAL + TIMEOUT - 1);
    transport.message("busy");
    bench.clock.advance(TIMEOUT - 1);
    transport.message("still busy");
    expect(session.readyState).toBe("open");
    bench.clock.advance(1);
    expect(session.readyState).toBe("closed");
  });

  it("is not put off by messages and pongs that nobody asked for", () => {
    const bench = new SessionBench();
    const { transport } = bench.open();
    bench.clock.advance(INTERVAL - 1);
    transport.message("a");
    transport.receive({ type: "pong" });
    bench.clock.advance(1);
    expect(transport.sent).toEqual(["2"]);
  });

  it("takes a ping of the client for what it is: a mistake", () => {
    const { transport, listener } = new SessionBench().open();
    transport.receive({ type: "ping" });
    expect(listener.lines).toEqual(["packet ping", "closed transport error"]);
    expect(listener.description).toMatchObject({ message: "invalid heartbeat direction" });
  });

  it("goes on over the new transport, and forgives a pong that was due on the old one", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open({ name: "polling" });
    bench.clock.advance(INTERVAL);
    expect(transport.sent).toEqual(["2"]);
    const candidate = bench.candidate(session);
    candidate.receive({ type: "upgrade" });
    bench.clock.advance(TIMEOUT);
    expect(session.readyState).toBe("open");
    bench.clock.advance(INTERVAL - TIMEOUT);
    expect(candidate.sent).toEqual(["2"]);
  });

  it("sends no ping while the session is closing, and ends it when the client does not take what waits", () => {
    const bench = new SessionBench({ context: { writeStallTimeout: Infinity } });
    const { session, transport, listener } = bench.open({ name: "polling" });
    transport.block();
    session.send(text("a"));
    session.close();
    bench.clock.advance(INTERVAL + TIMEOUT);
    expect([transport.sent, listener.only("closed")]).toEqual([[], ["closed ping timeout"]]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });
});

describe("the heartbeat of revision 3", () => {
  function open(): SessionOnBench & { readonly bench: SessionBench } {
    const bench = new SessionBench();
    return { bench, ...bench.open({ dialect: testDialects[3] }) };
  }

  it("answers pings", () => {
    const { session, transport, listener } = open();
    expect(session.protocol).toBe(3);
    transport.receive({ type: "ping" });
    expect([transport.sent, listener.only("heartbeat")]).toEqual([["3"], ["heartbeat"]]);
  });

  it("ends the session when none comes, whatever else does", () => {
    const { bench, session, transport, listener } = open();
    bench.clock.advance(INTERVAL);
    transport.receive({ type: "ping" });
    bench.clock.advance(INTERVAL + TIMEOUT - 1);
    transport.message("a");
    expect(session.readyState).toBe("open");
    bench.clock.advance(1);
    expect(listener.only("closed")).toEqual(["closed ping timeout"]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("takes a pong for a mistake", () => {
    const { transport, listener } = open();
    transport.receive({ type: "pong" });
    expect(listener.only("closed")).toEqual(["closed transport error"]);
  });
});

it("many sessions share one timer", () => {
  const bench = new SessionBench();
  const sessions = Array.from({ length: 50 }, () => bench.open());
  expect([bench.deadlines.size, bench.clock.pendingTimers]).toEqual([50, 1]);
  for (const { session } of sessions) session.close();
  expect(bench.leftovers).toEqual(NO_LEFTOVERS);
});
