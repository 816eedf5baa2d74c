import { describe, expect, it } from "vitest";
import { implementation } from "./implementation.ts";
import { becomesWritable, startEngine, type RunningEngine, type Session } from "./running-engine.ts";
import { combinations, connect, modes, type Mode, type Protocol, type TestClient } from "./test-client.ts";

interface Pair {
  readonly running: RunningEngine;
  readonly client: TestClient;
  readonly session: Session;
}

/** A session that has arrived at its last transport. */
async function establish(protocol: Protocol, mode: Mode): Promise<Pair> {
  const running = await startEngine({}, (socket) => {
    socket.once("message", () => socket.send("ready"));
  });
  const client = connect(protocol, running.url, { transports: modes[mode] });
  await client.opened;
  const session = await running.accept();
  if (modes[mode].length > 1) await client.upgraded;
  // The answer shows that the server, too, has finished with the upgrade.
  client.socket.send("ready?");
  await client.messages.take();
  await becomesWritable(running, session.socket);
  return { running, client, session };
}

async function reasons({ client, session }: Pair): Promise<{ client: string; server: string }> {
  const [atClient, atServer] = await Promise.all([client.closed, session.closed]);
  expect(client.socket.readyState).toBe("closed");
  expect(session.socket.readyState).toBe("closed");
  return { client: atClient.reason, server: atServer.reason };
}

describe.each(combinations)(`${implementation.name}: protocol %i over %s`, (protocol, mode) => {
  const isPolling = modes[mode].at(-1) === "polling";

  it("tells both sides that the client has closed", async () => {
    const pair = await establish(protocol, mode);
    pair.client.socket.close();
    expect(await reasons(pair)).toEqual({ client: "forced close", server: "transport close" });
    expect(pair.running.engine.clientsCount).toBe(0);
  });

  it("tells both sides that the server has closed", async () => {
    const pair = await establish(protocol, mode);
    pair.session.socket.close();
    expect(await reasons(pair)).toEqual({ client: "transport close", server: "forced close" });
    expect(pair.running.engine.clientsCount).toBe(0);
  });

  it("tells both sides that the server has closed without waiting for what is buffered", async () => {
    const pair = await establish(protocol, mode);
    pair.session.socket.close(true);
    expect(await reasons(pair)).toEqual({ client: "transport close", server: "forced close" });
  });

  it("closes all sessions with the engine", async () => {
    const pair = await establish(protocol, mode);
    pair.running.engine.close();
    expect(await reasons(pair)).toEqual({ client: "transport close", server: "forced close" });
    expect(pair.running.engine.clientsCount).toBe(0);
  });

  it("tells both sides that the connection was cut", async () => {
    const pair = await establish(protocol, mode);
    pair.running.cut();
    const expected = isPolling ? "transport error" : "transport close";
    expect(await reasons(pair)).toEqual({ client: expected, server: expected });
    expect(pair.running.engine.clientsCount).toBe(0);
  });

  it("delivers what was sent before the server closed", async () => {
    const pair = await establish(protocol, mode);
    for (let index = 0; index < 50; index += 1) pair.session.socket.send(`${index}`);
    pair.session.socket.close();
    for (let index = 0; index < 50; index += 1) expect(await pair.client.messages.take()).toBe(`${index}`);
    expect(await reasons(pair)).toEqual({ client: "transport close", server: "forced close" });
  });

  it("receives what was sent before the client closed", async () => {
    const pair = await establish(protocol, mode);
    const received: unknown[] = [];
    pair.session.socket.on("message", (data: string) => received.push(data));
    for (let index = 0; index < 50; index += 1) pair.client.socket.send(`${index}`);
    pair.client.socket.close();
    expect(await reasons(pair)).toEqual({ client: "forced close", server: "transport close" });
    expect(received).toEqual(Array.from({ length: 50 }, (_, index) => `${index}`));
  });

  it("closes a session that sends more than maxHttpBufferSize at once", async () => {
    const running = await startEngine({ maxHttpBufferSize: 1_000 });
    const client = connect(protocol, running.url, { transports: modes[mode] });
    await client.opened;
    const { closed } = await running.accept();
    if (modes[mode].length > 1) await client.upgraded;
    client.socket.send("x".repeat(1_001));
    // With polling the server answers 413 and leaves it to the client, which then says goodbye.
    expect({ client: (await client.closed).reason, server: (await closed).reason }).toEqual(
      isPolling
        ? { client: "transport error", server: "transport close" }
        : { client: "transport close", server: "transport error" },
    );
  });
});

describe(`${implementation.name}: closing in the middle of an upgrade`, () => {
  it.each([4, 3] as const)("by the client, protocol %i", async (protocol) => {
    const running = await startEngine();
    const client = connect(protocol, running.url);
    await client.opened;
    const session = await running.accept();
    client.socket.close();
    expect(await reasons({ running, client, session })).toEqual({
      client: "forced close",
      server: "transport close",
    });
  });

  it.each([4, 3] as const)("by the server, protocol %i", async (protocol) => {
    const running = await startEngine();
    const client = connect(protocol, running.url);
    const session = await running.accept();
    session.socket.once("upgrading", () => {
      session.socket.send("last");
      session.socket.close();
    });
    expect(await client.messages.take()).toBe("last");
    expect(await reasons({ running, client, session })).toEqual({
      client: "transport close",
      server: "forced close",
    });
  });

  it.each([4, 3] as const)("by the server before it began, protocol %i", async (protocol) => {
    const running = await startEngine({}, (socket) => {
      socket.send("last");
      socket.close();
    });
    const client = connect(protocol, running.url);
    const session = await running.accept();
    expect(await client.messages.take()).toBe("last");
    expect((await reasons({ running, client, session })).server).toBe("forced close");
  });
});
