import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import {
  accept,
  CONNECTED,
  message,
  openPacket,
  respond,
  type Script,
  servers,
  type Visit,
} from "./harness/scripted-server.ts";
import { expectNothingLeft, type Hostile, passUntil, useTarget } from "./harness/target.ts";
import type { PlainOptions } from "./harness/types.ts";

const arena = useTarget();
const CONNECT_TIMEOUT = 20_000;
const PING_TIMEOUT = 45_000;
const LEAST_DELAY = 500;
const ATTEMPTS = 4;
const PATIENCE = { timeout: 5000, interval: 5 };
const transports = ["polling", "fetch", "websocket"] as const;

/** Sends a byte at a time, as fast as they are taken, for as long as the client listens. */
const drip =
  (start: string, byte: string): Script =>
  async ({ peer }) => {
    peer.send(start);
    while (!peer.socket.destroyed) {
      await peer.sendAll(byte);
      await new Promise(setImmediate);
    }
  };

type Silent = readonly [name: string, script: Script];

const ofHead: readonly Silent[] = [
  ["a server that accepts, and says nothing", () => undefined],
  ["half a head", ({ peer }) => peer.send("HTTP/1.1 200 OK\r\nContent-")],
];
const ofBody: readonly Silent[] = [
  ["half a body", ({ peer }) => peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0{")],
  ["a drip of a body", drip("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n0\r\n")],
];
const ofInformation: Silent = [
  "CVE-2026-47073, hackney: informational answers without end",
  drip("", "HTTP/1.1 100 Continue\r\n\r\n"),
];
const ofUpgrade: readonly Silent[] = [
  ["no open packet", (visit) => accept(visit)],
  ["half a frame", (visit) => accept(visit, message(openPacket()).subarray(0, 20))],
];
const noOpenPacket: Silent = ["no open packet", (visit) => respond(visit, "6")];

const silent = {
  polling: [...ofHead, ...ofBody, ofInformation, noOpenPacket],
  // The `fetch` of Node takes the first informational answer for a mistake.
  fetch: [...ofHead, ...ofBody, noOpenPacket],
  websocket: [...ofHead, ...ofUpgrade, ofInformation],
};

describe.each(transports)("row 41: before a session over %s", (transport) => {
  it.each(silent[transport])("%s: time runs out, each time, and nothing stays", async (title, script) => {
    const hostile = await arena.serve({ script });
    const victim = await hostile.lure({ transports: [transport] });
    for (let count = 1; count <= ATTEMPTS; count++) {
      await expect.poll(() => hostile.server.connections, PATIENCE).toBeGreaterThanOrEqual(count);
      expect(await passUntil(arena, victim, { name: "connect_error", count })).toBe(CONNECT_TIMEOUT);
      expect((await victim.status()).errors.at(-1)).toMatchObject({ message: "timeout" });
      // A WebSocket that is open waits half a minute for the answer to its farewell.
      const stays = ofUpgrade.some(([name]) => name === title) ? count : victim.spareConnections;
      await expect.poll(() => hostile.server.open, PATIENCE).toBeLessThanOrEqual(stays);
      if (count === ATTEMPTS) break;
      const delay = await passUntil(arena, victim, { name: "reconnect_attempt", count });
      expect(delay).toBeGreaterThanOrEqual(LEAST_DELAY);
    }
    expect(hostile.server.connections).toBeLessThanOrEqual(2 * ATTEMPTS);
    await expectNothingLeft(arena, victim, hostile);
  });

  it("an application that leaves meanwhile", async () => {
    const hostile = await arena.serve({ script: () => undefined });
    const victim = await hostile.lure({ transports: [transport] });
    await expect.poll(() => hostile.server.connections, PATIENCE).toBe(1);
    await expectNothingLeft(arena, victim, hostile);
  });
});

describe.each(transports)("row 41: a session over %s", (transport) => {
  const serve = (packets: readonly string[]): Promise<Hostile> =>
    arena.serve({ script: servers[transport === "fetch" ? "polling" : transport](packets) });

  it.each([
    ["without a namespace", [openPacket()]],
    ["that says nothing more", [openPacket(), CONNECTED]],
  ])("%s: the ping that does not come ends it, each time", async (_name, packets) => {
    const hostile = await serve(packets);
    const victim = await hostile.lure({ transports: [transport] });
    for (let count = 1; count <= ATTEMPTS; count++) {
      // Before that, the timer is the one for connecting.
      await expect
        .poll(async () => (await arena.target.ask("timers", undefined)).at(-1), PATIENCE)
        .toBe(PING_TIMEOUT);
      if (packets.length > 1) await victim.until("connect", count);
      expect(await passUntil(arena, victim, { name: "disconnect", count })).toBe(PING_TIMEOUT);
      const { ends, connected } = await victim.status();
      expect({ reason: ends.at(-1)?.reason, connected }).toEqual({
        reason: "ping timeout",
        connected: false,
      });
      if (count === ATTEMPTS) break;
      const delay = await passUntil(arena, victim, { name: "reconnect_attempt", count });
      expect(delay).toBeGreaterThanOrEqual(LEAST_DELAY);
    }
    // Half a minute for the answer to its farewell, then nobody waits any more.
    expect(hostile.server.open).toBeLessThan(20);
    await expectNothingLeft(arena, victim, hostile);
  });
});

describe("an upgrade", () => {
  const session = [openPacket({ upgrades: ["websocket"] }), CONNECTED];
  const both = (webSocket: Script, packets: readonly string[] = session): Script => {
    const polling = servers.polling(packets);
    return (visit) => (visit.isUpgrade ? webSocket(visit) : polling(visit));
  };
  const options: PlainOptions = { transports: ["polling", "websocket"] };

  const wrong: readonly (readonly [string, (visit: Visit) => unknown, string])[] = [
    ["404", (visit) => respond(visit, "", "404 Not Found"), "websocket error"],
    ["a wrong answer to the probe", (visit) => accept(visit, message("3wrong")), "probe error"],
    ["an event before the answer", (visit) => accept(visit, message('42["early"]')), "probe error"],
    ["a ping", (visit) => accept(visit, message("2probe")), "probe error"],
    ["garbage", (visit) => accept(visit, message("")), "probe error"],
    ["binary data", (visit) => accept(visit, message(Buffer.from("3probe"))), "probe error"],
    ["an end", (visit) => (accept(visit), visit.peer.socket.end()), "transport closed"],
    ["a masked frame", (visit) => accept(visit, Buffer.of(0x81, 0x80, 0, 0, 0, 0)), "websocket error"],
  ];

  it.each(wrong)("%s: the session stays where it is", async (_name, script, why) => {
    const hostile = await arena.serve({ script: both(script, [...session, '42["still"]', '42["here"]']) });
    const victim = await hostile.lure(options);
    const { upgradeErrors } = await victim.until("upgradeError");
    expect(upgradeErrors[0]?.message).toMatch(/^probe error/);
    expect(upgradeErrors[0]?.message).toContain(why);
    const { events, transport, connected } = await victim.until("message", 2);
    expect({ events, transport, connected }).toEqual({
      events: ['["still"]', '["here"]'],
      transport: "polling",
      connected: true,
    });
    await victim.leave();
  });

  const quiet: readonly Silent[] = [
    ["a handshake that is not answered", () => undefined],
    ["a probe that is not answered", (visit) => accept(visit)],
    ["a probe that is answered while a poll is not", (visit) => accept(visit, message("3probe"))],
  ];

  it.each(quiet)("%s: the ping that does not come ends all", async (_name, script) => {
    const hostile = await arena.serve({ script: both(script) });
    const victim = await hostile.lure(options);
    for (let count = 1; count <= ATTEMPTS; count++) {
      await victim.until("connect", count);
      const upgrades = (): number => hostile.server.visits.filter(({ isUpgrade }) => isUpgrade).length;
      await expect.poll(upgrades, PATIENCE).toBe(count);
      expect(await passUntil(arena, victim, { name: "disconnect", count })).toBe(PING_TIMEOUT);
      expect((await victim.status()).ends.at(-1)).toMatchObject({ reason: "ping timeout" });
      if (count < ATTEMPTS) await passUntil(arena, victim, { name: "reconnect_attempt", count });
    }
    await expectNothingLeft(arena, victim, hostile);
  });

  it("done, and then silence", async () => {
    const polling = servers.polling(session);
    let waiting: Visit | undefined;
    let polls = 0;
    let isProbed = false;
    const hostile = await arena.serve({
      script: async (visit) => {
        if (visit.isUpgrade) {
          accept(visit);
          await visit.peer.frame();
          visit.peer.send(message("3probe"));
          isProbed = true;
        } else {
          polling(visit);
          // Two are answered; the third waits until the probe is.
          if (visit.method === "GET" && ++polls === 3) waiting = visit;
        }
        if (isProbed && waiting) respond(waiting, "6");
      },
    });
    const victim = await hostile.lure(options);
    await victim.until("upgrade");
    expect(await passUntil(arena, victim, { name: "disconnect", count: 1 })).toBe(PING_TIMEOUT);
    expect((await victim.status()).ends).toMatchObject([{ reason: "ping timeout" }]);
    await expectNothingLeft(arena, victim, hostile);
  });
});
