import { describe, expect, it } from "vitest";
import { numbers } from "../harness/at-once.ts";
import { expectBaseline, measure } from "../harness/baseline.ts";
import { frame, PING, PONG } from "./harness/frames.ts";
import { HostileServer, upgradeResponse } from "./harness/hostile-server.ts";
import { scaled } from "../harness/scale.ts";
import { useTarget } from "./harness/target.ts";
import { dialWire, openWire, upgradeRequest, type WirePeer } from "./harness/wire-peer.ts";

/** A byte now and then, until the connection is over. */
function drip(peer: WirePeer, bytes: string): void {
  let sent = 0;
  const timer = setInterval(() => peer.send(bytes[sent++ % bytes.length]!), 20);
  void peer.closed.then(() => clearInterval(timer));
}

describe("requests that take their time", () => {
  const arena = useTarget();

  it("row 1: a request that is not complete in time is answered with 408", async () => {
    const server = await arena.serve({ options: { handshakeTimeout: 300 } });
    const before = await measure(arena.target);
    const peers = await Promise.all(numbers(scaled(30, 1000)).map(() => dialWire(server.port)));
    for (const [index, peer] of peers.entries()) {
      if (index % 3 === 1) peer.send(upgradeRequest().slice(0, 70));
      if (index % 3 === 2) drip(peer, `${upgradeRequest().slice(0, -2)}X-Long: ${"a".repeat(10_000)}`);
    }
    for (const peer of peers) {
      expect(await peer.status()).toBe(408);
      await peer.closed;
    }
    await expectBaseline(arena.target, before);
  });

  it("row 1: as many as may wait for a decision wait, the next one is told when to come back", async () => {
    const server = await arena.serve({ options: { maxPendingHandshakes: 3 }, decision: "wait" });
    const waiting = await Promise.all(
      numbers(3).map(async () => (await dialWire(server.port)).send(upgradeRequest())),
    );
    await server.until({ undecided: 3 });
    const surplus = (await dialWire(server.port)).send(upgradeRequest());
    expect(await surplus.head()).toMatch(/^HTTP\/1\.1 503 [^]*\r\nRetry-After: 1\r\n/);
    await surplus.closed;
    await server.settle(true);
    for (const peer of waiting) {
      expect(await peer.status()).toBe(101);
      await peer.reset();
    }
    expect(await server.status()).toMatchObject({ accepted: 3 });
  });

  it("a decision that does not come is a 503", async () => {
    const server = await arena.serve({ options: { handshakeTimeout: 100 }, decision: "wait" });
    const peer = (await dialWire(server.port)).send(upgradeRequest());
    expect(await peer.status()).toBe(503);
    await peer.closed;
    await server.settle(true);
    expect(await server.status()).toMatchObject({ accepted: 0, open: 0 });
  });
});

describe("row 42: more connections than allowed", () => {
  const arena = useTarget();

  it("are refused with 503, and there is room again when the others have gone", async () => {
    const count = scaled(200, 5000);
    // The honest client is one of them.
    const server = await arena.serve({ options: { maxConnections: 11 } });
    const peers = await Promise.all(
      numbers(count).map(async () => (await dialWire(server.port)).send(upgradeRequest())),
    );
    const statuses = await Promise.all(peers.map((peer) => peer.status()));
    expect(statuses.filter((status) => status === 101)).toHaveLength(10);
    expect(statuses.filter((status) => status === 503)).toHaveLength(count - 10);
    await Promise.all(peers.map((peer) => peer.reset()));
    await server.until({ ended: 10 });
    await (await openWire(server.port)).reset();
  });
});

describe("row 41: a peer that has gone without a word", () => {
  const arena = useTarget();

  it("is noticed by a server that pings, and leaves nothing behind", async () => {
    const server = await arena.serve({ behaviour: "heartbeat" });
    const before = await measure(arena.target);
    // It neither answers nor ends: to the server a cable that was cut.
    const gone = await openWire(server.port);
    const { ends } = await server.until({ ended: 1 });
    expect(ends).toMatchObject([{ code: 1006, errors: [] }]);
    await gone.closed;
    await expectBaseline(arena.target, before);
  });

  it("one that answers stays", async () => {
    const server = await arena.serve({ behaviour: "heartbeat" });
    const peer = await openWire(server.port);
    for (let beats = 0; beats < 3; beats++) {
      const ping = await peer.frame();
      expect(ping?.opcode).toBe(PING);
      peer.send(frame({ opcode: PONG, payload: ping!.payload }));
    }
    expect(await server.until({ pongs: 3 })).toMatchObject({ open: 1 });
    await peer.reset();
  });

  it("is noticed by a client that pings", async () => {
    const server = await HostileServer.listen();
    const before = await measure(arena.target);
    const dialling = arena.target.ask("dial", { url: server.url, heartbeat: true });
    const peer = await server.client();
    peer.send(upgradeResponse(await peer.head()));
    const { id } = await dialling;
    expect(await arena.target.ask("dialled", { id })).toMatchObject({ code: 1006, errors: [] });
    await peer.closed;
    server.close();
    await expectBaseline(arena.target, before);
  });

  it("does not hold up a closing handshake that we began for longer than closeTimeout", async () => {
    const server = await arena.serve({ options: { closeTimeout: 100 } });
    const gone = await openWire(server.port);
    await server.close();
    expect((await server.until({ ended: 1 })).ends).toMatchObject([{ code: 1006, errors: [] }]);
    expect(await gone.closeCode()).toBe(1000);
    await gone.closed;
  });

  it("does not hold up one that it began, either", async () => {
    const server = await HostileServer.listen();
    const options = { closeTimeout: 100, maxPayload: 1 };
    const dialling = arena.target.ask("dial", { url: server.url, options });
    const peer = await server.client();
    peer.send(upgradeResponse(await peer.head()));
    const { id } = await dialling;
    // The client answers the close frame and waits for the end of the TCP connection, which never comes.
    peer.socket.allowHalfOpen = true;
    peer.send(frame({ opcode: 8, mask: false }));
    expect(await arena.target.ask("dialled", { id })).toMatchObject({ code: 1005, errors: [] });
    server.close();
    peer.socket.destroy();
  });
});
