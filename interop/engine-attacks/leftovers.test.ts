import { Buffer } from "node:buffer";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { atOnce, numbers } from "../harness/at-once.ts";
import { BINARY, frame, TEXT } from "../attacks/harness/frames.ts";
import { scaled } from "../harness/scale.ts";
import { requestBytes } from "../engine-table/harness/call.ts";
import { readResponse } from "../engine-table/harness/http-response.ts";
import { upgradeBytes } from "../engine-table/harness/socket-wire.ts";
import { expectBaseline, expectGrowthBelow, measure, MEGABYTE } from "../harness/baseline.ts";
import { dial, open, openSession, openWebSocket, request } from "./harness/clients.ts";
import { type TargetEngine, useTarget } from "./harness/target.ts";

/** Begins something and goes without a word. */
type Abort = (server: TargetEngine) => Promise<void>;

async function leave(port: number, bytes: Buffer): Promise<void> {
  const wire = dial(port);
  await wire.sendAll(bytes);
  wire.reset();
  await wire.closed();
}

const aborts: readonly (readonly [string, Abort])[] = [
  ["before a byte", ({ port }) => leave(port, Buffer.alloc(0))],
  ["in the head of a request", ({ port }) => leave(port, requestBytes({}).subarray(0, 40))],
  ["behind an opening request", ({ port }) => leave(port, requestBytes({}))],
  [
    "in a poll",
    async ({ port }) => {
      const sid = await open(port);
      await leave(port, requestBytes({ sid }));
    },
  ],
  [
    "in a body",
    async ({ port }) => {
      const sid = await open(port);
      await leave(port, requestBytes({ method: "POST", sid, body: "4hello" }).subarray(0, -3));
    },
  ],
  ["behind an upgrade request", ({ port }) => leave(port, upgradeBytes({}))],
  [
    "in a session over WebSocket",
    async ({ port }) => {
      const session = await openSession(port);
      session.wire.reset();
    },
  ],
  [
    "in a frame",
    async ({ port }) => {
      const session = await openSession(port);
      await session.wire.sendAll(frame({ opcode: TEXT, payload: "4hello" }).subarray(0, 8));
      session.wire.reset();
    },
  ],
  [
    "as a candidate",
    async ({ port }) => {
      const sid = await open(port);
      (await openWebSocket(port, { sid })).wire.reset();
    },
  ],
  [
    "as a candidate behind its probe",
    async ({ port }) => {
      const sid = await open(port);
      const candidate = await openWebSocket(port, { sid });
      candidate.send("2probe");
      await candidate.packet();
      candidate.wire.reset();
    },
  ],
  [
    "behind the switch",
    async ({ port }) => {
      const sid = await open(port);
      const candidate = await openWebSocket(port, { sid });
      candidate.send("2probe", "5");
      await candidate.packet();
      candidate.wire.reset();
    },
  ],
  ["behind a refusal", ({ port }) => leave(port, upgradeBytes({ sid: "nobody" }))],
];

describe("row 36: clients that go in each state", () => {
  const arena = useTarget();

  it.each(aborts)("%s: nothing is left of them", async (_name, abort) => {
    const server = await arena.serve({
      options: { pingInterval: 300, pingTimeout: 300, upgradeTimeout: 500 },
      honest: false,
    });
    const clear = async (): Promise<void> => {
      // Accepted behind all of them: none is still on its way.
      await request(server.port, { target: "/elsewhere" });
      // Sessions over polling of which nobody hears again end with their heartbeat.
      await expect.poll(async () => (await server.status()).open, { timeout: 5000 }).toBe(0);
      await server.left(0);
    };
    await atOnce(8, numbers(20), async () => abort(server));
    await clear();
    const before = await measure(arena.target);
    await atOnce(8, numbers(scaled(100, 10_000)), async () => abort(server));
    await clear();
    await expectBaseline(arena.target, before);
  });

  it.each(["allowRequest", "generateId", "use"] as const)("while %s decides about an upgrade", async (by) => {
    const server = await arena.serve({ decision: { by, how: "wait" } });
    const before = await measure(arena.target);
    const wires = numbers(20).map(() => {
      const wire = dial(server.port);
      wire.send(upgradeBytes({}));
      return wire;
    });
    await server.until({ undecided: 20 });
    for (const wire of wires) wire.reset();
    await server.left(1);
    await server.settle(true);
    await expect.poll(async () => (await server.status()).open, { timeout: 5000 }).toBe(0);
    await expectBaseline(arena.target, before);
  });

  it("sessions that come and go by the thousand leave no timer, handle or memory", async () => {
    const server = await arena.serve();
    const churn = async (count: number): Promise<void> => {
      const ended = (await server.status()).ends.length;
      await atOnce(16, numbers(count), async () => {
        const sid = await open(server.port);
        expect((await request(server.port, { method: "POST", sid, body: "1" })).status).toBe(200);
      });
      await server.until({ ended: ended + count });
      await server.left(1);
    };
    await churn(200);
    const before = await measure(arena.target);
    await churn(scaled(1000, 50_000));
    await expectBaseline(arena.target, before);
  });
});

describe("row 24: deflate bombs", () => {
  const arena = useTarget();
  const offer = { "Sec-WebSocket-Extensions": "permessage-deflate" };

  it("a message that inflates beyond maxHttpBufferSize is a 1009, and takes no memory", async () => {
    const server = await arena.serve({ options: { perMessageDeflate: true } });
    const bomb = deflateRawSync(Buffer.alloc(scaled(100, 1000) * MEGABYTE));
    await expectGrowthBelow(10 * MEGABYTE, arena.target, async () => {
      const session = await openWebSocket(server.port, { headers: offer });
      session.wire.send(frame({ opcode: BINARY, rsv: 0x40, payload: bomb }));
      expect(await session.closeCode()).toBe(1009);
      session.wire.reset();
    });
  });

  it("is off by default: a compressed frame is a 1002", async () => {
    const server = await arena.serve();
    const session = await openSession(server.port, { headers: offer });
    session.wire.send(frame({ opcode: BINARY, rsv: 0x40, payload: "x" }));
    expect(await session.closeCode()).toBe(1002);
  });

  it("the header of a frame of 256 MB is a 1009 before any of it came", async () => {
    const server = await arena.serve();
    const session = await openSession(server.port);
    session.wire.send(Buffer.from("82ff0000000010000000a5f00f5a", "hex"));
    expect(await session.closeCode()).toBe(1009);
    expect((await server.until({ ended: 1 })).ends).toMatchObject([{ reason: "transport error" }]);
  });
});

describe("headers without end", () => {
  const arena = useTarget();

  it("CVE-2024-37890: 2,500 of them in front of an upgrade", async () => {
    const server = await arena.serve();
    const many = Object.fromEntries(numbers(2500).map((index) => [`X${index}`, ""]));
    const wire = dial(server.port);
    wire.send(upgradeBytes({ headers: many }));
    expect([400, 431]).toContain((await readResponse(wire)).status);
    wire.reset();
  });

  it("CVE-2026-47073: one that never ends", async () => {
    const server = await arena.serve();
    const wire = dial(server.port);
    wire.send("GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nX: ");
    for (let sent = 0; sent < 100 && !wire.socket.destroyed; sent++) await wire.sendAll("a".repeat(1000));
    expect([431, 0]).toContain((await readResponse(wire)).status);
    await wire.closed();
  });
});
