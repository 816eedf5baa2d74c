import { describe, expect, it } from "vitest";
import { sizeOf } from "./outgoing-buffer.ts";
import { SessionBench, text } from "./testing/session-bench.ts";
import { uncaughtIn } from "./testing/uncaught.ts";

describe("opening", () => {
  it("greets the client alone, before the application can send anything", () => {
    const bench = new SessionBench();
    bench.onOpened = (opened) => opened.send(text("hello"));
    const { session, transport, listener } = bench.create();
    expect(session.readyState).toBe("opening");
    session.open();
    expect(session.readyState).toBe("open");
    expect(transport.batches.map((batch) => batch.map(({ type }) => type))).toEqual([["open"], ["message"]]);
    expect(transport.sent[0]).toBe('0{"sid":"s0","upgrades":[],"pingInterval":25000,"pingTimeout":20000}');
    expect(listener.only("queued", "flush")).toEqual([
      "queued open",
      "flush 1",
      "queued message hello",
      "flush 1",
    ]);
    expect(bench.opened).toEqual(["s0"]);
  });

  it.each(["websocket", "polling"] as const)("sends the initial packet right behind it, over %s", (name) => {
    const bench = new SessionBench({ context: { initialPacket: "first" } });
    const { session, transport } = bench.create({ name });
    session.open();
    expect(transport.sent.slice(1)).toEqual(["4first"]);
    // A poll is used up by its one answer.
    expect(transport.batches.length).toBe(name === "polling" ? 1 : 2);
  });

  it("opens once", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open();
    session.open();
    expect([transport.sent, bench.opened]).toEqual([[], ["s0"]]);
  });

  it("queues what is sent before the greeting in front of it", () => {
    const { session, transport } = new SessionBench().create();
    transport.block();
    session.send(text("early"));
    session.open();
    transport.ready();
    expect(transport.sent.map((packet) => packet.slice(0, 2))).toEqual(["4e", "0{"]);
  });
});

describe("from the client", () => {
  it("hands messages to the listener, text, bytes and the empty text", () => {
    const { transport, listener } = new SessionBench().open();
    transport.message("a");
    transport.message();
    transport.message(Uint8Array.of(1, 2));
    expect(listener.lines).toEqual(["message a", "message undefined", "message 1,2"]);
  });

  it("hands on other packets, too; a connection says goodbye by its end, not by a packet", () => {
    const { session, transport, listener } = new SessionBench().open();
    transport.receive({ type: "noop" });
    transport.receive({ type: "pong", data: "x" });
    transport.receive({ type: "close" });
    expect(listener.lines).toEqual(["packet noop", "packet pong x", "heartbeat", "packet close"]);
    expect(session.readyState).toBe("open");
  });

  it("isolates a listener that throws: the next message comes, and the mistake reaches the process", async () => {
    const { session, transport, listener } = new SessionBench().open();
    const mistake = new Error("listener");
    listener.reaction = () => {
      throw mistake;
    };
    const errors = await uncaughtIn(() => {
      transport.message("a");
      transport.receive({ type: "noop" });
      transport.message("b");
      transport.vanish();
    });
    expect(errors).toEqual([mistake, mistake, mistake, mistake]);
    expect(listener.lines).toEqual(["message a", "packet noop", "message b", "closed transport close"]);
    expect(session.readyState).toBe("closed");
  });
});

