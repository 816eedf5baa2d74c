import { describe, expect, test } from "vitest";
import type { EnginePacket } from "./packet.ts";
import { ServerUpgrade, type ServerUpgradeCommand } from "./server-upgrade.ts";
import { runSteps, type Step } from "./testing/steps.ts";

const TIMEOUT = 250;

const candidate: ServerUpgradeCommand = { type: "candidate" };
const lost: ServerUpgradeCommand = { type: "candidateLost" };
const tick: ServerUpgradeCommand = { type: "tick" };
const packet = (type: EnginePacket["type"], data?: string): ServerUpgradeCommand => ({
  type: "candidatePacket",
  packet: { type, data },
});
const probe = packet("ping", "probe");
const upgrade = packet("upgrade");
const ANSWER = ["sendToCandidate pong probe", "upgrading"];

test("there is nothing to wait for without a candidate", () => {
  const machine = new ServerUpgrade(TIMEOUT);
  const steps: Step<ServerUpgradeCommand>[] = [
    [0, tick],
    [1, probe],
    [2, lost],
  ];
  expect(runSteps(machine, steps)).toEqual(steps);
  expect([machine.deadline(), machine.isUnderWay, machine.isDone]).toEqual([undefined, false, false]);
});

describe("a candidate", () => {
  test.for<[string, Step<ServerUpgradeCommand>[], number | undefined]>([
    ["is waited for", [[0, candidate]], 250],
    [
      "is answered when it probes",
      [
        [0, candidate],
        [30, probe, ...ANSWER],
      ],
      130,
    ],
    [
      "may probe again, which does not put off the release of the poll",
      [
        [0, candidate],
        [30, probe, ...ANSWER],
        [60, probe, ...ANSWER],
      ],
      130,
    ],
    [
      "has a waiting poll released every 100 ms from its probe on",
      [
        [0, candidate],
        [30, probe, ...ANSWER],
        [129, tick],
        [130, tick, "releasePoll"],
        [229, tick],
        [230, tick, "releasePoll"],
      ],
      250,
    ],
    [
      "is closed when it takes too long to probe",
      [
        [0, candidate],
        [249, tick],
        [250, tick, "closeCandidate"],
      ],
      undefined,
    ],
    [
      "is closed when it takes too long to finish",
      [
        [0, candidate],
        [200, probe, ...ANSWER],
        [249, tick],
        [300, tick, "closeCandidate"],
        [400, tick],
      ],
      undefined,
    ],
    [
      "is let go when it is lost",
      [
        [0, candidate],
        [9, lost, "closeCandidate"],
        [10, lost],
        [11, probe],
      ],
      undefined,
    ],
    [
      "is let go when it is lost after its probe",
      [
        [0, candidate],
        [5, probe, ...ANSWER],
        [9, lost, "closeCandidate"],
        [500, tick],
      ],
      undefined,
    ],
    [
      "does not stand in the way of the next one once it is gone",
      [
        [0, candidate],
        [9, lost, "closeCandidate"],
        [50, candidate],
      ],
      300,
    ],
    [
      "stays when another one comes",
      [
        [0, candidate],
        [50, candidate, "closeCandidate"],
        [60, probe, ...ANSWER],
        [70, candidate, "closeCandidate"],
      ],
      160,
    ],
  ])("%s", ([, steps, deadline]) => {
    const machine = new ServerUpgrade(TIMEOUT);
    expect(runSteps(machine, steps)).toEqual(steps);
    expect([machine.deadline(), machine.isDone]).toEqual([deadline, false]);
    expect(machine.isUnderWay).toBe(deadline !== undefined);
  });

  test.for<[string, Step<ServerUpgradeCommand>[]]>([
    [
      "after its probe",
      [
        [0, candidate],
        [5, probe, ...ANSWER],
        [9, upgrade, "switchTransport"],
      ],
    ],
    [
      "without a probe, as the original allows",
      [
        [0, candidate],
        [9, upgrade, "switchTransport"],
      ],
    ],
  ])("becomes the transport %s, and is the last one", ([, steps]) => {
    const machine = new ServerUpgrade(TIMEOUT);
    expect(runSteps(machine, steps)).toEqual(steps);
    expect([machine.deadline(), machine.isUnderWay, machine.isDone]).toEqual([undefined, false, true]);
    const later: Step<ServerUpgradeCommand>[] = [
      [20, candidate, "closeCandidate"],
      [21, probe],
      [22, upgrade],
      [23, lost],
      [900, tick],
    ];
    expect(runSteps(machine, later)).toEqual(later);
  });

  test.for<[string, ServerUpgradeCommand]>([
    ["a ping that is not the probe", packet("ping")],
    ["a ping with other data", packet("ping", "prob")],
    [
      "binary data that reads probe",
      { type: "candidatePacket", packet: { type: "ping", data: Uint8Array.from([112]) } },
    ],
    ["a pong", packet("pong", "probe")],
    ["a message", packet("message", "hello")],
    ["open", packet("open")],
    ["close", packet("close")],
    ["noop", packet("noop")],
  ])("is closed for %s, before its probe and after it", ([, wrong]) => {
    const before: Step<ServerUpgradeCommand>[] = [
      [0, candidate],
      [1, wrong, "closeCandidate"],
    ];
    const after: Step<ServerUpgradeCommand>[] = [
      [0, candidate],
      [1, probe, ...ANSWER],
      [2, wrong, "closeCandidate"],
    ];
    for (const steps of [before, after]) {
      const machine = new ServerUpgrade(TIMEOUT);
      expect(runSteps(machine, steps)).toEqual(steps);
      expect(machine.deadline()).toBeUndefined();
    }
  });
});
