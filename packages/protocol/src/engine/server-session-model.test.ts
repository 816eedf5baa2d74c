import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createProtocolError } from "../kernel/index.ts";
import { packetTypes } from "./packet.ts";
import type { ServerSessionCommand } from "./server-session-types.ts";
import { ServerSession } from "./server-session.ts";
import { ServerSessionModel } from "./testing/server-session-model.ts";
import { courses, follow, playOut, SessionPair } from "./testing/session-pair.ts";

const times = { pingInterval: 300, pingTimeout: 120, upgradeTimeout: 450 };
const error = createProtocolError("EIO_PARSE_ERROR");

const packets = fc.record({
  type: fc.constantFrom(...packetTypes),
  data: fc.constantFrom(undefined, "probe", "x"),
});
const candidatePackets = fc.constantFrom(
  { type: "ping", data: "probe" } as const,
  { type: "upgrade" } as const,
  { type: "message" } as const,
);

/** Mostly what keeps a session going; what ends it comes now and then, or no run would get far. */
const commands = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<ServerSessionCommand>({ type: "tick" }, { type: "activity" }) },
  { weight: 6, arbitrary: fc.constantFrom<ServerSessionCommand>({ type: "candidate" }, { type: "open" }) },
  {
    weight: 6,
    arbitrary: candidatePackets.map((packet): ServerSessionCommand => ({ type: "candidatePacket", packet })),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<ServerSessionCommand>(
      { type: "packet", packet: { type: "pong" } },
      { type: "packet", packet: { type: "ping" } },
    ),
  },
  { weight: 1, arbitrary: packets.map((packet): ServerSessionCommand => ({ type: "packet", packet })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<ServerSessionCommand>({ type: "candidateLost" }, { type: "drained" }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<ServerSessionCommand>(
      { type: "close", discard: false, isDrained: false },
      { type: "close", discard: false, isDrained: true },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<ServerSessionCommand>(
      { type: "close", discard: true, isDrained: true },
      { type: "garbage", error },
      { type: "transportClosed", reason: "transport close" },
      { type: "transportClosed", reason: "transport error", description: error },
    ),
  },
);

const runs = courses(commands, 150);

function createPair(pinger: "server" | "client"): SessionPair<ServerSessionCommand> {
  const { upgradeTimeout } = times;
  const handshake = { sid: "x", upgrades: [], ...times, maxPayload: 1 };
  return new SessionPair(
    new ServerSession({ handshake, upgradeTimeout, dialect: { pinger } }),
    new ServerSessionModel(pinger, times),
  );
}

describe.for(["server", "client"] as const)("a session where the %s pings, whatever happens", (pinger) => {
  test("does what its model does, ends once, and is silent after that", () => {
    fc.assert(
      fc.property(runs, (course) => {
        const pair = createPair(pinger);
        pair.handle({ type: "open" }, 0);
        follow(pair, course);
      }),
      { numRuns: 1000 },
    );
  });

  test("ends when nothing arrives any more, with one transport closed", () => {
    fc.assert(
      fc.property(runs, (course) => {
        const count = playOut(createPair(pinger), course);
        expect(count("switchTransport")).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});
