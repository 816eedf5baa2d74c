import { describe, expect, test } from "vitest";
import type { ServerSessionCommand } from "./server-session-types.ts";
import {
  GREETING,
  open,
  packet,
  ping,
  pong,
  activity,
  error,
  garbage,
  candidate,
  probe,
  upgrade,
  lost,
  closeDrained,
  discard,
  drained,
  gone,
  failed,
  tick,
  ANSWER,
  session,
  opened,
  type ServerSteps,
} from "./testing/server-session-steps.ts";
import { passTime, runSteps, stateOf, type Step } from "./testing/steps.ts";

describe("opening", () => {
  test("greets the client, once", () => {
    const machine = session();
    expect(stateOf(machine)).toEqual(["opening"]);
    expect(machine.deadline()).toBeUndefined();
    const steps: ServerSteps = [
      [0, open, GREETING, "opened"],
      [1, open],
    ];
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(stateOf(machine)).toEqual(["open", "receivesMessages"]);
    expect(machine.deadline()).toBe(100);
  });

  test.for(["hello", ""])("sends the initial packet %j behind the greeting", (initialPacket) => {
    const steps: ServerSteps = [[0, open, GREETING, `send message ${initialPacket}`, "opened"]];
    expect(runSteps(session("server", { initialPacket }), steps)).toEqual(steps);
  });

  test.for<[string, Step<ServerSessionCommand>]>([
    ["a candidate", [0, candidate, "closeCandidate"]],
    ["a packet", [0, pong]],
    ["activity", [0, activity]],
    ["garbage", [0, garbage]],
    ["a tick", [0, tick]],
    ["drained", [0, drained]],
  ])("takes nothing before: %s", ([, step]) => {
    const machine = session();
    expect(runSteps(machine, [step])).toEqual([step]);
    expect(stateOf(machine)).toEqual(["opening"]);
  });

  test.for<[string, Step<ServerSessionCommand>]>([
    ["by the application", [0, closeDrained, "closeTransport", "closed forced close"]],
    ["by the client", [0, packet("close"), "closed transport close"]],
    ["by the transport", [0, failed, "closed transport error"]],
  ])("can be ended %s", ([, step]) => {
    const machine = session();
    expect(runSteps(machine, [step, [1, open]])).toEqual([step, [1, open]]);
    expect(stateOf(machine)).toEqual(["closed"]);
  });
});

describe("packets of protocol 4", () => {
  test.for<[string, ServerSteps]>([
    ["a pong is the sign of life", [[5, pong, "heartbeat"]]],
    [
      "others are ignored",
      [
        [5, packet("open")],
        [5, packet("upgrade")],
        [5, packet("noop")],
      ],
    ],
    [
      "a close packet ends the session, and needs no answer",
      [[5, packet("close"), "closed transport close"]],
    ],
    ["a ping is not the client's to send", [[5, ping, "closeTransport", "closed transport error"]]],
    ["garbage ends the session", [[5, garbage, "closeTransport", "closed parse error"]]],
    [
      "without a pong the session ends",
      [
        [100, tick, "send ping"],
        [140, tick, "closeTransport", "closed ping timeout"],
      ],
    ],
    [
      "while a pong is awaited, a message extends the wait once",
      [
        [100, tick, "send ping"],
        [130, activity],
        [140, tick],
        [160, activity],
        [170, tick, "closeTransport", "closed ping timeout"],
      ],
    ],
    [
      "while a pong is awaited, another packet extends the wait once",
      [
        [100, tick, "send ping"],
        [130, packet("noop")],
        [140, tick],
        [170, tick, "closeTransport", "closed ping timeout"],
      ],
    ],
  ])("%s", ([, steps]) => {
    expect(runSteps(opened(), steps)).toEqual(steps);
  });

  test("says when a message would extend the wait", () => {
    const machine = opened();
    machine.handle(tick, 100);
    expect(stateOf(machine)).toEqual(["open", "isPongAwaited", "receivesMessages"]);
    machine.handle(activity, 110);
    expect(stateOf(machine)).toEqual(["open", "receivesMessages"]);
  });
});

