import { describe, expect, it } from "vitest";
import { SessionBench, text } from "./testing/session-bench.ts";

describe("traffic", () => {
  it("counts what comes: characters of texts, bytes of binary data", () => {
    const bench = new SessionBench();
    const { transport } = bench.open();
    transport.message("añb");
    transport.message();
    transport.message(Uint8Array.of(1, 2));
    expect(bench.counts.traffic()).toEqual({ messagesIn: 3, messagesOut: 0, bytesIn: 5, bytesOut: 0 });
  });

  it("counts what is sent, alone or to many, whether it has to wait or not", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open();
    session.send(text("one"));
    transport.block();
    session.send({ type: "message", data: Uint8Array.of(1, 2) });
    session.sendAll([text("four"), { type: "message", data: undefined }]);
    expect(bench.counts.traffic()).toEqual({ messagesIn: 0, messagesOut: 4, bytesIn: 0, bytesOut: 9 });
  });

  it("counts the initial packet, and neither handshakes nor heartbeats", () => {
    const bench = new SessionBench({ context: { initialPacket: "first" } });
    const { transport } = bench.open();
    bench.clock.advance(25_000);
    transport.receive({ type: "pong" });
    expect(transport.sent).toEqual(["2"]);
    expect(bench.counts.traffic()).toEqual({ messagesIn: 0, messagesOut: 1, bytesIn: 0, bytesOut: 5 });
  });

  it("does not count what comes or goes after the end", () => {
    const bench = new SessionBench();
    const { session, transport } = bench.open();
    session.close(true);
    session.send(text("late"));
    session.sendAll([text("late")]);
    transport.message("late");
    expect(bench.counts.traffic()).toMatchObject({ messagesIn: 0, messagesOut: 0 });
  });
});

describe("closes", () => {
  it("are counted by reason, once for each session", () => {
    const bench = new SessionBench();
    const { session } = bench.open();
    const { transport } = bench.open();
    session.close(true);
    session.close(true);
    bench.open().session.close(true);
    transport.vanish();
    expect(bench.counts.closes()).toEqual(
      new Map([
        ["forced close", 2],
        ["transport close", 1],
      ]),
    );
  });
});
