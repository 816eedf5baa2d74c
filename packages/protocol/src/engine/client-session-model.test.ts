import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createProtocolError } from "../kernel/index.ts";
import type { ClientSessionCommand } from "./client-session-types.ts";
import { ClientSession } from "./client-session.ts";
import { encodeHandshake } from "./handshake.ts";
import { ClientSessionModel } from "./testing/client-session-model.ts";
import { courses, follow, playOut, SessionPair } from "./testing/session-pair.ts";
import type { TransportName } from "./transport-name.ts";

const times = { pingInterval: 500, pingTimeout: 200, upgradeTimeout: 450 };
const error = createProtocolError("EIO_PARSE_ERROR");

const names = fc.constantFrom<TransportName>("websocket", "websocket", "webtransport");
const some = (
  weight: number,
  ...list: ClientSessionCommand[]
): fc.WeightedArbitrary<ClientSessionCommand> => ({
  weight,
  arbitrary: fc.constantFrom(...list),
});
const ofCandidate = (
  weight: number,
  create: (name: TransportName) => ClientSessionCommand,
): fc.WeightedArbitrary<ClientSessionCommand> => ({ weight, arbitrary: names.map(create) });

/** Mostly what keeps a session going; what ends it comes now and then, or no run would get far. */
const commandsFor = (handshake: string): fc.Arbitrary<ClientSessionCommand> =>
  fc.oneof(
    some(6, { type: "tick" }, { type: "packet", packet: { type: "ping" } }),
    some(
      3,
      { type: "activity" },
      { type: "packet", packet: { type: "open", data: handshake } },
      { type: "packet", packet: { type: "noop" } },
      { type: "packet", packet: { type: "pong" } },
    ),
    ofCandidate(6, (name) => ({ type: "candidateOpen", name })),
    ofCandidate(6, (name) => ({ type: "candidatePacket", name, packet: { type: "pong", data: "probe" } })),
    ofCandidate(1, (name) => ({ type: "candidatePacket", name, packet: { type: "message", data: "probe" } })),
    ofCandidate(1, (name) => ({ type: "candidateLost", name, problem: "closed" })),
    some(3, { type: "paused" }, { type: "drained" }),
    some(2, { type: "close", isDrained: false }, { type: "close", isDrained: true }),
    some(
      1,
      { type: "packet", packet: { type: "close" } },
      { type: "garbage", error },
      { type: "transportClosed", reason: "transport close" },
      { type: "transportClosed", reason: "transport error", description: error },
    ),
  );

function createPair(upgrades: readonly TransportName[]): SessionPair<ClientSessionCommand> {
  const { upgradeTimeout } = times;
  return new SessionPair(
    new ClientSession({ dialect: { pinger: "server" }, transport: "polling", upgrades, upgradeTimeout }),
    new ClientSessionModel(upgrades, times),
  );
}

describe.for<[TransportName[]]>([[[]], [["websocket"]], [["websocket", "webtransport"]]])(
  "a session that may move to %j, whatever happens",
  ([upgrades]) => {
    const handshake = encodeHandshake({ sid: "x", upgrades, ...times });
    const greeting: ClientSessionCommand = { type: "packet", packet: { type: "open", data: handshake } };
    const runs = courses(commandsFor(handshake), 250);

    test("does what its model does, ends once, and is silent after that", () => {
      fc.assert(
        fc.property(runs, (course) => {
          const pair = createPair(upgrades);
          pair.handle(greeting, 0);
          follow(pair, course);
        }),
        { numRuns: 500 },
      );
    });

    test("ends when nothing arrives any more, with every candidate closed or moved to", () => {
      fc.assert(
        fc.property(runs, (course) => {
          const count = playOut(createPair(upgrades), course);
          expect(count("openCandidate")).toBe(count("closeCandidate") + count("switchTransport"));
        }),
        { numRuns: 300 },
      );
    });
  },
);
