import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { expectGrowthBelow, MEGABYTE } from "../harness/baseline.ts";
import { scaled } from "../harness/scale.ts";
import {
  accept,
  CONNECTED,
  message,
  openPacket,
  respond,
  type Script,
  servers,
} from "./harness/scripted-server.ts";
import { expectLeft, expectNothingLeft, passUntil, useTarget } from "./harness/target.ts";

const arena = useTarget();
const LIMIT = 100 * 1024 * 1024;
const SEPARATOR = "\x1e";

/** A body in chunks, without end. */
const endlessBody =
  (chunk: string): Script =>
  async ({ peer }) => {
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const bytes = `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(Math.ceil(500_000 / chunk.length));
    while (!peer.socket.destroyed) await peer.sendAll(bytes);
  };

describe("an answer to a poll", () => {
  it.each([
    ["large chunks", "4".repeat(60_000), MEGABYTE, 40 * MEGABYTE],
    ["small chunks", "4".repeat(10), MEGABYTE, 40 * MEGABYTE],
    ["large chunks, to the limit that holds by default", "4".repeat(60_000), undefined, 4 * LIMIT],
  ])("without an end, in %s", async (_name, chunk, maxResponseBytes, growth) => {
    const hostile = await arena.serve({ script: endlessBody(chunk) });
    const limit = maxResponseBytes === undefined ? {} : { maxResponseBytes };
    await expectGrowthBelow(growth, arena.target, async () => {
      const victim = await hostile.lure({ transports: ["polling"], ...limit });
      expect((await victim.until("connect_error")).errors).toMatchObject([
        { message: "xhr poll error", status: 0, cause: "response too large" },
      ]);
      await expectLeft(arena, victim);
    });
  });

  it("that announces more than there may be", async () => {
    const hostile = await arena.serve({
      script: async ({ peer }) => {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n");
        const chunk = "4".repeat(500_000);
        while (!peer.socket.destroyed) await peer.sendAll(chunk);
      },
    });
    await expectGrowthBelow(40 * MEGABYTE, arena.target, async () => {
      const victim = await hostile.lure({
        transports: ["polling"],
        maxResponseBytes: MEGABYTE,
      });
      expect((await victim.until("connect_error")).errors).toMatchObject([{ message: "xhr poll error" }]);
      await expectLeft(arena, victim);
    });
  });

  it.each([
    ["separators", SEPARATOR, 8],
    ["noops", `6${SEPARATOR}`, 8],
    ["pongs", `3${SEPARATOR}`, 8],
    // They are told one after the other, when all have been read.
    ["events for nobody", `42/x,["a"]${SEPARATOR}`, 50],
  ])("CVE-2026-32689, Phoenix: full of %s", async (_name, packet, growth) => {
    const size = scaled(4 * MEGABYTE, LIMIT - 1000);
    const body = packet.repeat(Math.floor(size / packet.length)).slice(0, -1);
    const hostile = await arena.serve({
      script: servers.polling([openPacket(), CONNECTED, body, '42["behind"]']),
    });
    await expectGrowthBelow(growth * size + 40 * MEGABYTE, arena.target, async () => {
      const victim = await hostile.lure({ transports: ["polling"] });
      await (packet === SEPARATOR ? victim.until("disconnect") : victim.until("message"));
      await expectLeft(arena, victim);
    });
  });
});

/** Sends a packet over and over, and takes nothing: what the client answers stays with it. */
const deaf =
  (packet: string, bytes: number): Script =>
  async (visit) => {
    const { peer } = visit;
    accept(visit, message(openPacket()), message(CONNECTED));
    await peer.frame();
    peer.socket.pause();
    const frames = Buffer.concat(Array.from({ length: 10_000 }, () => message(packet)));
    for (let sent = 0; sent < bytes && !peer.socket.destroyed; sent += frames.length)
      await peer.sendAll(frames);
    peer.send(message('42["behind"]'));
  };

describe("pings", () => {
  it("row 29: without end, from a server that reads no answer: those that wait are few", async () => {
    const hostile = await arena.serve({ script: deaf("2", scaled(3 * MEGABYTE, 100 * MEGABYTE)) });
    await expectGrowthBelow(40 * MEGABYTE, arena.target, async () => {
      const victim = await hostile.lure({ transports: ["websocket"] });
      await victim.until("message");
      await victim.leave();
    });
  });

  it("over polling, from a server that answers no POST", async () => {
    const pings = `2${SEPARATOR}`.repeat(100_000);
    const packets = [openPacket(), CONNECTED, pings, pings, pings, pings, '42["behind"]'].map((packet) =>
      packet.endsWith(SEPARATOR) ? packet.slice(0, -1) : packet,
    );
    const polling = servers.polling(packets);
    const hostile = await arena.serve({
      script: (visit) => (visit.method === "POST" ? undefined : polling(visit)),
    });
    const victim = await hostile.lure({ transports: ["polling"] });
    const { unsent } = await victim.until("message");
    expect(unsent).toBeLessThan(10);
    await victim.leave();
  });
});

describe("events", () => {
  it("row 9: before the namespace is connected, without end: those that are kept are bounded", async () => {
    const hostile = await arena.serve({
      script: async (visit) => {
        accept(visit, message(openPacket()));
        const frames = Buffer.concat(Array.from({ length: 10_000 }, () => message('42["early"]')));
        for (let sent = 0; sent < 1_100_000 && !visit.peer.socket.destroyed; sent += 10_000)
          await visit.peer.sendAll(frames);
        visit.peer.send(message(CONNECTED), message('42["behind"]'));
      },
    });
    const victim = await hostile.lure({ transports: ["websocket"] });
    const { ends, received } = await victim.until("disconnect");
    expect(ends).toMatchObject([{ reason: "forced close" }]);
    // And those that came in the same segment.
    expect(received).toBeLessThanOrEqual(1_100_000);
    await expectLeft(arena, victim);
  });
});

describe("a session that a server will not let go of", () => {
  it("is given up, with the next ping that should come at the latest", async () => {
    const hostile = await arena.serve({
      // What is no packet of Socket.IO, pings, and no answer to what is sent, so that there is always something to send.
      script: (visit) => {
        if (visit.method === "POST") return;
        respond(visit, visit.query.has("sid") ? `2${SEPARATOR}4nonsense` : openPacket());
      },
    });
    const victim = await hostile.lure({ transports: ["polling"] });
    for (let count = 1; count <= 3; count++) {
      expect((await victim.until("disconnect", count)).ends.at(-1)).toMatchObject({ reason: "parse error" });
      if (count < 3) await passUntil(arena, victim, { name: "reconnect_attempt", count });
    }
    await expectNothingLeft(arena, victim, hostile);
  });
});

describe("headers and cookies", () => {
  it("80 new cookies with each answer: the most recent are kept, within limits", async () => {
    let asked = 0;
    const hostile = await arena.serve({
      script: (visit) => {
        if (visit.method === "POST") return respond(visit);
        asked++;
        const cookies = Array.from(
          { length: 80 },
          (_, index) => `Set-Cookie: c${asked}-${index}=${"a".repeat(50)}`,
        );
        const packets = [openPacket(), CONNECTED, ...Array.from({ length: 10 }, () => "6"), '42["behind"]'];
        const packet = packets[asked - 1];
        if (packet !== undefined) respond(visit, packet, "200 OK", ...cookies);
      },
    });
    const victim = await hostile.lure({ transports: ["polling"], withCredentials: true });
    await victim.until("message");
    const sent = hostile.server.visits.map(
      ({ head }) => /^cookie: (.*)/im.exec(head)?.[1]?.split("; ").length ?? 0,
    );
    expect(Math.max(...sent)).toBe(50);
    await expectLeft(arena, victim);
  });
});
