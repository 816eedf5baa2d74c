import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createProtocolError } from "../kernel/index.ts";
import type { ClientSessionCommand } from "./client-session-types.ts";
import { ClientSession } from "./client-session.ts";
import { encodeHandshake } from "./handshake.ts";
import { ClientSessionModel } from "./testing/client-session-model.ts";
import { lineOf, passTime } from "./testing/steps.ts";
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

/** The machine and its model, side by side. */
class Pair {
  readonly machine: ClientSession;
  readonly model: ClientSessionModel;
  readonly lines: string[] = [];

  constructor(upgrades: readonly TransportName[]) {
    const { upgradeTimeout } = times;
    this.machine = new ClientSession({
      dialect: { pinger: "server" },
      transport: "polling",
      upgrades,
      upgradeTimeout,
    });
    this.model = new ClientSessionModel(upgrades, times);
  }

  /** What the machine does and shows, and what it should. */
  handle(command: ClientSessionCommand, now: number): { actual: unknown; expected: unknown } {
    const { machine, model } = this;
    const lines = machine.handle(command, now).map(lineOf);
    this.lines.push(...lines);
    const { readyState, isUpgrading, isUpgraded, receivesMessages } = machine;
    return {
      actual: { lines, readyState, isUpgrading, isUpgraded, receivesMessages, deadline: machine.deadline() },
      expected: {
        lines: model.apply(command, now),
        readyState: model.readyState,
        isUpgrading: model.winner !== undefined,
        isUpgraded: model.isUpgraded,
        receivesMessages: model.isGreeted && !model.isOver,
        deadline: model.deadline,
      },
    };
  }

  get hasEnded(): boolean {
    return this.lines.some((line) => line.startsWith("closed "));
  }
}

describe.for<[TransportName[]]>([[[]], [["websocket"]], [["websocket", "webtransport"]]])(
  "a session that may move to %j, whatever happens",
  ([upgrades]) => {
    const handshake = encodeHandshake({ sid: "x", upgrades, ...times });
    const greeting: ClientSessionCommand = { type: "packet", packet: { type: "open", data: handshake } };
    const delays = fc.oneof(fc.constant(0), fc.nat(20), fc.nat(250));
    const runs = fc.array(fc.tuple(delays, commandsFor(handshake)), { maxLength: 60 });

    test("does what its model does, ends once, and is silent after that", () => {
      fc.assert(
        fc.property(runs, (steps) => {
          const pair = new Pair(upgrades);
          pair.handle(greeting, 0);
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
        { numRuns: 500 },
      );
    });

    test("ends when nothing arrives any more, with every candidate closed or moved to", () => {
      fc.assert(
        fc.property(runs, (steps) => {
          const pair = new Pair(upgrades);
          let now = 0;
          for (const [delay, command] of steps) {
            now += delay;
            for (let due = pair.model.deadline; due !== undefined && due <= now; due = pair.model.deadline) {
              pair.handle({ type: "tick" }, due);
            }
            pair.handle(command, now);
          }
          const lines = [...pair.lines, ...passTime(pair.machine).map((line) => line.replace(/^\d+ /, ""))];
          const count = (start: string): number => lines.filter((line) => line.startsWith(start)).length;
          expect(count("closed ")).toBe(count("opened") === 1 || pair.hasEnded ? 1 : 0);
          expect(count("openCandidate")).toBe(count("closeCandidate") + count("switchTransport"));
          expect(count("closeTransport")).toBeLessThanOrEqual(1);
        }),
        { numRuns: 300 },
      );
    });
  },
);
