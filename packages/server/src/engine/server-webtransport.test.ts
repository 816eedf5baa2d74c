import { afterEach, describe, expect, it } from "vitest";
import { createWebTransportPair } from "../transports/testing/web-transport-pair.ts";
import { encode, openStream, settle } from "../transports/webtransport/testing/bench.ts";
import { Server } from "./index.ts";
import type { ServerOptions } from "./options.ts";
import { EngineBench, event } from "./testing/engine-bench.ts";

let bench: EngineBench | undefined;

afterEach(async () => {
  await bench?.dispose();
});

describe("onWebTransportSession", () => {
  const options: ServerOptions = { transports: ["polling", "websocket", "webtransport"] };

  it("opens a session, which has no request", async () => {
    const engine = new Server(options);
    const pair = createWebTransportPair();
    const connected = event(engine, "connection");
    engine.onWebTransportSession(pair.server);
    const client = await openStream(pair);
    client.write(encode([{ type: "open" }]));
    await connected;
    await settle();
    const [socket] = Object.values(engine.clients);
    expect([socket?.request, socket?.protocol, socket?.transport.name]).toEqual([null, 4, "webtransport"]);
    expect(client.received[0]?.type).toBe("open");
    client.write(encode([{ type: "message", data: "hi" }]));
    expect(await event(socket!, "message")).toEqual(["hi"]);
    engine.close();
    await settle();
    expect([engine.clientsCount, client.hasEnded]).toEqual([0, true]);
  });

  it("moves a session over", async () => {
    bench = await new EngineBench(options).listen();
    const sid = await bench.open();
    const pair = createWebTransportPair();
    bench.engine.onWebTransportSession(pair.server);
    const client = await openStream(pair);
    client.write(encode([{ type: "open", data: JSON.stringify({ sid }) }]));
    client.write(encode([{ type: "ping", data: "probe" }]));
    await event(bench.sockets[0]!, "upgrading");
    client.write(encode([{ type: "upgrade" }]));
    await event(bench.sockets[0]!, "upgrade");
    expect(bench.sockets[0]!.transport.name).toBe("webtransport");
  });

  it.each([
    ["the transport is switched off", new Server()],
    ["there are middlewares, which could not see it", new Server({ ...options, cors: {} })],
    ["too many have not said what they want", new Server({ ...options, maxPendingHandshakes: 0 })],
  ])("is closed when %s", async (_, engine) => {
    const pair = createWebTransportPair();
    engine.onWebTransportSession(pair.server);
    await pair.client.closed;
  });

  it("is closed with the engine, when it has not said what it wants", async () => {
    const engine = new Server(options);
    const pair = createWebTransportPair();
    engine.onWebTransportSession(pair.server);
    engine.close();
    await pair.client.closed;
  });

  it("is forgotten when it is over before that", async () => {
    const engine = new Server({ ...options, maxPendingHandshakes: 1 });
    const first = createWebTransportPair();
    engine.onWebTransportSession(first.server);
    first.client.close();
    await settle();
    const second = createWebTransportPair();
    engine.onWebTransportSession(second.server);
    const client = await openStream(second);
    client.write(encode([{ type: "open" }]));
    await event(engine, "connection");
    engine.close();
  });
});
