import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { numbers } from "../harness/at-once.ts";
import { frame, PING, TEXT } from "../attacks/harness/frames.ts";
import { scaled } from "../harness/scale.ts";
import { readResponse } from "../engine-table/harness/http-response.ts";
import { requestBytes } from "../engine-table/harness/call.ts";
import { expectBaseline, expectGrowthBelow, measure, MEGABYTE } from "../harness/baseline.ts";
import { dial, flood, open, openSession, post, request } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

/** More than the buffers of the kernel take on both sides. */
const MUCH = { size: 65_536, count: 400, perTurn: 4 };
const SLOW = { reason: "transport error", code: "EIO_SLOW_CONSUMER" };

describe("row 29: a client that does not read", () => {
  const arena = useTarget();

  it("over WebSocket is cut off at maxBufferedBytes, and what waited is freed", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE } });
    let ended = 0;
    await expectGrowthBelow(8 * MEGABYTE, arena.target, async () => {
      const session = await openSession(server.port);
      session.wire.socket.pause();
      await server.send(MUCH);
      expect((await server.until({ ended: ++ended })).ends.at(-1)).toEqual(SLOW);
      session.wire.reset();
    });
  });

  it("over WebSocket, with unsolicited pongs all the while", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE } });
    const session = await openSession(server.port);
    session.wire.socket.pause();
    const timer = setInterval(() => session.send("3"), 1);
    await server.send(MUCH);
    expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
    clearInterval(timer);
    session.wire.reset();
  });

  it("over polling is cut off, too", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE } });
    const before = await measure(arena.target);
    const sid = await open(server.port);
    await server.send(MUCH);
    expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
    expect((await request(server.port, { sid })).status).toBe(400);
    await expectBaseline(arena.target, before);
  });

  it("over polling, while its poll is answered and not read", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE } });
    const sid = await open(server.port);
    const wire = dial(server.port);
    wire.socket.pause();
    wire.send(requestBytes({ sid }));
    await server.send(MUCH);
    await server.send(MUCH);
    expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
    wire.reset();
  });

  it("one message of any size fits into an empty queue", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: 100 } });
    const session = await openSession(server.port);
    await server.send({ size: 8 * MEGABYTE, count: 1 });
    expect((await session.wire.frame())?.payload.length).toBe(8 * MEGABYTE);
    session.wire.reset();
  });

  it.each(["polling", "websocket"])(
    "that collects nothing for writeStallTimeout, by %s",
    async (transport) => {
      const server = await arena.serve({ options: { writeStallTimeout: 100 } });
      if (transport === "polling") await open(server.port);
      const session = transport === "websocket" ? await openSession(server.port) : undefined;
      session?.wire.socket.pause();
      await server.send(transport === "polling" ? { size: 10, count: 1 } : MUCH);
      expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
      session?.wire.reset();
    },
  );

  it("nothing is cut while a client collects, however long it lives", async () => {
    const server = await arena.serve({ options: { writeStallTimeout: 400 } });
    const sid = await open(server.port);
    for (let round = 0; round < 40; round++) {
      await server.send({ size: 10, count: 1 });
      expect((await request(server.port, { sid })).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    expect(await server.status()).toMatchObject({ open: 1, ends: [] });
  });

  it("beyond maxTotalBufferedBytes the one with the most goes first", async () => {
    const options = { maxTotalBufferedBytes: MEGABYTE, maxBufferedBytes: 10 * MEGABYTE };
    const server = await arena.serve({ options });
    await open(server.port);
    await server.send({ size: 600_000, count: 1 });
    const sid = await open(server.port);
    // The first session holds 600 kB and gets 300 kB more, the second one 300 kB: together too much.
    await server.send({ size: 300_000, count: 1 });
    expect((await server.until({ ended: 1 })).ends).toEqual([SLOW]);
    const { status, body } = await request(server.port, { sid });
    expect({ status, length: body.length }).toEqual({ status: 200, length: 400_001 });
  });
});

describe("rows 29, 30, python-engineio CVE-2026-48802: signs of life that nobody asked for", () => {
  const arena = useTarget();

  it("a million pongs leave the session and its one timer alone", async () => {
    const server = await arena.serve();
    const session = await openSession(server.port);
    const before = await measure(arena.target);
    const count = scaled(100_000, 1_000_000);
    await flood(session.wire, frame({ opcode: TEXT, payload: "3" }), count);
    expect(await server.until({ packets: count })).toMatchObject({ open: 1 });
    await expectBaseline(arena.target, before);
    session.wire.reset();
  });

  it("a pong that came before its ping does not answer it", async () => {
    const server = await arena.serve({ options: { pingInterval: 300, pingTimeout: 50 }, honest: false });
    const session = await openSession(server.port);
    session.send("3", "3", "3");
    await server.until({ packets: 3 });
    expect((await server.until({ ended: 1 })).ends).toEqual([{ reason: "ping timeout", code: "" }]);
    session.wire.reset();
  });

  it("pings of the WebSocket beyond 100 a second end the session", async () => {
    const server = await arena.serve();
    const session = await openSession(server.port);
    session.wire.socket.pause();
    await flood(session.wire, frame({ opcode: PING, payload: Buffer.alloc(100) }), 100_000);
    const { ends } = await server.until({ ended: 1 });
    expect(ends).toMatchObject([{ reason: "transport error" }]);
    session.wire.reset();
  });
});

describe("row 41: a client that has gone without a word", () => {
  const arena = useTarget();
  const options = { pingInterval: 50, pingTimeout: 50 };
  const TIMEOUT = { reason: "ping timeout", code: "" };

  it.each(["polling", "websocket"])("ends by itself over %s, and leaves nothing", async (transport) => {
    const server = await arena.serve({ options, honest: false });
    const before = await measure(arena.target);
    const count = 20;
    const wires = await Promise.all(
      numbers(count).map(async () => {
        if (transport === "websocket") return (await openSession(server.port)).wire;
        await open(server.port);
        return undefined;
      }),
    );
    const { ends } = await server.until({ ended: count });
    expect(ends).toEqual(Array.from({ length: count }, () => TIMEOUT));
    for (const wire of wires) wire?.reset();
    await server.left(0);
    await expectBaseline(arena.target, before);
  });

  it("while it reads nothing at all and much waits for it", async () => {
    const server = await arena.serve({ options, honest: false });
    const session = await openSession(server.port);
    session.wire.socket.pause();
    await server.send(MUCH);
    expect((await server.until({ ended: 1 })).ends).toEqual([TIMEOUT]);
    session.wire.reset();
    await server.left(0);
  });

  it("row 4: polls that overlap are both answered, and only that session ends", async () => {
    const server = await arena.serve();
    const other = await open(server.port);
    const sid = await open(server.port);
    const first = dial(server.port);
    const second = dial(server.port);
    first.send(requestBytes({ sid }));
    second.send(requestBytes({ sid }));
    const answers = [await readResponse(first), await readResponse(second)];
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]));
    expect((await server.until({ ended: 1 })).ends).toEqual([
      { reason: "transport error", code: "EIO_POLL_OVERLAP" },
    ]);
    expect((await post(server.port, other, "4hello")).status).toBe(200);
  });
});
