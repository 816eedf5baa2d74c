import { afterEach, describe, expect, it } from "vitest";
import { EngineBench, event } from "./testing/engine-bench.ts";

let bench: EngineBench;

afterEach(async () => {
  await bench.dispose();
});

describe("what an engine counts", () => {
  it("is its traffic, its transports and the ends of its sessions", async () => {
    bench = await new EngineBench().listen();
    const { engine } = bench;
    const sid = await bench.open();
    const client = await bench.connect();
    const heard = event(bench.sockets[1]!, "message");
    client.connection?.sendText("4hello");
    await heard;
    bench.sockets[1]!.send(Buffer.of(1, 2));
    expect(engine.traffic).toEqual({ messagesIn: 1, messagesOut: 1, bytesIn: 5, bytesOut: 2 });
    expect(Object.fromEntries(engine.transportCounts)).toEqual({ polling: 1, websocket: 1 });
    const closed = event(bench.sockets[0]!, "close");
    await bench.post(sid, "1");
    await closed;
    expect(Object.fromEntries(engine.transportCounts)).toEqual({ websocket: 1 });
    expect(Object.fromEntries(engine.closes)).toEqual({ "transport close": 1 });
  });

  it("is what waits for clients that do not read", async () => {
    bench = await new EngineBench().listen();
    await bench.open();
    const [socket] = bench.sockets;
    expect(bench.engine.bufferedBytes).toBe(0);
    socket!.send("waits for a poll");
    expect(bench.engine.bufferedBytes).toBeGreaterThanOrEqual("waits for a poll".length);
    socket!.close(true);
    expect(bench.engine.bufferedBytes).toBe(0);
  });
});
