import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { implementation } from "./implementation.ts";
import { startEngine } from "./running-engine.ts";
import { startStallingProxy } from "./stalling-proxy.ts";
import { combinations, connect, modes, type Mode, type Protocol } from "./test-client.ts";

/** The published server keeps an upgraded session of protocol 3 for ever when its client has fallen silent. */
const neverTimesOut = (protocol: Protocol, mode: Mode) =>
  implementation.name === "published" && protocol === 3 && modes[mode].length > 1;

describe.each(combinations)(`${implementation.name}: protocol %i over %s`, (protocol, mode) => {
  it("lives on through five heartbeats", async () => {
    // Of protocol 3 it is the client that pings; of protocol 4 the server.
    const running = await startEngine({ pingInterval: 40, pingTimeout: 5_000 });
    const client = connect(protocol, running.url, { transports: modes[mode] });
    const beats = new Promise<void>((resolve) => {
      let seen = 0;
      client.socket.on(protocol === 4 ? "ping" : "pong", () => {
        seen += 1;
        if (seen === 5) resolve();
      });
    });
    const session = await running.accept();
    let heard = 0;
    session.socket.on("heartbeat", () => {
      heard += 1;
    });
    await beats;
    client.socket.send("still there?");
    expect(await client.messages.take()).toBe("still there?");
    expect(heard).toBeGreaterThanOrEqual(4);
    expect(session.socket.readyState).toBe("open");
  });

  it("ends with a ping timeout on both sides when nothing gets through", async () => {
    const running = await startEngine({ pingInterval: 250, pingTimeout: 1_000 });
    const proxy = await startStallingProxy(running.port);
    const client = connect(protocol, proxy.url, { transports: modes[mode] });
    const session = await running.accept();
    await client.opened;
    if (modes[mode].length > 1) await client.upgraded;
    // A heartbeat of its last transport.
    await once(session.socket, "heartbeat");
    proxy.stall();
    expect((await client.closed).reason).toBe("ping timeout");
    if (neverTimesOut(protocol, mode)) return;
    expect((await session.closed).reason).toBe("ping timeout");
    expect(running.engine.clientsCount).toBe(0);
  });
});
