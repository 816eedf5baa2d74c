import { describe, expect, it } from "vitest";
import type { FakeTransport } from "./testing/fake-transport.ts";
import { NO_LEFTOVERS, SessionBench, text } from "./testing/session-bench.ts";
import { uncaughtIn } from "./testing/uncaught.ts";

const microtasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function probe(candidate: FakeTransport): void {
  candidate.receive({ type: "ping", data: "probe" });
}

function upgrade(candidate: FakeTransport): void {
  probe(candidate);
  candidate.receive({ type: "upgrade" });
}

describe("an upgrade", () => {
  it("answers the probe on the candidate, switches at the upgrade packet, and discards the old transport", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    expect([session.isUpgrading, session.isUpgraded, listener.lines]).toEqual([true, false, []]);
    probe(candidate);
    expect([candidate.sent, listener.lines]).toEqual([["3probe"], ["upgrading websocket"]]);
    expect(session.transport).toBe(transport);
    candidate.receive({ type: "upgrade" });
    expect([session.isUpgrading, session.isUpgraded]).toEqual([false, true]);
    expect(listener.lines).toEqual(["upgrading websocket", "upgrade websocket"]);
    expect(session.transport).toBe(candidate);
    expect([transport.isDiscarded, transport.calls]).toEqual([true, ["discard"]]);
  });

  it("releases the waiting poll every 100 ms from the probe on, until the switch", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    bench.clock.advance(1_000);
    expect(transport.calls).toEqual([]);
    probe(candidate);
    bench.clock.advance(99);
    expect(transport.calls).toEqual([]);
    bench.clock.advance(201);
    expect(transport.calls).toEqual(["releasePoll", "releasePoll", "releasePoll"]);
    candidate.receive({ type: "upgrade" });
    bench.clock.advance(1_000);
    expect(transport.calls.filter((call) => call === "releasePoll").length).toBe(3);
  });

  it("keeps the order of what is sent before, during and after it", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    const send = (data: string): void => session.send(text(data));
    send("a");
    bench.clock.turn();
    send("b");
    const candidate = bench.candidate(session);
    send("c");
    probe(candidate);
    transport.ready();
    send("d");
    send("e");
    listener.reaction = (line) => {
      if (line.startsWith("upgrade ")) send("f");
    };
    candidate.receive({ type: "upgrade" });
    send("g");
    bench.clock.turn();
    expect(transport.sent).toEqual(["4a", "4b", "4c"]);
    expect(candidate.sent).toEqual(["3probe", "4d", "4e", "4f", "4g"]);
  });

  it("keeps the order of what the client sends, over the old transport and then over the new one", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    transport.message("a");
    probe(candidate);
    transport.message("b");
    candidate.receive({ type: "upgrade" });
    transport.message("late, over the discarded transport");
    candidate.message("c");
    expect(listener.only("message")).toEqual(["message a", "message b", "message c"]);
  });

  it("keeps callbacks of what the old transport did not take, and drain works afterwards", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling", confirms: "by hand" });
    const called: string[] = [];
    session.send(text("under way"), () => called.push("under way"));
    bench.clock.turn();
    session.send(text("a"), () => called.push("a"));
    const candidate = bench.candidate(session);
    upgrade(candidate);
    transport.confirm();
    expect([called, candidate.sent]).toEqual([["a"], ["3probe", "4a"]]);
    session.send(text("b"), () => called.push("b"));
    expect([called, listener.only("drain")]).toEqual([
      ["a", "b"],
      ["drain", "drain"],
    ]);
  });

  it("does not wait for the client to leave the old transport, as whoever sends the packet has left it", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open({ name: "polling" });
    transport.block();
    const candidate = bench.candidate(session);
    upgrade(candidate);
    expect(session.transport).toBe(candidate);
  });

  it("waits with what the new transport does not take", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open({ name: "polling" });
    transport.block();
    session.send(text("a"));
    const candidate = bench.candidate(session);
    probe(candidate);
    candidate.block();
    candidate.receive({ type: "upgrade" });
    session.send(text("b"));
    expect(candidate.sent).toEqual(["3probe"]);
    candidate.ready();
    expect(candidate.sent).toEqual(["3probe", "4a", "4b"]);
  });

  it("isolates listeners that throw", async () => {
    const bench = new SessionBench();
    const { session, listener } = bench.open({ name: "polling" });
    const mistake = new Error("listener");
    listener.reaction = () => {
      throw mistake;
    };
    const candidate = bench.candidate(session);
    expect(await uncaughtIn(() => upgrade(candidate))).toEqual([mistake, mistake]);
    expect([session.transport, session.isUpgraded]).toEqual([candidate, true]);
  });
});

