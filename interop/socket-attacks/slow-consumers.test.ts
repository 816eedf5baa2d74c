import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { expectBaseline, expectGrowthBelow, measure, MEGABYTE } from "../harness/baseline.ts";
import { joinSocket, messageFrame, openPolling, poll, post } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

/** More than the buffers of the kernel take on both sides. */
const MUCH = { size: 65_536, count: 400, perTurn: 4 };
const SLOW = { nsp: "/", reason: "transport error", code: "EIO_SLOW_CONSUMER" };

async function joinByPolling(port: number): Promise<string> {
  const sid = await openPolling(port);
  await post(port, sid, "40");
  expect((await poll(port, { sid })).body.toString()).toContain("40{");
  return sid;
}

describe("row 29: a client that never reads, while the server emits to everybody", () => {
  const arena = useTarget();

  it.each([false, true])(
    "over WebSocket is cut off at maxBufferedBytes (attachments: %s), and what waited is freed",
    async (binary) => {
      const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE } });
      let ended = 0;
      await expectGrowthBelow(16 * MEGABYTE, arena.target, async () => {
        const socket = await joinSocket(server.port);
        socket.wire.socket.pause();
        await server.broadcast({ ...MUCH, binary });
        expect((await server.until({ ended: ++ended })).ends.at(-1)).toEqual(SLOW);
        socket.leave();
      });
      expect(await server.status()).toMatchObject({ open: 0, registered: 1 });
    },
  );

  it("over WebSocket, with unsolicited pongs and events all the while", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE } });
    const socket = await joinSocket(server.port);
    socket.wire.socket.pause();
    const timer = setInterval(
      () => socket.wire.send(Buffer.of(0x81, 0x81, 0, 0, 0, 0, 0x33), messageFrame('2["a"]')),
      1,
    );
    await server.broadcast(MUCH);
    const { ends } = await server.until({ ended: 1 });
    clearInterval(timer);
    expect(ends).toEqual([SLOW]);
    socket.leave();
  });

  it("over polling is cut off, too", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE } });
    const before = await measure(arena.target);
    const sid = await joinByPolling(server.port);
    await server.broadcast(MUCH);
    expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
    expect((await poll(server.port, { sid })).status).toBe(400);
    await expectBaseline(arena.target, before);
  });

  it("and takes nobody with it: those who read get everything", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE } });
    const slow = await joinSocket(server.port);
    const quick = await joinSocket(server.port);
    slow.wire.socket.pause();
    for (let round = 0; round < 40; round++) {
      await server.broadcast({ size: 65_536, count: 10 });
      for (let received = 0; received < 10; received++)
        expect(await quick.find('2["news"')).toHaveLength(65_548);
    }
    expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
    await quick.echo();
    quick.leave();
    slow.leave();
  });

  it("twenty of them share what they were to be sent: one text, and not twenty", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: 4 * MEGABYTE } });
    let ended = 0;
    await expectGrowthBelow(45 * MEGABYTE, arena.target, async () => {
      const sids = [];
      for (let joined = 0; joined < 20; joined++) sids.push(await joinByPolling(server.port));
      // Together they would hold 80 MB.
      await server.broadcast({ size: 100_000, count: 39 });
      expect(await server.status()).toMatchObject({ open: 20 });
      await server.broadcast({ size: 100_000, count: 2 });
      await server.until({ ended: (ended += 20) });
    });
  });

  it("volatile events are dropped for it, and it stays", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: 4 * MEGABYTE } });
    const sid = await joinByPolling(server.port);
    const socket = await joinSocket(server.port);
    socket.wire.socket.pause();
    await server.broadcast({ ...MUCH, volatile: true });
    expect(await server.status()).toMatchObject({ open: 2, ends: [] });
    expect((await post(server.port, sid, '42["a"]')).status).toBe(200);
    socket.wire.socket.resume();
    await socket.echo();
    socket.leave();
  });

  it("volatile events of one turn are dropped as well, also while a poll waits", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE } });
    const sid = await joinByPolling(server.port);
    const answer = poll(server.port, { sid });
    const socket = await joinSocket(server.port);
    await server.broadcast({ size: 65_536, count: 100, volatile: true });
    expect(await server.status()).toMatchObject({ ends: [] });
    expect((await answer).status).toBe(200);
    await socket.echo();
    socket.leave();
  });

  it("strict: 4 MiB", async () => {
    const server = await arena.serve({ options: { hardening: "strict" } });
    await joinByPolling(server.port);
    await server.broadcast({ size: 65_536, count: 63 });
    expect(await server.status()).toMatchObject({ open: 1 });
    await server.broadcast({ size: 65_536, count: 2 });
    expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
  });

  it("one that asks for more than it reads", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE } });
    const socket = await joinSocket(server.port);
    socket.wire.socket.pause();
    const request = messageFrame(`21["echo","${"x".repeat(65_536)}"]`);
    for (let sent = 0; sent < 400 && !socket.wire.socket.destroyed; sent++)
      await socket.wire.sendAll(request);
    expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
    socket.leave();
  });
});