describe("packets of protocol 3", () => {
  test.for<[string, ServerSteps]>([
    [
      "a ping is answered, without its data as stock servers do",
      [[5, packet("ping", "x"), "send pong", "heartbeat"]],
    ],
    ["a pong is not the client's to send", [[5, pong, "closeTransport", "closed transport error"]]],
    [
      "without a ping the session ends",
      [
        [139, tick],
        [140, tick, "closeTransport", "closed ping timeout"],
      ],
    ],
    [
      "only pings keep it alive",
      [
        [100, ping, "send pong", "heartbeat"],
        [200, activity],
        [210, packet("noop")],
        [239, tick],
        [240, tick, "closeTransport", "closed ping timeout"],
      ],
    ],
  ])("%s", ([, steps]) => {
    expect(runSteps(opened("client"), steps)).toEqual(steps);
  });
});

describe("the description of the end", () => {
  test.for<[string, ServerSessionCommand, unknown]>([
    ["garbage", garbage, error],
    ["a wrong heartbeat", ping, expect.objectContaining({ code: "EIO_HEARTBEAT_DIRECTION" })],
    ["a transport that fails", failed, error],
    ["a client that closes", packet("close"), undefined],
  ])("%s", ([, command, description]) => {
    const end = opened().handle(command, 1).at(-1);
    expect(end?.type === "closed" && end.description).toEqual(description);
  });
});

describe("upgrading", () => {
  test("from the candidate to the switch", () => {
    const machine = opened("server", { upgradeTimeout: 10_000 });
    const steps: ServerSteps = [
      [10, candidate],
      [20, probe, ...ANSWER],
      [100, tick, "send ping"],
      [120, tick, "releasePoll"],
      [130, candidate, "closeCandidate"],
      [135, upgrade, "switchTransport"],
      [136, candidate, "closeCandidate"],
    ];
    expect(stateOf(machine)).not.toContain("isUpgrading");
    expect(runSteps(machine, steps.slice(0, 1))).toEqual(steps.slice(0, 1));
    expect(stateOf(machine)).toContain("isUpgrading");
    expect(runSteps(machine, steps.slice(1))).toEqual(steps.slice(1));
    expect(stateOf(machine)).toEqual(["open", "isUpgraded", "receivesMessages"]);
  });

  test("the switch forgives the pong that is awaited, and pings anew", () => {
    const machine = opened();
    const steps: ServerSteps = [
      [10, candidate],
      [100, tick, "send ping"],
      [120, upgrade, "switchTransport"],
    ];
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(passTime(machine)).toEqual(["220 send ping", "260 closeTransport", "260 closed ping timeout"]);
  });

  test("the switch gives a client of protocol 3 the whole time for its next ping", () => {
    const machine = opened("client");
    machine.handle(candidate, 50);
    machine.handle(upgrade, 60);
    expect(passTime(machine)).toEqual(["200 closeTransport", "200 closed ping timeout"]);
  });

  test.for<[string, ServerSessionCommand]>([
    ["lost", lost],
    ["wrong", { type: "candidatePacket", packet: { type: "message" } }],
  ])("a candidate that is %s does the session no harm", ([, command]) => {
    const machine = opened();
    const steps: ServerSteps = [
      [10, candidate],
      [20, probe, ...ANSWER],
      [30, command, "closeCandidate"],
      [40, lost],
    ];
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(stateOf(machine)).toEqual(["open", "receivesMessages"]);
    expect(machine.deadline()).toBe(100);
  });

  test("a candidate that takes too long does the session no harm", () => {
    const machine = opened("server", { upgradeTimeout: 50 });
    const steps: ServerSteps = [
      [10, candidate],
      [60, tick, "closeCandidate"],
    ];
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(stateOf(machine)).toEqual(["open", "receivesMessages"]);
  });

  test.for<[string, ServerSessionCommand, string[]]>([
    ["the client closes", packet("close"), ["closed transport close"]],
    ["the transport ends", gone, ["closed transport close"]],
    ["the application discards", discard, ["closeTransport", "closed forced close"]],
    ["garbage comes", garbage, ["closeTransport", "closed parse error"]],
  ])("the candidate goes with the session when %s", ([, command, effects]) => {
    const machine = opened();
    machine.handle(candidate, 10);
    const steps: ServerSteps = [[20, command, "closeCandidate", ...effects]];
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(stateOf(machine)).toEqual(["closed"]);
  });
});
