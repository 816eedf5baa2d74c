import { describe, expect, test } from "vitest";
import { ClientUpgrade, type ClientUpgradeCommand } from "./client-upgrade.ts";
import type { EnginePacket } from "./packet.ts";
import { passTime, runSteps, type Step } from "./testing/steps.ts";
import type { TransportName } from "./transport-name.ts";

type Steps = readonly Step<ClientUpgradeCommand>[];

const TIMEOUT = 1000;

const start = (...names: TransportName[]): ClientUpgradeCommand => ({ type: "start", names });
const stands = (name: TransportName): ClientUpgradeCommand => ({ type: "candidateOpen", name });
const says = (name: TransportName, type: EnginePacket["type"], data?: string): ClientUpgradeCommand => ({
  type: "candidatePacket",
  name,
  packet: { type, data },
});
const answers = (name: TransportName): ClientUpgradeCommand => says(name, "pong", "probe");
const lost = (
  name: TransportName,
  problem: "answer" | "closed" | "failed" = "closed",
): ClientUpgradeCommand => ({ type: "candidateLost", name, problem });
const paused: ClientUpgradeCommand = { type: "paused" };
const tick: ClientUpgradeCommand = { type: "tick" };

const STARTED = [0, start("websocket"), "openCandidate websocket"] satisfies Steps[number];
const PROBED = [10, stands("websocket"), "sendToCandidate websocket ping probe"] satisfies Steps[number];
const ANSWERED = [20, answers("websocket"), "upgrading websocket", "pauseTransport"] satisfies Steps[number];
const AHEAD = [0, start("websocket", "webtransport"), "openCandidate webtransport"] satisfies Steps[number];
const BEHIND = [200, tick, "openCandidate websocket"] satisfies Steps[number];

function summaryOf(machine: ClientUpgrade): unknown {
  const { isUnderWay, isDone, openCandidates } = machine;
  return { isUnderWay, isDone, openCandidates, deadline: machine.deadline() };
}

const atRest = { isUnderWay: false, isDone: false, openCandidates: [], deadline: undefined };

describe("one candidate", () => {
  test.for<[string, Steps, unknown]>([
    [
      "nothing to try",
      [
        [0, start()],
        [1, tick],
        [2, paused],
      ],
      atRest,
    ],
    ["is opened", [STARTED], { ...atRest, openCandidates: ["websocket"], deadline: 1000 }],
    [
      "is probed once",
      [STARTED, PROBED, [11, stands("websocket")]],
      { ...atRest, openCandidates: ["websocket"], deadline: 1000 },
    ],
    [
      "wins with the answer",
      [STARTED, PROBED, ANSWERED],
      { ...atRest, isUnderWay: true, openCandidates: ["websocket"], deadline: 1000 },
    ],
    [
      "takes over when the old transport rests",
      [
        STARTED,
        PROBED,
        ANSWERED,
        [30, paused, "sendToCandidate websocket upgrade", "switchTransport websocket"],
      ],
      { ...atRest, isDone: true },
    ],
    [
      "is the transport from then on, and no candidate",
      [
        STARTED,
        PROBED,
        ANSWERED,
        [30, paused, "sendToCandidate websocket upgrade", "switchTransport websocket"],
        [31, paused],
        [32, lost("websocket")],
        [33, answers("websocket")],
        [2000, tick],
      ],
      { ...atRest, isDone: true },
    ],
    [
      "may say anything while the old transport comes to rest",
      [
        STARTED,
        PROBED,
        ANSWERED,
        [21, answers("websocket")],
        [22, says("websocket", "message")],
        [23, stands("websocket")],
        [24, tick],
      ],
      { ...atRest, isUnderWay: true, openCandidates: ["websocket"], deadline: 1000 },
    ],
    [
      "is lost before it stands",
      [
        STARTED,
        [5, lost("websocket", "failed"), "closeCandidate websocket", "upgradeFailed websocket failed"],
      ],
      atRest,
    ],
    [
      "is lost before it answers",
      [
        STARTED,
        PROBED,
        [15, lost("websocket"), "closeCandidate websocket", "upgradeFailed websocket closed"],
        [16, lost("websocket")],
      ],
      atRest,
    ],
    [
      "is lost while the old transport comes to rest",
      [
        STARTED,
        PROBED,
        ANSWERED,
        [
          25,
          lost("websocket"),
          "closeCandidate websocket",
          "resumeTransport",
          "upgradeFailed websocket closed",
        ],
        [26, paused],
      ],
      atRest,
    ],
    [
      "takes too long to stand",
      [
        STARTED,
        [999, tick],
        [1000, tick, "closeCandidate websocket", "upgradeFailed websocket timeout"],
        [1001, stands("websocket")],
      ],
      atRest,
    ],
    [
      "takes too long to answer",
      [
        STARTED,
        PROBED,
        [1000, tick, "closeCandidate websocket", "upgradeFailed websocket timeout"],
        [1001, answers("websocket")],
      ],
      atRest,
    ],
    [
      "waits too long for the old transport to rest",
      [
        STARTED,
        PROBED,
        ANSWERED,
        [1000, tick, "closeCandidate websocket", "resumeTransport", "upgradeFailed websocket timeout"],
        [1001, paused],
      ],
      atRest,
    ],
  ])("%s", ([, steps, summary]) => {
    const machine = new ClientUpgrade(TIMEOUT);
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(summaryOf(machine)).toEqual(summary);
  });

  test.for<[string, ClientUpgradeCommand]>([
    ["a pong with other data", says("websocket", "pong", "prob")],
    ["a pong without data", says("websocket", "pong")],
    ["a ping", says("websocket", "ping", "probe")],
    ["a message", says("websocket", "message", "probe")],
    ["a close packet", says("websocket", "close")],
    ["what cannot be decoded", lost("websocket", "answer")],
  ])("fails with %s for an answer", ([, wrong]) => {
    const machine = new ClientUpgrade(TIMEOUT);
    const steps: Steps = [
      STARTED,
      PROBED,
      [20, wrong, "closeCandidate websocket", "upgradeFailed websocket answer"],
    ];
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(summaryOf(machine)).toEqual(atRest);
  });

  test("fails with an answer before the probe", () => {
    const steps: Steps = [
      STARTED,
      [5, answers("websocket"), "closeCandidate websocket", "upgradeFailed websocket answer"],
    ];
    expect(runSteps(new ClientUpgrade(TIMEOUT), steps)).toEqual(steps);
  });

  test("passes on why it failed", () => {
    const machine = new ClientUpgrade(TIMEOUT);
    machine.handle(start("websocket"), 0);
    const effects = machine.handle(
      { type: "candidateLost", name: "websocket", problem: "failed", cause: "why" },
      1,
    );
    expect(effects).toContainEqual({
      type: "upgradeFailed",
      name: "websocket",
      problem: "failed",
      cause: "why",
    });
  });
});

