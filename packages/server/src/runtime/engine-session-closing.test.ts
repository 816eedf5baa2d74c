import { createProtocolError } from "@sockeye/protocol/kernel";
import { describe, expect, it } from "vitest";
import type { EngineSession } from "./engine-session.ts";
import type { FakeTransport } from "./testing/fake-transport.ts";
import { NO_LEFTOVERS, SessionBench, text } from "./testing/session-bench.ts";
import { uncaughtIn } from "./testing/uncaught.ts";

/** Promises that are kept have been kept. */
const microtasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("close", () => {
  it("ends a session with nothing to send within the call", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open();
    session.close();
    expect([session.readyState, transport.readyState, listener.lines]).toEqual([
      "closed",
      "closed",
      ["closed forced close"],
    ]);
    expect([bench.closed, bench.leftovers]).toEqual([["s0"], NO_LEFTOVERS]);
  });

  it("answers a waiting poll with its goodbye", async () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    session.close();
    expect(transport.calls).toEqual(["close"]);
    await microtasks();
    expect([session.readyState, listener.lines]).toEqual(["closed", ["closed forced close"]]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("waits for a client that is between two polls", async () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    transport.block();
    session.close();
    await microtasks();
    expect([session.readyState, transport.readyState]).toEqual(["closing", "closing"]);
    transport.ready();
    await microtasks();
    expect([session.readyState, listener.lines]).toEqual(["closed", ["closed forced close"]]);
  });

  it.each([
    ["websocket", ["close"]],
    ["polling", ["close"]],
  ] as const)("hands over what waits before it, over %s", async (name, calls) => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name });
    transport.block();
    session.send(text("a"));
    session.close();
    session.close();
    expect([session.readyState, transport.calls]).toEqual(["closing", []]);
    session.send(text("too late"));
    transport.ready();
    expect([transport.sent, transport.calls]).toEqual([["4a"], calls]);
    transport.ready();
    await microtasks();
    expect([session.readyState, listener.only("closed")]).toEqual(["closed", ["closed forced close"]]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("drops what the client still sends, but hears its own goodbye", async () => {
    const { session, transport, listener } = new SessionBench().open({ name: "polling" });
    transport.block();
    session.send(text("a"));
    session.close();
    transport.message("late");
    transport.garbage();
    expect([listener.only("message"), session.readyState]).toEqual([[], "closing"]);
    transport.receive({ type: "close" });
    await microtasks();
    expect(listener.only("closed")).toEqual(["closed transport close"]);
  });

  it("does nothing to a session that is over", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open();
    transport.vanish();
    session.close();
    session.close(true);
    session.send(text("late"));
    session.cutOff();
    bench.clock.advance(100_000);
    expect(listener.only("closed")).toEqual(["closed transport close"]);
    expect([transport.sent, bench.closed, bench.leftovers]).toEqual([[], ["s0"], NO_LEFTOVERS]);
  });

  it("before the greeting ends without one", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.create();
    session.close();
    session.open();
    expect([transport.batches, bench.opened, listener.lines]).toEqual([[], [], ["closed forced close"]]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });
});

describe("close(discard)", () => {
  it.each(["websocket", "polling"] as const)("ends at once and drops what waits, over %s", async (name) => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name });
    transport.block();
    session.send(text("a"));
    session.close(true);
    expect([session.readyState, listener.only("closed")]).toEqual(["closed", ["closed forced close"]]);
    transport.ready();
    await microtasks();
    expect([transport.sent, listener.only("closed").length]).toEqual([[], 1]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("ends a session that is closing already", () => {
    const { session, transport, listener } = new SessionBench().open();
    transport.block();
    session.send(text("a"));
    session.close();
    session.close(true);
    expect(listener.only("closed")).toEqual(["closed forced close"]);
  });
});

describe("close with a code", () => {
  it("tells it to the transport", () => {
    const { session, transport, listener } = new SessionBench().open();
    session.close(false, 1008);
    expect([transport.calls, listener.only("closed")]).toEqual([["close 1008"], ["closed forced close"]]);
  });

  it.each([
    ["when what waits has gone", (_: EngineSession, transport: FakeTransport) => transport.ready()],
    ["when that is given up", (session: EngineSession) => session.close(true)],
  ])("%s, too; who closes later has no say", (_title, finish) => {
    const { session, transport } = new SessionBench().open();
    transport.block();
    session.send(text("a"));
    session.close(false, 1008);
    session.close(false, 1002);
    expect(transport.calls).toEqual([]);
    finish(session, transport);
    expect(transport.calls).toEqual(["close 1008"]);
  });

  it("comes too late where the application has closed the session before", () => {
    const { session, transport } = new SessionBench().open();
    transport.block();
    session.send(text("a"));
    session.close();
    session.close(true, 1008);
    expect(transport.calls).toEqual(["close"]);
  });

  it("in the middle of an upgrade: the transport that takes over is told", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open({ name: "polling" });
    const candidate = bench.candidate(session);
    candidate.receive({ type: "ping", data: "probe" });
    session.close(false, 1008);
    candidate.receive({ type: "upgrade" });
    expect([transport.calls, candidate.calls]).toEqual([["discard"], ["close 1008"]]);
  });
});

