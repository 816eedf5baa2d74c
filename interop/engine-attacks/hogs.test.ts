import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { atOnce, numbers } from "../harness/at-once.ts";
import { frame, TEXT } from "../attacks/harness/frames.ts";
import { scaled } from "../harness/scale.ts";
import { flood, open, openSession, post } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

/** What one client gets of a turn of the loop: so many messages. */
const PER_TURN = 1_000;

// The honest client beside each of them has to get every answer.
describe("row 34: clients that want the event loop for themselves", () => {
  const arena = useTarget();

  it("one that floods a WebSocket with empty messages is done in pieces, and others have their turn between them", async () => {
    const server = await arena.serve({ behaviour: "count" });
    const session = await openSession(server.port);
    const unit = frame({ opcode: TEXT, payload: "4" });
    const count = scaled(700_000, 3_000_000);
    await flood(session.wire, unit, count);
    const { messages, turns, open: alive } = await server.until({ messages: count });
    expect({ messages, alive }).toEqual({ messages: count, alive: 1 });
    expect(turns).toBeGreaterThanOrEqual(Math.floor(count / PER_TURN));
    session.wire.reset();
  });

  it("twenty that flood it by polling share it", async () => {
    const server = await arena.serve({ behaviour: "count" });
    const packets = scaled(20_000, 200_000);
    const body = Buffer.from(Array.from({ length: packets }, () => "4").join("\u001e"));
    await atOnce(20, numbers(20), async () => {
      const sid = await open(server.port);
      expect((await post(server.port, sid, body)).status).toBe(200);
    });
    expect(await server.until({ messages: 20 * packets })).toMatchObject({
      messages: 20 * packets,
      ends: [],
    });
  });
});