describe("several candidates", () => {
  test("WebTransport alone has nobody to be ahead of", () => {
    const machine = new ClientUpgrade(TIMEOUT);
    expect(runSteps(machine, [[0, start("webtransport")]])).toEqual([
      [0, start("webtransport"), "openCandidate webtransport"],
    ]);
    expect(machine.deadline()).toBe(1000);
  });

  test("without WebTransport all start at once", () => {
    const steps: Steps = [
      [0, start("polling", "websocket"), "openCandidate polling", "openCandidate websocket"],
    ];
    expect(runSteps(new ClientUpgrade(TIMEOUT), steps)).toEqual(steps);
  });

  test.for<[string, Steps, unknown]>([
    [
      "one that gives a head start is not there yet",
      [AHEAD, [1, stands("websocket")], [2, answers("websocket")], [3, lost("websocket")], [199, tick]],
      { ...atRest, openCandidates: ["webtransport"], deadline: 200 },
    ],
    [
      "both are tried",
      [AHEAD, BEHIND],
      { ...atRest, openCandidates: ["websocket", "webtransport"], deadline: 1000 },
    ],
    [
      "the first to answer wins, the other is closed",
      [
        AHEAD,
        BEHIND,
        [210, stands("webtransport"), "sendToCandidate webtransport ping probe"],
        [211, stands("websocket"), "sendToCandidate websocket ping probe"],
        [220, answers("websocket"), "closeCandidate webtransport", "upgrading websocket", "pauseTransport"],
        [221, answers("webtransport")],
        [222, lost("webtransport")],
      ],
      { ...atRest, isUnderWay: true, openCandidates: ["websocket"], deadline: 1200 },
    ],
    [
      "one that answers within its head start has no rival",
      [
        AHEAD,
        [10, stands("webtransport"), "sendToCandidate webtransport ping probe"],
        [20, answers("webtransport"), "upgrading webtransport", "pauseTransport"],
        [200, tick],
      ],
      { ...atRest, isUnderWay: true, openCandidates: ["webtransport"], deadline: 1000 },
    ],
    [
      "the other goes on when one is lost",
      [
        AHEAD,
        BEHIND,
        [210, lost("webtransport"), "closeCandidate webtransport", "upgradeFailed webtransport closed"],
      ],
      { ...atRest, openCandidates: ["websocket"], deadline: 1200 },
    ],
    [
      "the other still starts when one is lost early",
      [
        AHEAD,
        [10, lost("webtransport"), "closeCandidate webtransport", "upgradeFailed webtransport closed"],
        BEHIND,
      ],
      { ...atRest, openCandidates: ["websocket"], deadline: 1200 },
    ],
  ])("%s", ([, steps, summary]) => {
    const machine = new ClientUpgrade(TIMEOUT);
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(summaryOf(machine)).toEqual(summary);
  });

  test("each has its own patience", () => {
    const machine = new ClientUpgrade(TIMEOUT);
    machine.handle(start("websocket", "webtransport"), 0);
    expect(passTime(machine)).toEqual([
      "200 openCandidate websocket",
      "1000 closeCandidate webtransport",
      "1000 upgradeFailed webtransport timeout",
      "1200 closeCandidate websocket",
      "1200 upgradeFailed websocket timeout",
    ]);
  });

  test("one tick may start one and end the other", () => {
    const machine = new ClientUpgrade(150);
    const steps: Steps = [
      AHEAD,
      [
        200,
        tick,
        "openCandidate websocket",
        "closeCandidate webtransport",
        "upgradeFailed webtransport timeout",
      ],
    ];
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(machine.deadline()).toBe(350);
  });
});
