import { describe, expect, test } from "vitest";
import type { ClientSessionCommand } from "./client-session-types.ts";
import {
  activity,
  closeDrained,
  closeWaiting,
  drained,
  error,
  failed,
  garbage,
  gone,
  handshake,
  lost,
  open,
  opened,
  packet,
  paused,
  ping,
  pong,
  session,
  stands,
  tick,
  answer,
  type ClientSteps,
} from "./testing/client-session-steps.ts";
import { passTime, runSteps, stateOf } from "./testing/steps.ts";

describe("opening", () => {
  test("takes the greeting, once, and tries what both sides know", () => {
    const machine = session();
    expect(stateOf(machine)).toEqual(["opening"]);
    expect(machine.deadline()).toBeUndefined();
    expect(machine.handle(open, 0)).toEqual([
      { type: "opened", handshake },
      { type: "openCandidate", name: "websocket" },
    ]);
    expect(stateOf(machine)).toEqual(["open", "receivesMessages"]);
    expect(machine.deadline()).toBe(140);
    expect(machine.handle(open, 50)).toEqual([]);
    expect(machine.deadline()).toBe(140);
  });

  test.for<[string, Parameters<typeof session>[0], string[]]>([
    ["none, if it is not to be upgraded", { upgrades: [] }, []],
    ["not the one it has", { transport: "websocket" }, []],
    [
      "several, in the server's order, with a head start for WebTransport",
      { upgrades: ["webtransport", "websocket"] },
      ["webtransport"],
    ],
  ])("the transports it tries: %s", ([, options, names]) => {
    const steps: ClientSteps = [[0, open, "opened", ...names.map((name) => `openCandidate ${name}`)]];
    expect(runSteps(session(options), steps)).toEqual(steps);
  });

  test.for(["", "{}", "null", '{"sid":7}', undefined, new Uint8Array(3)])(
    "ends for the bad greeting %j",
    (data) => {
      const effects = session().handle(packet("open", data), 0);
      expect(effects).toEqual([
        { type: "closeTransport" },
        {
          type: "closed",
          reason: "transport error",
          description: expect.objectContaining({ code: "EIO_PARSE_ERROR" }) as unknown,
          abandoned: [],
        },
      ]);
    },
  );

  test.for<[string, ClientSteps]>([
    [
      "other packets",
      [
        [0, ping],
        [0, packet("noop")],
      ],
    ],
    ["activity", [[0, activity]]],
    ["a tick", [[0, tick]]],
    [
      "drained and paused",
      [
        [0, drained],
        [0, paused],
      ],
    ],
    [
      "a candidate",
      [
        [0, stands()],
        [0, answer],
        [0, lost()],
      ],
    ],
  ])("takes nothing before: %s", ([, steps]) => {
    const machine = session();
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(stateOf(machine)).toEqual(["opening"]);
  });

  test.for<[string, ClientSteps]>([
    [
      "by the application",
      [
        [0, closeWaiting, "closeTransport", "closed forced close"],
        [1, open],
      ],
    ],
    [
      "by the server",
      [
        [0, packet("close"), "closed transport close"],
        [1, open],
      ],
    ],
    [
      "by the transport",
      [
        [0, failed, "closed transport error"],
        [1, open],
      ],
    ],
    [
      "by garbage",
      [
        [0, garbage, "closeTransport", "closed transport error"],
        [1, open],
      ],
    ],
  ])("can be ended %s", ([, steps]) => {
    const machine = session();
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(stateOf(machine)).toEqual(["closed"]);
    expect(machine.deadline()).toBeUndefined();
  });
});

describe("packets of protocol 4", () => {
  test.for<[string, ClientSteps]>([
    ["a ping is answered", [[5, ping, "send pong", "heartbeat"]]],
    [
      "others are ignored",
      [
        [5, pong],
        [5, packet("upgrade")],
        [5, packet("noop")],
        [5, activity],
      ],
    ],
    [
      "a close packet ends the session",
      [[5, packet("close"), "closeCandidate websocket", "closed transport close"]],
    ],
    [
      "garbage ends the session",
      [[5, garbage, "closeCandidate websocket", "closeTransport", "closed transport error"]],
    ],
    [
      "without a ping the session ends",
      [
        [100, packet("noop")],
        [139, tick],
        [140, tick, "closeCandidate websocket", "closeTransport", "closed ping timeout"],
      ],
    ],
    [
      "a ping keeps it alive for interval and time-out",
      [
        [100, ping, "send pong", "heartbeat"],
        [239, tick],
        [240, tick, "closeCandidate websocket", "closeTransport", "closed ping timeout"],
      ],
    ],
  ])("%s", ([, steps]) => {
    expect(runSteps(opened(), steps)).toEqual(steps);
  });
});

test("the client of protocol 3 pings, and awaits the pong", () => {
  const machine = opened({ dialect: { pinger: "client" }, upgrades: [] });
  const steps: ClientSteps = [
    [100, tick, "send ping"],
    [110, pong, "heartbeat"],
    [120, ping],
    [210, tick, "send ping"],
  ];
  expect(runSteps(machine, steps)).toEqual(steps);
  expect(stateOf(machine)).toEqual(["open", "isPongAwaited", "receivesMessages"]);
  machine.handle(activity, 220);
  expect(stateOf(machine)).toEqual(["open", "receivesMessages"]);
  expect(passTime(machine)).toEqual(["260 closeTransport", "260 closed ping timeout"]);
});

