import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fingerprintOf, binary, mixedBurst, type Message } from "../engine-clients/messages.ts";
import {
  becomesWritable,
  openEngine,
  type RunningEngine,
  type Session,
} from "../engine-clients/running-engine.ts";
import { startStallingProxy } from "../engine-clients/stalling-proxy.ts";
import {
  combinations,
  connect,
  modes,
  protocols,
  type Mode,
  type Protocol,
  type TestClient,
} from "../engine-clients/test-client.ts";
import { startProxyProcess, type ProxyProcess, type ProxyProgram } from "./proxy-process.ts";

/** Makes the proxy for an engine at that port. */
export type CreateProxy = (upstreamPort: number) => ProxyProgram;

interface Place {
  readonly running: () => RunningEngine;
  readonly proxy: () => ProxyProcess;
}

const messages: readonly (readonly [string, readonly Message[]])[] = [
  ["text", ["hello", "", "aé€🐟".repeat(99), "d".repeat(65_536)]],
  ["binary", [binary(0), binary(1), binary(126), binary(65_536)]],
  ["half a megabyte", [binary(500_000, 3)]],
  ["200 mixed messages at once", mixedBurst(200)],
];

async function exchange(client: TestClient, sends: readonly Message[]): Promise<void> {
  for (const message of sends) client.socket.send(message);
  const echoes = [];
  while (echoes.length < sends.length) echoes.push(fingerprintOf(await client.messages.take()));
  expect(echoes).toEqual(sends.map((message) => fingerprintOf(message)));
}

/** An engine and the proxy in front of it, for the tests of one `describe`. */
function usePlace(createProxy: CreateProxy): Place {
  let running: RunningEngine | undefined;
  let proxy: ProxyProcess | undefined;
  beforeAll(async () => {
    running = await openEngine({ pingInterval: 60, pingTimeout: 10_000 });
    proxy = await startProxyProcess(createProxy(running.port));
  });
  afterAll(async () => {
    await proxy?.stop();
    await running?.stop();
  });
  return { running: () => running as RunningEngine, proxy: () => proxy as ProxyProcess };
}

interface ConnectOptions {
  readonly protocol: Protocol;
  readonly mode: Mode;
  /** @default that of the proxy */
  readonly url?: string;
}

interface Pair {
  readonly client: TestClient;
  readonly session: Session;
}

/** A session that has arrived at its last transport. */
async function establish(place: Place, { protocol, mode, url }: ConnectOptions): Promise<Pair> {
  const client = connect(protocol, url ?? place.proxy().url, { transports: modes[mode] });
  await client.opened;
  const session = await place.running().sessionOf(client.socket);
  if (modes[mode].length > 1) expect(await client.upgraded).toBe("websocket");
  await exchange(client, ["there and back"]);
  return { client, session };
}

/** Five heartbeats have gone there and back. */
const beats = (protocol: Protocol, { client }: Pair): Promise<void> =>
  new Promise((resolve) => {
    let seen = 0;
    client.socket.on(protocol === 4 ? "ping" : "pong", () => {
      seen += 1;
      if (seen === 5) resolve();
    });
  });

const reasons = async ({ client, session }: Pair) => ({
  client: (await client.closed).reason,
  server: (await session.closed).reason,
});

function describeEnds(place: Place, protocol: Protocol, mode: Mode): void {
  const isPolling = modes[mode].at(-1) === "polling";

  it("tells the server that the client has closed", async () => {
    const pair = await establish(place, { protocol, mode });
    pair.client.socket.close();
    expect(await reasons(pair)).toEqual({ client: "forced close", server: "transport close" });
  });

  it("tells the client that the server has closed", async () => {
    const pair = await establish(place, { protocol, mode });
    pair.session.socket.close();
    expect(await reasons(pair)).toEqual({ client: "transport close", server: "forced close" });
  });

  it("tells the server that the client has vanished", async () => {
    const wire = await startStallingProxy(place.proxy().port);
    const pair = await establish(place, { protocol, mode, url: wire.url });
    await becomesWritable(place.running(), pair.session.socket);
    wire.cut();
    const expected = isPolling ? "transport error" : "transport close";
    expect(await reasons(pair)).toEqual({ client: expected, server: expected });
  });

  it("tells the client that the server has vanished", async () => {
    const pair = await establish(place, { protocol, mode });
    await becomesWritable(place.running(), pair.session.socket);
    place.running().cut();
    const expected = isPolling ? "transport error" : "transport close";
    expect(await reasons(pair)).toEqual({ client: expected, server: expected });
  });
}

/** What sessions do behind a proxy that lets WebSocket through. */
export function describeForwarding(title: string, createProxy: CreateProxy): void {
  describe(title, () => {
    const place = usePlace(createProxy);
    describe.each(combinations)("protocol %i over %s", (protocol, mode) => {
      it.each(messages)("echoes %s", async (_name, sends) => {
        const { client } = await establish(place, { protocol, mode });
        await exchange(client, sends);
        expect(client.socket.transport.name).toBe(modes[mode].at(-1));
      });

      it("lives on through five heartbeats", async () => {
        const pair = await establish(place, { protocol, mode });
        await beats(protocol, pair);
        await exchange(pair.client, ["still there"]);
      });

      describeEnds(place, protocol, mode);
    });
  });
}

export interface BlockingOptions {
  /** Does the attempt fail, or is it never answered? */
  readonly fails: boolean;
}

/** What sessions do behind a proxy that lets no WebSocket through: they stay with polling, and lose nothing. */
export function describeBlocking(title: string, createProxy: CreateProxy, { fails }: BlockingOptions): void {
  describe(title, () => {
    const place = usePlace(createProxy);
    describe.each(protocols)("protocol %i", (protocol) => {
      const begin = async (): Promise<Pair> => {
        const client = connect(protocol, place.proxy().url);
        await client.opened;
        const session = await place.running().sessionOf(client.socket);
        await exchange(client, mixedBurst(50));
        if (fails) await client.upgradeFailed;
        return { client, session };
      };

      it.each(messages)("echoes %s over polling", async (_name, sends) => {
        const { client, session } = await begin();
        await exchange(client, sends);
        expect([client.socket.transport.name, session.socket.transport.name]).toEqual(["polling", "polling"]);
        expect(session.socket.upgraded).toBe(false);
      });

      it("lives on through five heartbeats", async () => {
        const pair = await begin();
        await beats(protocol, pair);
        await exchange(pair.client, ["still there"]);
        expect(pair.session.socket.readyState).toBe("open");
      });

      it("closes from the client", async () => {
        const pair = await begin();
        pair.client.socket.close();
        expect((await pair.session.closed).reason).toBe("transport close");
      });

      it("closes from the server", async () => {
        const pair = await begin();
        pair.session.socket.close();
        expect(await reasons(pair)).toEqual({ client: "transport close", server: "forced close" });
      });
    });

    if (!fails) return;
    it.each(protocols)(
      "refuses a client of protocol %i that wants nothing but WebSocket",
      async (protocol) => {
        const client = connect(protocol, place.proxy().url, { transports: ["websocket"] });
        await expect(client.opened).rejects.toThrow("the client failed");
      },
    );
  });
}