describe("to the client, over a transport that takes one packet at a time", () => {
  it("hands over at once, one by one", () => {
    const { session, transport, listener } = new SessionBench().open();
    session.send(text("a"));
    expect(transport.batches.length).toBe(1);
    session.send(text("b"));
    expect(transport.batches.length).toBe(2);
    expect(listener.lines).toEqual([
      "queued message a",
      "flush 1",
      "drain",
      "queued message b",
      "flush 1",
      "drain",
    ]);
    expect(session.waitingPackets).toEqual([]);
  });

  it("a list for many is handed on as it is, if nobody watches and nothing waits", () => {
    const { session, transport, listener } = new SessionBench().open();
    const list = [text("a"), text("b")];
    session.sendAll(list);
    expect(transport.batches.map((batch) => batch.length)).toEqual([1, 1]);
    expect(listener.only("queued")).toEqual(["queued message a", "queued message b"]);
    listener.watchesOutput = false;
    listener.wantsDrain = false;
    session.sendAll(list);
    expect(transport.batches.at(-1)).toBe(list);
    transport.block();
    session.sendAll(list);
    expect(session.waitingPackets).toEqual(list);
    transport.ready();
    expect(transport.batches.at(-1)).toEqual(list);
    session.close(true);
    const { length } = transport.batches;
    session.sendAll(list);
    expect([transport.batches.length, session.waitingPackets]).toEqual([length, []]);
  });

  it("keeps what the transport does not take, in order, and hands it over as one batch", () => {
    const { session, transport } = new SessionBench().open();
    session.send(text("a"));
    transport.block();
    for (const data of ["b", "c", "d"]) session.send(text(data));
    expect([transport.sent, session.waitingPackets.map(({ data }) => data)]).toEqual([
      ["4a"],
      ["b", "c", "d"],
    ]);
    transport.ready();
    expect(transport.sent).toEqual(["4a", "4b", "4c", "4d"]);
    expect(transport.batches.length).toBe(2);
    expect(session.waitingPackets).toEqual([]);
  });

  it("lets nothing overtake what waits, even when the transport is ready again without having said so", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open();
    transport.block();
    session.send(text("a"));
    transport.owner = { ...transport.owner, onReady: () => {} };
    transport.ready();
    session.send(text("b"));
    expect(transport.sent).toEqual([]);
    bench.clock.turn();
    expect(transport.sent).toEqual(["4a", "4b"]);
  });

  it("keeps the packet's options", () => {
    const { session, transport } = new SessionBench().open();
    const packet = { type: "message", data: "a", options: { compress: false } } as const;
    session.send(packet);
    expect(transport.batches).toEqual([[packet]]);
  });
});

describe("to the client, over a transport whose readiness one send uses up", () => {
  it("gathers what a turn brings, and hands it over at its end", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ name: "polling" });
    session.send(text("a"));
    session.send(text("b"));
    expect([transport.batches, session.waitingPackets.length]).toEqual([[], 2]);
    bench.clock.turn();
    expect(transport.sent).toEqual(["4a", "4b"]);
    expect(transport.batches.length).toBe(1);
    expect(listener.only("flush", "drain")).toEqual(["flush 2", "drain"]);
  });

  it("registers once per turn for that", () => {
    const bench = new SessionBench();
    const { session } = bench.open({ name: "polling" });
    session.send(text("a"));
    session.send(text("b"));
    expect(bench.clock.pending - bench.clock.pendingTimers).toBe(1);
  });

  it("keeps what no poll is there for, and gives it to the next one at once", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open({ name: "polling" });
    session.send(text("a"));
    bench.clock.turn();
    session.send(text("b"));
    session.send(text("c"));
    bench.clock.turn();
    expect(transport.sent).toEqual(["4a"]);
    transport.ready();
    expect(transport.sent).toEqual(["4a", "4b", "4c"]);
  });

  it("takes it that the poll has gone by the end of the turn", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open({ name: "polling" });
    session.send(text("a"));
    transport.block();
    bench.clock.turn();
    expect([transport.sent, session.waitingPackets.length]).toEqual([[], 1]);
    transport.ready();
    expect(transport.sent).toEqual(["4a"]);
  });

  it("leaves an empty poll alone", () => {
    const { transport, listener } = new SessionBench().open({ name: "polling" });
    transport.block();
    transport.ready();
    expect([transport.batches, listener.lines, transport.isReady]).toEqual([[], [], true]);
  });
});