describe("a candidate that does not make it", () => {
  const failures: readonly (readonly [string, (candidate: FakeTransport, bench: SessionBench) => void])[] = [
    ["sends a message", (candidate) => candidate.message("too early")],
    ["sends a ping that is no probe", (candidate) => candidate.receive({ type: "ping" })],
    ["sends garbage", (candidate) => candidate.garbage()],
    ["leaves", (candidate) => candidate.vanish()],
    ["breaks", (candidate) => candidate.vanish("transport error", new Error("reset"))],
    ["takes too long to probe", (_, { clock }) => clock.advance(10_000)],
    [
      "takes too long to say that it is ready",
      (candidate, { clock }) => {
        clock.advance(9_999);
        probe(candidate);
        clock.advance(1);
      },
    ],
  ];

  it.each(failures)("%s: it is closed, and the session goes on as it was", (_, fail) => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    fail(candidate, bench);
    expect([candidate.readyState, session.isUpgrading, session.isUpgraded]).toEqual(["closed", false, false]);
    expect([session.readyState, session.transport, transport.readyState]).toEqual([
      "open",
      transport,
      "open",
    ]);
    transport.ready();
    session.send(text("a"));
    bench.clock.turn();
    expect([transport.sent, listener.only("message", "closed", "packet")]).toEqual([["4a"], []]);
  });

  it.each(failures)("%s: the next one may", (_, fail) => {
    const bench = new SessionBench();
    const { session } = bench.open({ name: "polling" });
    fail(bench.candidate(session), bench);
    expect(session.takesCandidate).toBe(true);
    const next = bench.candidate(session);
    upgrade(next);
    expect(session.transport).toBe(next);
  });

  it("in time by a millisecond makes it", () => {
    const bench = new SessionBench();
    const { session } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    bench.clock.advance(9_999);
    upgrade(candidate);
    expect(session.transport).toBe(candidate);
  });

  it("says nothing more to the session once it was dropped", () => {
    const bench = new SessionBench();
    const { session, listener } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    candidate.message("too early");
    candidate.readyState = "open";
    candidate.message("late");
    candidate.receive({ type: "upgrade" });
    candidate.garbage();
    candidate.vanish();
    expect([session.readyState, session.isUpgraded, listener.lines]).toEqual(["open", false, []]);
  });

  it("is not answered when it takes nothing", () => {
    const bench = new SessionBench();
    const { session } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    candidate.block();
    probe(candidate);
    expect(candidate.sent).toEqual([]);
    candidate.ready();
    expect(candidate.sent).toEqual([]);
  });
});

describe("a candidate that is refused", () => {
  it("as there is one already: the first is not disturbed", () => {
    const bench = new SessionBench();
    const { session } = bench.open({ name: "polling" });
    const first = bench.candidate(session);
    expect(session.takesCandidate).toBe(false);
    const second = bench.candidate(session);
    expect(second.calls).toEqual(["close"]);
    upgrade(second);
    upgrade(first);
    expect(session.transport).toBe(first);
  });

  it("as the session has been upgraded", () => {
    const bench = new SessionBench();
    const { session } = bench.open({ name: "polling" });
    const first = bench.candidate(session);
    upgrade(first);
    const second = bench.candidate(session);
    second.vanish();
    expect([second.calls, session.transport, session.readyState]).toEqual([["close"], first, "open"]);
  });

  it.each([
    ["closing", false],
    ["closed", true],
  ] as const)("as the session is %s", (state, discard) => {
    const bench = new SessionBench();
    const { session, transport } = bench.open({ name: "polling" });
    transport.block();
    session.send(text("a"));
    session.close(discard);
    expect(session.readyState).toBe(state);
    expect(bench.candidate(session).calls).toEqual(["close"]);
  });
});

describe("closing while upgrading", () => {
  it("waits for the switch, sends what waits over the new transport, and ends", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    probe(candidate);
    transport.block();
    session.send(text("a"));
    session.close();
    expect(session.readyState).toBe("closing");
    candidate.receive({ type: "upgrade" });
    expect([candidate.sent, candidate.readyState]).toEqual([["3probe", "4a"], "closed"]);
    expect([session.readyState, listener.only("closed")]).toEqual(["closed", ["closed forced close"]]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("ends over the old transport when the upgrade comes to nothing", async () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    session.close();
    expect([session.readyState, transport.calls]).toEqual(["closing", []]);
    bench.clock.advance(10_000);
    await microtasks();
    expect([candidate.readyState, transport.calls]).toEqual(["closed", ["close"]]);
    expect(listener.only("closed")).toEqual(["closed forced close"]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("with discard ends both at once", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    probe(candidate);
    session.close(true);
    expect([candidate.readyState, transport.readyState]).toEqual(["closed", "closed"]);
    expect(listener.only("closed")).toEqual(["closed forced close"]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it.each(["upgrading", "upgrade"])("in the %s listener", async (event) => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    listener.reaction = (line) => {
      if (line.startsWith(`${event} `)) session.close();
    };
    const candidate = bench.candidate(session);
    upgrade(candidate);
    await microtasks();
    expect([session.readyState, candidate.readyState, transport.readyState]).toEqual([
      "closed",
      "closed",
      "closed",
    ]);
    expect([candidate.sent, listener.only("closed")]).toEqual([["3probe"], ["closed forced close"]]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("by the loss of the old transport closes the candidate, too", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    transport.vanish("transport error");
    expect([candidate.readyState, listener.lines]).toEqual(["closed", ["closed transport error"]]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });
});
