import { describe, expect, it } from "vitest";
import { expectBaseline, expectGrowthBelow, measure, MEGABYTE } from "../harness/baseline.ts";
import { numbers } from "../harness/at-once.ts";
import { scaled } from "../harness/scale.ts";
import { joinSocket, type RawSocket } from "./harness/clients.ts";
import { expectCut } from "./harness/close-codes.ts";
import { useTarget } from "./harness/target.ts";

/** The numbers of the acknowledgements that the server asks for. */
async function questions(socket: RawSocket, count: number): Promise<number[]> {
  const ids = [];
  while (ids.length < count) ids.push(Number(/^2(\d+)\["question"\]$/.exec(await socket.find("2"))?.[1]));
  return ids;
}

describe("row 13: acknowledgements that nobody waits for", () => {
  const arena = useTarget();

  it("are ignored: unknown, late and repeated ones", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    await server.askAll(1, "callback");
    const [id] = await questions(socket, 1);
    for (const number of [id, id, 5, 0, 9007199254740991]) socket.send(`3${number}["a"]`);
    await socket.echo();
    expect(await server.status()).toMatchObject({ acks: 1, open: 1, events: 1 });
    socket.leave();
  });

  it("are not ignored by the thousand", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    // Twice as many: they may fall into two seconds.
    socket.send(...numbers(2001).map((id) => `3${id}[]`));
    await expectCut(socket, "SIO_TOO_MANY_UNKNOWN_ACKS");
    expect((await server.until({ ended: 1 })).ends).toEqual([
      { nsp: "/", reason: "forced close", code: "SIO_TOO_MANY_UNKNOWN_ACKS" },
    ]);
  });

  it("without a number are of that kind", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    await server.askAll(1, "callback");
    await questions(socket, 1);
    socket.send("3[]");
    await socket.echo();
    expect(await server.status()).toMatchObject({ acks: 0, open: 1 });
    socket.leave();
  });

  it("an application that answers twice is sent once", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send('27["answer twice"]', '28["echo","next"]');
    expect(await socket.next()).toBe('37["first"]');
    expect(await socket.next()).toBe('38["next"]');
    socket.leave();
  });
});

describe("row 32: acknowledgements that never come", () => {
  const arena = useTarget();

  it("hold 10,000 at most, and nothing when the client has gone", async () => {
    const server = await arena.serve();
    const before = await measure(arena.target);
    await expectGrowthBelow(25 * MEGABYTE, arena.target, async () => {
      const { ends } = await server.status();
      const socket = await joinSocket(server.port);
      // The questions themselves are read.
      socket.wire.socket.removeAllListeners("data").resume();
      await server.askAll(scaled(40_000, 1_000_000), "callback");
      socket.leave();
      await server.until({ ended: ends.length + 1 });
      await server.left(1);
    });
    expect(await server.status()).toMatchObject({ acks: 0, failures: [], registered: 1 });
    expect((await measure(arena.target)).heap - before.heap).toBeLessThan(10 * MEGABYTE);
  });

  it("the oldest is given up: a callback stays silent, and its answer counts as one that nobody waits for", async () => {
    const server = await arena.serve({ options: { maxPendingAcks: 3 } });
    const socket = await joinSocket(server.port);
    await server.askAll(5, "callback");
    for (const id of await questions(socket, 5)) socket.send(`3${id}[]`);
    await socket.echo();
    expect(await server.status()).toMatchObject({ acks: 3, rejectedAcks: 0, open: 1 });
    socket.leave();
  });

  it("a promise is rejected", async () => {
    const server = await arena.serve({ options: { maxPendingAcks: 3 } });
    const socket = await joinSocket(server.port);
    await server.askAll(5, "promise");
    await server.until({ rejectedAcks: 2 });
    for (const id of await questions(socket, 5)) socket.send(`3${id}[]`);
    expect(await server.until({ acks: 3 })).toMatchObject({ acks: 3, rejectedAcks: 2 });
    socket.leave();
  });

  it("those with a time limit are not given up for others: they end by themselves", async () => {
    const server = await arena.serve({ options: { maxPendingAcks: 3 } });
    const socket = await joinSocket(server.port);
    await server.askAll(5, "timeout");
    expect(await server.until({ rejectedAcks: 5 })).toMatchObject({ acks: 0, open: 1 });
    const before = await measure(arena.target);
    await server.askAll(200, "timeout");
    await server.until({ rejectedAcks: 205 });
    await expectBaseline(arena.target, before);
    socket.leave();
  });
});
