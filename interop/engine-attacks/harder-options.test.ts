import { Buffer } from "node:buffer";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { BINARY, frame } from "../attacks/harness/frames.ts";
import { requestBytes } from "../engine-table/harness/call.ts";
import { dial, open, openSession, openWebSocket, request, upgradeStatus } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

describe("what docs/hardening-engine.md advises beyond the defaults", () => {
  const arena = useTarget();

  it.each([
    [100, 1009],
    [Infinity, 1005],
  ])("row 24: 900 kB of zeros with a maxInflateRatio of %d: close code %i", async (maxInflateRatio, code) => {
    const server = await arena.serve({
      options: { perMessageDeflate: { maxInflateRatio } as object },
      behaviour: "count",
    });
    const session = await openWebSocket(server.port, {
      headers: { "Sec-WebSocket-Extensions": "permessage-deflate" },
    });
    session.wire.send(frame({ opcode: BINARY, rsv: 0x40, payload: deflateRawSync(Buffer.alloc(900_000)) }));
    // An honest end, where there was nothing to object to.
    session.send("1");
    session.wire.send(frame({ opcode: 8, payload: "" }));
    expect(await session.closeCode()).toBe(code);
    expect((await server.until({ ended: 1 })).messages).toBe(code === 1009 ? 0 : 1);
  });

  it("WebSocket alone: there is no polling, and there are no bodies", async () => {
    const server = await arena.serve({ options: { transports: ["websocket"] } });
    const { status, body } = await request(server.port);
    expect({ status, body: body.toString() }).toEqual({
      status: 400,
      body: '{"code":0,"message":"Transport unknown"}',
    });
    (await openSession(server.port)).wire.reset();
  });

  it("no upgrades: sessions stay where they were opened", async () => {
    const server = await arena.serve({ options: { transports: ["polling"] }, honest: false });
    const sid = await open(server.port);
    expect(await upgradeStatus(server.port, { sid })).toBe(400);
    expect(await server.status()).toMatchObject({ open: 1 });
  });
});

describe("CVE-2020-36048: who holds the memory that bodies share", () => {
  const arena = useTarget();

  it("loses it with its heartbeat at the latest, and those that wait get it", async () => {
    const server = await arena.serve({
      options: { maxInflightBytes: 1_000_000, bodyTimeout: 60_000, pingInterval: 300, pingTimeout: 300 },
    });
    const holder = await open(server.port);
    const wire = dial(server.port);
    wire.send(requestBytes({ method: "POST", sid: holder, headers: { "Content-Length": "1000000" } }), "4");
    // While its only POST is under way it cannot answer this ping.
    expect((await request(server.port, { sid: holder })).body.toString()).toBe("2");
    const sid = await open(server.port);
    const body = `4${"x".repeat(100_000)}`;
    expect((await request(server.port, { method: "POST", sid, body })).status).toBe(200);
    expect((await server.status()).ends).toEqual([{ reason: "ping timeout", code: "" }]);
    await wire.closed();
  });
});