describe("upgrading", () => {
  test("from the probe to the switch", () => {
    const machine = opened();
    const steps: ClientSteps = [
      [5, stands(), "sendToCandidate websocket ping probe"],
      [6, answer, "upgrading websocket", "pauseTransport"],
      [7, paused, "sendToCandidate websocket upgrade", "switchTransport websocket"],
    ];
    expect(runSteps(machine, steps.slice(0, 1))).toEqual(steps.slice(0, 1));
    expect(stateOf(machine)).toEqual(["open", "receivesMessages"]);
    expect(runSteps(machine, steps.slice(1, 2))).toEqual(steps.slice(1, 2));
    expect(stateOf(machine)).toEqual(["open", "isUpgrading", "receivesMessages"]);
    expect(runSteps(machine, steps.slice(2))).toEqual(steps.slice(2));
    expect(stateOf(machine)).toEqual(["open", "isUpgraded", "receivesMessages"]);
    expect(passTime(machine)).toEqual(["140 closeTransport", "140 closed ping timeout"]);
  });

  test("a candidate that is lost does the session no harm", () => {
    const machine = opened();
    const steps: ClientSteps = [
      [5, stands(), "sendToCandidate websocket ping probe"],
      [6, answer, "upgrading websocket", "pauseTransport"],
      [7, lost(), "closeCandidate websocket", "resumeTransport", "upgradeFailed websocket closed"],
      [8, paused],
    ];
    expect(runSteps(machine, steps)).toEqual(steps);
    expect(stateOf(machine)).toEqual(["open", "receivesMessages"]);
  });

  test("a candidate that takes too long does the session no harm", () => {
    const machine = opened({ upgradeTimeout: 50 });
    expect(passTime(machine).slice(0, 2)).toEqual([
      "50 closeCandidate websocket",
      "50 upgradeFailed websocket timeout",
    ]);
  });

  test("a session that ends at the same time has the last word", () => {
    const machine = opened({ upgradeTimeout: 140 });
    const steps: ClientSteps = [
      [140, tick, "closeCandidate websocket", "closeTransport", "closed ping timeout"],
    ];
    expect(runSteps(machine, steps)).toEqual(steps);
  });

  test.for<[string, ClientSessionCommand, string]>([
    ["the server closes", packet("close"), "transport close"],
    ["the transport ends", gone, "transport close"],
    ["the transport fails", failed, "transport error"],
  ])("the candidate goes with the session when %s", ([, command, reason]) => {
    const machine = opened();
    expect(machine.handle(command, 20)).toMatchObject([
      { type: "closeCandidate", name: "websocket" },
      { type: "closed", reason, abandoned: ["websocket"] },
    ]);
    expect(stateOf(machine)).toEqual(["closed"]);
  });

  test("the description of a failed transport is passed on", () => {
    expect(opened().handle(failed, 20).at(-1)).toHaveProperty("description", error);
  });
});

describe("closing", () => {
  const pausing = [
    [5, stands(), "sendToCandidate websocket ping probe"],
    [6, answer, "upgrading websocket", "pauseTransport"],
  ] satisfies ClientSteps;

  test.for<[string, ClientSteps]>([
    [
      "ends at once when everything is sent, even while a candidate is tried",
      [
        [5, closeDrained, "closeCandidate websocket", "closeTransport", "closed forced close"],
        [6, closeDrained],
        [7, drained],
        [8, gone],
      ],
    ],
    [
      "sends what waits first",
      [
        [4, lost(), "closeCandidate websocket", "upgradeFailed websocket closed"],
        [5, closeWaiting],
        [6, closeWaiting],
        [50, drained, "closeTransport", "closed forced close"],
      ],
    ],
    [
      "takes a transport that fails meanwhile for what it is",
      [
        [4, lost(), "closeCandidate websocket", "upgradeFailed websocket closed"],
        [5, closeWaiting],
        [50, failed, "closed transport error"],
      ],
    ],
    [
      "goes on with a candidate while something waits",
      [
        [4, closeWaiting],
        ...pausing,
        [7, drained],
        [
          8,
          paused,
          "sendToCandidate websocket upgrade",
          "switchTransport websocket",
          "closeTransport",
          "closed forced close",
        ],
      ],
    ],
    [
      "sends what waits over the new transport",
      [
        ...pausing,
        [7, closeWaiting],
        [8, paused, "sendToCandidate websocket upgrade", "switchTransport websocket"],
        [9, drained, "closeTransport", "closed forced close"],
      ],
    ],
    [
      "ends when the candidate is lost",
      [
        ...pausing,
        [7, closeDrained],
        [
          8,
          lost(),
          "closeCandidate websocket",
          "resumeTransport",
          "upgradeFailed websocket closed",
          "closeTransport",
          "closed forced close",
        ],
      ],
    ],
    [
      "sends no pong, but takes a ping for a sign of life",
      [
        [5, closeWaiting],
        [100, ping, "heartbeat"],
        [239, tick],
        [240, tick, "closeCandidate websocket", "closeTransport", "closed ping timeout"],
      ],
    ],
  ])("%s", ([, steps]) => {
    expect(runSteps(opened(), steps)).toEqual(steps);
  });

  test("still receives messages", () => {
    const machine = opened();
    machine.handle(closeWaiting, 1);
    expect(stateOf(machine)).toEqual(["closing", "receivesMessages"]);
  });

  test("sends no ping of protocol 3", () => {
    const machine = opened({ dialect: { pinger: "client" }, upgrades: [] });
    machine.handle(closeWaiting, 1);
    expect(passTime(machine)).toEqual(["140 closeTransport", "140 closed ping timeout"]);
  });
});