describe("callbacks and drain", () => {
  it("come when the transport has confirmed, the callbacks in the order of sending", () => {
    const { session, transport, listener } = new SessionBench().open({ confirms: "by hand" });
    const called: string[] = [];
    transport.block();
    for (const name of ["a", "b"]) session.send(text(name), () => called.push(name));
    transport.ready();
    expect([called, listener.only("drain")]).toEqual([[], []]);
    transport.confirm();
    expect([called, listener.only("drain")]).toEqual([["a", "b"], ["drain"]]);
    transport.confirm();
    expect(called).toEqual(["a", "b"]);
  });

  it("drain comes once everything has gone, not after each batch", () => {
    const { session, transport, listener } = new SessionBench().open({ confirms: "by hand" });
    session.send(text("a"));
    session.send(text("b"));
    transport.confirm();
    expect(listener.only("drain")).toEqual(["drain"]);
  });

  it("a batch without either asks the transport for no confirmation", () => {
    const { session, transport, listener } = new SessionBench().open();
    listener.wantsDrain = false;
    let asked = 0;
    const send = transport.send.bind(transport);
    transport.send = (packets, onSent) => {
      if (onSent !== undefined) asked++;
      send(packets, onSent);
    };
    session.send(text("a"));
    session.send(text("b"), () => {});
    expect(asked).toBe(1);
  });

  it("a listener that does not watch what goes out is told nothing of it", () => {
    const { session, transport, listener } = new SessionBench().open();
    listener.watchesOutput = false;
    listener.wantsDrain = false;
    listener.lines.splice(0);
    session.send(text("a"));
    transport.block();
    session.send(text("b"));
    transport.ready();
    expect(listener.lines.filter((line) => !line.startsWith("flush"))).toEqual([]);
    expect(session.waitingPackets).toEqual([]);
  });

  it("a callback that throws does not keep the others from being called", async () => {
    const bench = new SessionBench();
    const { session, listener } = bench.open({ name: "polling" });
    const mistake = new Error("callback");
    const called: string[] = [];
    session.send(text("a"), () => {
      throw mistake;
    });
    session.send(text("b"), () => called.push("b"));
    expect(await uncaughtIn(() => bench.clock.turn())).toEqual([mistake]);
    expect([called, listener.only("drain")]).toEqual([["b"], ["drain"]]);
  });

  it("never come after the end", () => {
    const bench = new SessionBench();
    const { session, transport, listener } = bench.open({ confirms: "by hand" });
    const called: string[] = [];
    session.send(text("handed over"), () => called.push("handed over"));
    transport.block();
    session.send(text("waiting"), () => called.push("waiting"));
    // A transport that confirms late, against its contract.
    const late = transport.batches.length;
    expect(late).toBe(1);
    const { owner } = transport;
    owner.onClosed("transport error", undefined, transport);
    transport.readyState = "open";
    transport.confirm();
    expect([called, listener.only("drain")]).toEqual([[], []]);
  });

  it("a flush listener that throws does not keep the packets", async () => {
    const { session, transport, listener } = new SessionBench().open();
    const mistake = new Error("flush");
    listener.reaction = (line) => {
      if (line.startsWith("flush")) throw mistake;
    };
    expect(await uncaughtIn(() => session.send(text("a")))).toEqual([mistake]);
    expect(transport.sent).toEqual(["4a"]);
  });

  it("nor does a listener of queued packets that throws", async () => {
    const { session, transport, listener } = new SessionBench().open();
    const mistake = new Error("queued");
    listener.reaction = (line) => {
      if (line.startsWith("queued")) throw mistake;
    };
    expect(await uncaughtIn(() => session.send(text("a")))).toEqual([mistake]);
    expect(transport.sent).toEqual(["4a"]);
  });
});

describe("the write buffer", () => {
  it("holds what waits, is readable in the close listener, and empty soon after", async () => {
    const { session, transport, listener } = new SessionBench().open();
    transport.block();
    session.send(text("a"));
    session.send(text("b"));
    let seen: unknown;
    listener.reaction = (line) => {
      if (line.startsWith("closed")) seen = session.waitingPackets.map(({ data }) => data);
    };
    transport.vanish();
    expect(seen).toEqual(["a", "b"]);
    await Promise.resolve();
    expect(session.waitingPackets).toEqual([]);
  });

  it("books what waits in the session, and not what lies in the transport or what is written off", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open();
    transport.bufferedBytes = 1000;
    transport.block();
    expect(session.bookedBytes).toBe(0);
    session.send(text("abc"));
    expect(session.bookedBytes).toBe(sizeOf(text("abc")));
    expect(session.bookedBytes).toBe(bench.budget.bytes);
    transport.vanish();
    expect([session.waitingPackets.length, session.bookedBytes, bench.budget.bytes]).toEqual([1, 0, 0]);
  });
});
