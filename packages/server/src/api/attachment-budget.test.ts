import { describe, expect, it } from "vitest";
import { createServer } from "./testing/server-bench.ts";

const header = '52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]';

describe("maxInflightBytes, for attachments of packets that are not complete", () => {
  it.each([
    [0, []],
    [1, [1]],
  ])("%d bytes beyond it: the client that holds the most is cut off", async (surplus, expected) => {
    const { connect } = createServer({ maxInflightBytes: 3 * header.length + 160 });
    const clients = [await connect(), await connect(), await connect()];
    const seen: unknown[] = [];
    for (const [index, client] of clients.entries()) {
      client.socket().on("disconnect", (reason, description?: { code?: string }) => {
        seen.push([index, reason, description?.code]);
      });
    }
    for (const [index, size] of [50, 60, 50 + surplus].entries())
      clients[index]!.send(header, Buffer.alloc(size));
    expect(seen).toEqual(expected.map((index) => [index, "forced close", "SIO_ATTACHMENTS_TOO_LARGE"]));
    expect(clients[2]!.isClosed).toBe(false);
  });

  it("counts what is held: not what is complete, and not what those held who have left", async () => {
    const { connect } = createServer({ maxInflightBytes: header.length + 60 });
    const [staying, leaving] = [await connect(), await connect()];
    for (let i = 0; i < 3; i++) staying.send(header, Buffer.alloc(60), Buffer.alloc(60));
    leaving.send(header, Buffer.alloc(60));
    leaving.conn.end("transport close");
    staying.send(header, Buffer.alloc(60));
    expect(staying.isClosed).toBe(false);
    staying.send(Buffer.alloc(1));
    expect(staying.isClosed).toBe(false);
  });

  it("also cuts off the one that has just sent, which may be slow to end", async () => {
    const { connect } = createServer({ maxInflightBytes: 100 });
    const client = await connect();
    client.conn.closesAtOnce = false;
    const errors: unknown[] = [];
    const socket = client.socket();
    socket.on("error", (error) => errors.push(error.message));
    client.send(header, Buffer.alloc(60), Buffer.alloc(60));
    expect([errors, socket.connected, client.isClosed]).toEqual([["attachments too large"], true, true]);
    client.conn.end("forced close");
    expect(socket.connected).toBe(false);
  });
});
