import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createProtocolError } from "../kernel/index.ts";
import { packetTypes } from "./packet.ts";
import type { ServerSessionCommand } from "./server-session-types.ts";
import { ServerSession } from "./server-session.ts";
import { ServerSessionModel } from "./testing/server-session-model.ts";
import { lineOf, passTime } from "./testing/steps.ts";

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

const delays = fc.oneof(fc.constant(0), fc.nat(20), fc.nat(150));
const runs = fc.array(fc.tuple(delays, commands), { maxLength: 60 });

/** The machine and its model, side by side. */
class Pair {
  readonly machine: ServerSession;
  readonly model: ServerSessionModel;
  readonly lines: string[] = [];

  constructor(pinger: "server" | "client") {
    const { upgradeTimeout } = times;
    const handshake = { sid: "x", upgrades: [], ...times, maxPayload: 1 };
    this.machine = new ServerSession({ handshake, upgradeTimeout, dialect: { pinger } });
    this.model = new ServerSessionModel(pinger, times);
  }

  /** What the machine does and shows, and what it should. */
  handle(command: ServerSessionCommand, now: number): { actual: unknown; expected: unknown } {
    const { machine, model } = this;
    const effects = machine.handle(command, now);
    const lines = effects.map((effect) => lineOf(effect).replace(/^(send open) .*/, "$1"));
    this.lines.push(...lines);
    const { readyState, isUpgrading, isUpgraded, receivesMessages } = machine;
    return {
      actual: { lines, readyState, isUpgrading, isUpgraded, receivesMessages, deadline: machine.deadline() },
      expected: {
        lines: model.apply(command, now),
        readyState: model.readyState,
        isUpgrading: model.hasCandidate,
        isUpgraded: model.isUpgraded,
        receivesMessages: model.readyState === "open",
        deadline: model.deadline,
      },
    };
  }

  get hasEnded(): boolean {
    return this.lines.some((line) => line.startsWith("closed "));
  }
}

describe.for(["server", "client"] as const)("a session where the %s pings, whatever happens", (pinger) => {
  test("does what its model does, ends once, and is silent after that", () => {
    fc.assert(
      fc.property(runs, (steps) => {
        const pair = new Pair(pinger);
        pair.handle({ type: "open" }, 0);
        let now = 0;
        for (const [delay, command] of steps) {
          now += delay;
          const { hasEnded } = pair;
          const before = pair.lines.length;
          const { actual, expected } = pair.handle(command, now);
          expect(actual).toEqual(expected);
          if (hasEnded) expect(pair.lines.length).toBe(before);
          expect(pair.machine.readyState === "closed").toBe(pair.lines.at(-1)?.startsWith("closed "));
          // From the greeting to the end there is always something to wait for, so no session stays for ever.
          expect(pair.machine.deadline() === undefined).toBe(pair.hasEnded);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("ends when nothing arrives any more, with one transport closed", () => {
    fc.assert(
      fc.property(runs, (steps) => {
        const pair = new Pair(pinger);
        let now = 0;
        for (const [delay, command] of steps) {
          now += delay;
          for (let due = pair.model.deadline; due !== undefined && due <= now; due = pair.model.deadline) {
            pair.handle({ type: "tick" }, due);
          }
          pair.handle(command, now);
        }
        const rest = passTime(pair.machine).map((line) => line.replace(/^\d+ /, ""));
        const lines = [...pair.lines, ...rest];
        const count = (start: string): number => lines.filter((line) => line.startsWith(start)).length;
        expect(count("closed ")).toBe(count("opened") === 1 || pair.hasEnded ? 1 : 0);
        expect(count("closeTransport")).toBeLessThanOrEqual(1);
        expect(count("switchTransport")).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});
