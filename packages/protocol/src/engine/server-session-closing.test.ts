import { describe, expect, test } from "vitest";
import {
  packet,
  ping,
  pong,
  activity,
  garbage,
  candidate,
  probe,
  upgrade,
  lost,
  closeDrained,
  closeWaiting,
  discard,
  drained,
  gone,
  failed,
  tick,
  ANSWER,
  opened,
  type ServerSteps,
} from "./testing/server-session-steps.ts";
import { passTime, runSteps, stateOf } from "./testing/steps.ts";

describe("closing", () => {
  test.for<[string, ServerSteps]>([
    [
      "closes the transport at once when nothing waits, and ends with it",
      [
        [5, closeDrained, "closeTransport"],
        [6, drained],
        [7, closeWaiting],
        [90, gone, "closed forced close"],
      ],
    ],
    [
      "hands over what waits first",
      [
        [5, closeWaiting],
        [6, closeWaiting],
        [50, drained, "closeTransport"],
        [51, failed, "closed forced close"],
      ],
    ],
    ["discards what waits", [[5, discard, "closeTransport", "closed forced close"]]],
    [
      "discards what still waits",
      [
        [5, closeWaiting],
        [6, discard, "closeTransport", "closed forced close"],
      ],
    ],
    [
      "does not close the transport twice",
      [
        [5, closeDrained, "closeTransport"],
        [6, discard, "closed forced close"],
      ],
    ],
    [
      "tells a transport that fails before from one that was closed",
      [
        [5, closeWaiting],
        [6, failed, "closed transport error"],
      ],
    ],
    [
      "lets the client close, too",
      [
        [5, closeDrained, "closeTransport"],
        [6, packet("close"), "closed transport close"],
      ],
    ],
    [
      "takes what arrives for nothing",
      [
        [5, closeWaiting],
        [6, packet("noop")],
        [7, ping],
        [8, garbage],
        [9, candidate, "closeCandidate"],
        [10, drained, "closeTransport"],
        [11, ping],
        [12, garbage],
        [13, candidate, "closeCandidate"],
      ],
    ],
    [
      "waits for an upgrade, which may have to carry the rest",
      [
        [5, candidate],
        [6, closeWaiting],
        [7, probe, ...ANSWER],
        [8, upgrade, "switchTransport"],
        [9, drained, "closeTransport"],
        [9, gone, "closed forced close"],
      ],
    ],
    [
      "waits for an upgrade even when nothing waits",
      [
        [5, candidate],
        [6, closeDrained],
        [8, upgrade, "switchTransport", "closeTransport"],
      ],
    ],
    [
      "goes on when the candidate is lost",
      [
        [5, candidate],
        [6, closeDrained],
        [8, lost, "closeCandidate", "closeTransport"],
      ],
    ],
    [
      "waits for what is left when the candidate is lost",
      [
        [5, candidate],
        [6, closeWaiting],
        [8, lost, "closeCandidate"],
        [9, drained, "closeTransport"],
      ],
    ],
    [
      "may be drained while it waits for the upgrade",
      [
        [5, candidate],
        [6, closeWaiting],
        [7, drained],
        [8, lost, "closeCandidate", "closeTransport"],
      ],
    ],
    [
      "drops the candidate when it discards",
      [
        [5, candidate],
        [6, closeDrained],
        [8, discard, "closeCandidate", "closeTransport", "closed forced close"],
      ],
    ],
  ])("%s", ([, steps]) => {
    expect(runSteps(opened(), steps)).toEqual(steps);
  });

  test("goes on when the candidate takes too long", () => {
    const machine = opened("server", { upgradeTimeout: 50 });
    machine.handle(candidate, 5);
    machine.handle(closeDrained, 6);
    const steps: ServerSteps = [[55, tick, "closeCandidate", "closeTransport"]];
    expect(runSteps(machine, steps)).toEqual(steps);
  });

  test.for<[string, ServerSteps, string[]]>([
    ["while something waits", [[5, closeWaiting]], ["140 closeTransport", "140 closed ping timeout"]],
    ["while the transport closes", [[5, closeDrained, "closeTransport"]], ["140 closed ping timeout"]],
    [
      "although the client answers the last ping",
      [
        [100, tick, "send ping"],
        [110, closeWaiting],
        [120, activity],
        [120, pong],
      ],
      ["140 closeTransport", "140 closed ping timeout"],
    ],
    [
      "while an upgrade is under way",
      [
        [5, candidate],
        [6, closeDrained],
      ],
      ["140 closeCandidate", "140 closeTransport", "140 closed ping timeout"],
    ],
  ])("sends no pings, and ends in a ping timeout %s", ([, steps, end]) => {
    const machine = opened();
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(stateOf(machine).at(0)).toBe("closing");
    expect(passTime(machine)).toEqual(end);
    expect(stateOf(machine)).toEqual(["closed"]);
  });

  test("answers no pings of protocol 3", () => {
    const machine = opened("client");
    const steps: ServerSteps = [
      [5, closeWaiting],
      [100, ping],
    ];
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(passTime(machine)).toEqual(["140 closeTransport", "140 closed ping timeout"]);
  });
});