describe("the end that the peer brings", () => {
  it.each(["transport close", "transport error"] as const)("by %s", (reason) => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open();
    const description = createProtocolError("EIO_POLL_ABORTED");
    transport.vanish(reason, description);
    expect([session.readyState, listener.lines]).toEqual(["closed", [`closed ${reason}`]]);
    expect(listener.description).toBe(description);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("by a close packet over polling", () => {
    const { transport, listener } = new SessionBench().open({ name: "polling" });
    transport.receive({ type: "close" });
    expect(listener.lines).toEqual(["closed transport close"]);
    expect(transport.readyState).toBe("closed");
  });

  it("by garbage, which the application sees as an error packet", () => {
    const { transport, listener } = new SessionBench().open();
    transport.garbage();
    transport.message("late");
    expect(listener.lines).toEqual(["packet error parser error", "closed parse error"]);
    expect(listener.description).toMatchObject({ code: "EIO_PARSE_ERROR" });
    expect(transport.readyState).toBe("closed");
  });

  it("while the session is closing, once", () => {
    const { session, transport, listener } = new SessionBench().open({ name: "polling" });
    transport.block();
    session.close();
    transport.owner.onClosed("transport error", undefined, transport);
    transport.vanish();
    expect(listener.only("closed")).toEqual(["closed forced close"]);
  });
});

describe("listeners that act in the middle", () => {
  it("close in a message listener: the rest of the batch is dropped", () => {
    const { session, transport, listener } = new SessionBench().open();
    listener.reaction = (line) => {
      if (line === "message a") session.close();
    };
    transport.message("a");
    transport.message("b");
    expect(listener.lines).toEqual(["message a", "closed forced close"]);
  });

  it("send and close in a close listener: nothing comes of it", async () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open();
    listener.reaction = (line) => {
      if (!line.startsWith("closed")) return;
      session.send(text("late"));
      session.close();
      session.close(true);
    };
    transport.vanish();
    await microtasks();
    expect([transport.sent, listener.lines, session.waitingPackets]).toEqual([
      [],
      ["closed transport close"],
      [],
    ]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("close when the session is announced: it is over before anybody could use it", async () => {
    const bench = new SessionBench();
    bench.onOpened = (opened) => opened.close();
    const { session, transport, listener } = bench.create({ name: "polling" });
    session.open();
    expect(transport.calls).toEqual(["close"]);
    transport.ready();
    await microtasks();
    expect([transport.sent.length, listener.only("closed"), session.readyState]).toEqual([
      1,
      ["closed forced close"],
      "closed",
    ]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it.each(["websocket", "polling"] as const)(
    "close(discard) while packets are flushed: they are dropped, over %s",
    async (name) => {
      const bench = new SessionBench();
      const { session, transport, listener } = bench.open({ name });
      listener.reaction = (line) => {
        if (line.startsWith("flush")) session.close(true);
      };
      const errors = await uncaughtIn(() => {
        session.send(text("a"));
        bench.clock.turn();
      });
      expect([errors, transport.sent, listener.only("closed")]).toEqual([[], [], ["closed forced close"]]);
      expect(bench.leftovers).toEqual(NO_LEFTOVERS);
    },
  );

  it.each(["websocket", "polling"] as const)(
    "close(discard) while a packet is queued: it leaves nothing behind, over %s",
    (name) => {
      const bench = new SessionBench();
      const { session, transport, listener } = bench.open({ name });
      transport.block();
      listener.reaction = (line) => {
        if (line.startsWith("queued")) session.close(true);
      };
      session.send(text("a"));
      bench.clock.turn();
      expect([transport.sent, listener.only("closed")]).toEqual([[], ["closed forced close"]]);
      expect(bench.leftovers).toEqual(NO_LEFTOVERS);
    },
  );

  it.each(["websocket", "polling"] as const)(
    "a send while packets are flushed goes behind them, and before what comes later, over %s",
    (name) => {
      const bench = new SessionBench();
      const { session, transport, listener } = bench.open({ name });
      let isFirst = true;
      listener.reaction = (line) => {
        if (line === "flush 1" && isFirst) {
          isFirst = false;
          session.send(text("b"));
        }
      };
      session.send(text("a"));
      if (name === "polling") bench.clock.turn();
      session.send(text("c"));
      bench.clock.turn();
      transport.ready();
      bench.clock.turn();
      expect(transport.sent).toEqual(["4a", "4b", "4c"]);
    },
  );

  it.each(["websocket", "polling"] as const)(
    "a close while packets are flushed waits for them, over %s",
    async (name) => {
      const bench = new SessionBench();
      const { session, transport, listener } = bench.open({ name });
      listener.reaction = (line) => {
        if (line.startsWith("flush")) session.close();
      };
      session.send(text("a"));
      bench.clock.turn();
      transport.ready();
      await microtasks();
      expect([transport.sent, listener.only("closed")]).toEqual([["4a"], ["closed forced close"]]);
      expect(bench.leftovers).toEqual(NO_LEFTOVERS);
    },
  );

  it("a listener of new sessions that throws leaves the session as usable as any", async () => {
    const bench = new SessionBench();
    const mistake = new Error("connection");
    bench.onOpened = () => {
      throw mistake;
    };
    const { session, transport, listener } = bench.create();
    expect(await uncaughtIn(() => session.open())).toEqual([mistake]);
    session.send(text("a"));
    expect(transport.sent.slice(1)).toEqual(["4a"]);
    session.close();
    expect(listener.only("closed")).toEqual(["closed forced close"]);
    expect(bench.leftovers).toEqual(NO_LEFTOVERS);
  });

  it("a listener of queued packets that throws at a ping leaves the session as it was", async () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open();
    const mistake = new Error("queued");
    listener.reaction = (line) => {
      if (line === "queued ping undefined") throw mistake;
    };
    expect(await uncaughtIn(() => bench.clock.advance(25_000))).toEqual([mistake]);
    bench.clock.advance(20_000);
    expect([session.readyState, transport.readyState, listener.only("closed")]).toEqual([
      "closed",
      "closed",
      ["closed ping timeout"],
    ]);
  });
});
